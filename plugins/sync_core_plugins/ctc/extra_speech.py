"""Speech in the audio that is not in the script."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import Word, WordTiming
from sync_core_plugins.ctc.acoustics import Acoustics
from sync_core_plugins.ctc.decoder import Alignment, Stretch
from sync_core_plugins.ctc.loudness import find_speech

__all__ = ["drop_silent_stretches", "place_extra_speech"]

_MIN_EXTRA_MS = 150
"""Shorter stretches are breaths and clicks."""
_MIN_LOUD_MS = 60
"""Between two peaks, for the two to be speech that parts its neighbours."""
_MARGIN_MS = 100
"""How far a sound reaches around its peak."""


def drop_silent_stretches(alignment: Alignment, clip: Acoustics) -> tuple[Stretch, ...]:
    """Return the stretches of extra speech that are loud between their outer peaks."""
    return tuple(
        (slot, first_ms, end_ms)
        for slot, first_ms, end_ms in alignment.extra
        if find_speech(clip, first_ms, end_ms, _MIN_LOUD_MS)
    )


def place_extra_speech(
    alignment: Alignment, clip: Acoustics, timings: Sequence[WordTiming]
) -> list[Word]:
    """Return the stretches of extra speech as words without the silence around them.

    Args:
        alignment: Names the stretches by their outer peaks.
        clip: The audio.
        timings: The words of the script, which extra speech does not reach into.
    """
    placed = [(t.start_ms, t.end_ms) for t in timings if t.start_ms is not None]
    found: list[Word] = []
    for _, first_ms, end_ms in alignment.extra:
        low_ms = max(
            (end for start, end in placed if end is not None and start < first_ms),
            default=0,
        )
        high_ms = min(
            (start for start, _ in placed if start >= low_ms and start > first_ms),
            default=end_ms + _MARGIN_MS,
        )
        speech = find_speech(
            clip,
            max(first_ms - _MARGIN_MS, low_ms),
            min(end_ms + _MARGIN_MS, high_ms),
            _MIN_EXTRA_MS,
        )
        if speech is not None:
            found.append(Word("", *speech, status="extra"))
    return found
