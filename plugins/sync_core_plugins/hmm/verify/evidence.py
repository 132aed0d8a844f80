"""Whether the words that were found show that an audio says its script."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.phone_loop import PhoneLoop

__all__ = ["MIN_FRAME_GAIN", "MIN_RUN_WORDS", "is_script_said"]

MIN_SHARE = 0.5
"""Of the script's words, or of the audio's speech, to take an audio for one that says
its script,"""
MIN_FRAME_GAIN = -8
"""with no less gain a frame (right scripts had -1 to 14, wrong ones with half of their
words found -12 to -15),"""
MIN_RUN_WORDS, MIN_RUN_GAIN = 3, 600
"""or else so many words in a row, with so much gain. In 80 clips with scripts of others
runs by chance gained up to 500; right runs of the same length gain about 1000. Of 240
such scripts 2 were aligned all the same: their strict alignment fits."""


def is_script_said(
    path: Sequence[PathSegment], loop: PhoneLoop, matched_share: float
) -> bool:
    """Return whether words were found that are not there by chance.

    Args:
        path: The best path through the script.
        loop: The phone loop's path over the clip.
        matched_share: The share of the script's tokens that were found.
    """
    share = max(matched_share, _measure_cover(path, loop))
    return _has_run(path) or (share >= MIN_SHARE and _is_good_fit(path))


def _measure_cover(path: Sequence[PathSegment], loop: PhoneLoop) -> float:
    """Return the share of the speech that lies in words of the script."""
    frames = sum(one.end - one.start for one in path if one.slot is not None)
    return frames / max(1, loop.speech_frames)


def _is_good_fit(path: Sequence[PathSegment]) -> bool:
    """Return whether the words of the script fit no worse than right ones do."""
    words = [one for one in path if one.slot is not None]
    frames = sum(one.end - one.start for one in words)
    return sum(one.gain for one in words) >= MIN_FRAME_GAIN * frames


def _has_run(path: Sequence[PathSegment]) -> bool:
    """Return whether words in a row fit well enough not to do so by chance."""
    words, gain = 0, 0
    for before, one in pairwise([PathSegment(None, 0, 0), *path]):
        follows = before.slot is not None and one.slot == before.slot + 1
        words, gain = (words + 1, gain + one.gain) if follows else (1, one.gain)
        if one.slot is not None and words >= MIN_RUN_WORDS and gain >= MIN_RUN_GAIN:
            return True
    return False
