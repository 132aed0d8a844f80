"""The timing of decoded frames by their timestamps."""

from __future__ import annotations

import logging
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer

_log = logging.getLogger(__name__)

# Timestamps in whole milliseconds (Matroska, FLV) are off by up to one.
_MIN_TOLERANCE_S = Fraction(1, 1000)
# Up to this a deviation is jitter of the muxer, not missing sound.
_MAX_JITTER_S = Fraction(40, 1000)
# A gap may exceed the declared end by this much, or be this long without one.
_MAX_OVERRUN_S = Fraction(1)
_MAX_GAP_S = Fraction(3600)
# No codec has a longer initial delay.
_MAX_DELAY_S = Fraction(1, 10)


def find_origin(container: InputContainer) -> Fraction | None:
    """Return the timestamp in seconds of what a player shows as 0:00, or None.

    That is the earliest start of the sound and video tracks. A cover picture does not
    count: it is at zero, while the sound of an MP3 starts after its encoder's delay.
    """
    starts = [
        stream.start_time * stream.time_base
        for stream in (*container.streams.audio, *container.streams.video)
        if stream.start_time is not None
        and stream.time_base is not None
        and not stream.disposition & type(stream.disposition).attached_pic
    ]
    return min(starts, default=None)


class FrameClock:
    """Compares timestamps with the sound so far, to find missing sound."""

    def __init__(
        self, origin: Fraction | None, start: Fraction | None, end: Fraction | None
    ) -> None:
        """Set the clock.

        Args:
            origin: The timestamp of zero in seconds; None: the first frame's.
            start: The timestamp of the track's start in seconds.
            end: The declared end in seconds after zero.
        """
        self._origin = origin
        self._start = start
        self._end = end
        self._tolerance = _MIN_TOLERANCE_S

    def expect_exact(self) -> None:
        """Report the next gap of any size, since sound was lost."""
        self._tolerance, self._start = _MIN_TOLERANCE_S, None

    def measure_gap(self, timestamp: Fraction | None, now: Fraction) -> Fraction:
        """Measure the missing sound before a frame.

        Args:
            timestamp: The frame's timestamp in seconds; None without one.
            now: The length of the sound so far in seconds.

        Returns:
            Seconds, zero or more.
        """
        tolerance, self._tolerance = self._tolerance, _MAX_JITTER_S
        if timestamp is None:
            return Fraction(0)
        if self._origin is None:
            self._origin = timestamp - now
        self._origin += self._take_delay(timestamp)
        gap = timestamp - self._origin - now
        if abs(gap) <= tolerance:
            return Fraction(0)
        if gap > 0 and self._is_plausible(gap, now):
            return gap
        if gap > 0 or -gap > _MAX_JITTER_S:
            # The timestamps jump, as in joined recordings: continue from here.
            _log.debug("time stamps jump by %.3f s at %.3f s", float(gap), float(now))
            self._origin += gap
        return Fraction(0)

    def _take_delay(self, timestamp: Fraction) -> Fraction:
        """Return the initial delay that an older FFmpeg adds to the first timestamp."""
        start, self._start = self._start, None
        if start is None or not 0 < timestamp - start <= _MAX_DELAY_S:
            return Fraction(0)
        return timestamp - start

    def _is_plausible(self, gap: Fraction, now: Fraction) -> bool:
        if self._end is None:
            return gap <= _MAX_GAP_S
        return now + gap <= self._end + _MAX_OVERRUN_S
