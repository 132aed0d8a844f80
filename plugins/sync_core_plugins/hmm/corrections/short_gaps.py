"""Gaps between two words that are too short for the acoustic model's pauses."""

from __future__ import annotations

import numpy as np  # noqa: TID253

from sync_core_plugins.hmm.refine.acoustics import STEP_MS, Acoustics
from sync_core_plugins.hmm.refine.sound_classes import classify_phone

__all__ = ["find_short_gap", "may_have_short_gap"]

BACK_MS, FORWARD_MS = 50.0, 70.0
"""How far from the end of a word a gap may begin or end."""
MAX_LEVEL, MIN_GAP_MS = 0.4, 15.0
"""Every band below this level for so long is a gap between two words."""


def may_have_short_gap(left: str, right: str) -> bool:
    """Return whether two phones meet between which quiet shows a gap.

    The acoustic model has no pause that short. Between a fricative and a glide ("wash
    water") 11 of 29 labelled boundaries have one, of 20 to 65 ms, and no other sound
    that is as quiet; between other sounds a closure or a glottal stop looks the same.
    """
    return (classify_phone(left), classify_phone(right)) == ("fricative", "glide")


def find_short_gap(
    acoustics: Acoustics, end_ms: float, low_ms: float, high_ms: float
) -> tuple[float, float]:
    """Return the end of a word and the start of the next, apart if there is a gap.

    Args:
        acoustics: The clip.
        end_ms: Where both words meet.
        low_ms: A gap starts no earlier.
        high_ms: A gap ends no later.
    """
    first = round(max(end_ms - BACK_MS, low_ms) / STEP_MS)
    last = round(min(end_ms + FORWARD_MS, high_ms) / STEP_MS)
    quiet = np.max(acoustics.levels[first:last], axis=1, initial=0.0) < MAX_LEVEL
    turns = np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]])))
    runs = [
        (int(b - a), first + int(a), first + int(b)) for a, b in turns.reshape(-1, 2)
    ]
    length, start, stop = max(runs, default=(0, 0, 0))
    if length * STEP_MS < MIN_GAP_MS:
        return end_ms, end_ms
    return start * STEP_MS, stop * STEP_MS
