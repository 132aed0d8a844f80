"""Decides where on the clock each decoded frame belongs."""

from __future__ import annotations

import logging
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer

_log = logging.getLogger(__name__)

# Time stamps in whole milliseconds (Matroska, FLV) are off by up to one.
_EXACT = Fraction(1, 1000)
# Within this a stamp that is off is jitter of the muxer, not missing sound.
_JITTER = Fraction(40, 1000)
# A gap may reach this far past the declared end, or be this long where there is none.
_PAST_END = Fraction(1)
_LONGEST_GAP = Fraction(3600)
# No codec needs more run-up.
_LONGEST_DELAY = Fraction(1, 10)


def origin_of(container: InputContainer) -> Fraction | None:
    """Give the stamp, in seconds, of what a player shows as 0:00.

    That is the earliest start of the sound and picture tracks. A cover picture is
    none: it sits at zero, while the sound of an MP3 starts after its encoder's delay.
    """
    starts = [
        stream.start_time * stream.time_base
        for stream in (*container.streams.audio, *container.streams.video)
        if stream.start_time is not None
        and stream.time_base is not None
        and not stream.disposition & type(stream.disposition).attached_pic
    ]
    return min(starts, default=None)


class Clock:
    """Compares time stamps with the sound so far, and says what is missing."""

    def __init__(
        self, origin: Fraction | None, start: Fraction | None, end: Fraction | None
    ) -> None:
        """Set the clock.

        Args:
            origin: The stamp of zero in seconds, or None to start with the sound.
            start: The stamp with which the track starts in seconds.
            end: The declared end in seconds after zero.
        """
        self._origin = origin
        self._start = start
        self._end = end
        self._tolerance = _EXACT

    def expect_exact(self) -> None:
        """Fill the next gap however small it is, for sound was lost."""
        self._tolerance, self._start = _EXACT, None

    def gap_before(self, stamp: Fraction | None, now: Fraction) -> Fraction:
        """Give how much silence belongs before a frame.

        Args:
            stamp: The frame's time stamp in seconds, or None where it has none.
            now: The length of the sound so far in seconds.

        Returns:
            Seconds, zero or more.
        """
        tolerance, self._tolerance = self._tolerance, _JITTER
        if stamp is None:
            return Fraction(0)
        if self._origin is None:
            self._origin = stamp - now
        self._origin += self._take_delay(stamp)
        gap = stamp - self._origin - now
        if abs(gap) <= tolerance:
            return Fraction(0)
        if gap > 0 and self._is_plausible(gap, now):
            return gap
        if gap > 0 or -gap > _JITTER:
            # The stamps jumped, as where recordings were joined: go on from here.
            _log.debug("time stamps jump by %.3f s at %.3f s", float(gap), float(now))
            self._origin += gap
        return Fraction(0)

    def _take_delay(self, stamp: Fraction) -> Fraction:
        """Give what an older FFmpeg adds to the first stamp for a codec's run-up."""
        start, self._start = self._start, None
        if start is None or not 0 < stamp - start <= _LONGEST_DELAY:
            return Fraction(0)
        return stamp - start

    def _is_plausible(self, gap: Fraction, now: Fraction) -> bool:
        if self._end is None:
            return gap <= _LONGEST_GAP
        return now + gap <= self._end + _PAST_END
