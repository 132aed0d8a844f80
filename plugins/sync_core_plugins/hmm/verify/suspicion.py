"""Whether a strict alignment may hide that something else was said."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core_plugins.hmm.decode.words import DecodedWord

__all__ = ["is_suspicious"]

POOR_FRAME_SCORE = 35
"""A frame's score, 0 being best, beyond which words seldom fit: of the words of 31
unedited pieces of read speech, 5 % were above."""
MAX_POOR_SCORE = 700
"""How far such scores may add up over neighbouring words. All 61 pieces with three or
more words cut out, repeated, swapped or put in went beyond, 46 of 56 of those with
fewer, and 2 of the 31 unedited ones."""


def is_suspicious(words: Sequence[DecodedWord]) -> bool:
    """Return whether a strict alignment, pauses included, may hide another text."""
    total = 0
    for word in words:
        total = max(0, total - word.score - POOR_FRAME_SCORE * word.frames)
        if total > MAX_POOR_SCORE:
            return True
    return False
