"""Runs of loud and of quiet steps in a clip."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.ctc.acoustics import STEP_MS, Acoustics

__all__ = [
    "MIN_CONTRAST_DB",
    "OBSTRUENT_ONSET_LEVEL",
    "ONSET_LEVEL",
    "find_longest_run",
    "find_speech",
    "measure_loud_run",
    "to_step",
]

ONSET_LEVEL, OBSTRUENT_ONSET_LEVEL = 0.4, 0.25
"""Where a word begins: shares of the way from silence to the loudest nearby, in dB.
Obstruents rise slowly."""
_MAX_DIP_MS = 40.0
"""Dips that do not end a word."""
MIN_CONTRAST_DB = 6.0
"""With less between silence and speech, loudness says nothing."""


def to_step(ms: float) -> int:
    """Return the number of the step at a time, at least 0."""
    return max(0, int(ms / STEP_MS))


def find_longest_run(mask: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the longest run of a mask: its first place and the one behind its last."""
    turns = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(turns == 1), np.flatnonzero(turns == -1)
    if not len(starts):
        return 0, 0
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best])


def measure_loud_run(loud: NDArray[np.bool_]) -> int | None:
    """Return how far loud steps go on, over short dips; None if all is quiet."""
    places = np.flatnonzero(loud)
    if not len(places):
        return None
    gaps = np.flatnonzero(np.diff(places) * STEP_MS > _MAX_DIP_MS)
    return int(places[gaps[0]] if len(gaps) else places[-1])


def find_speech(
    clip: Acoustics, first_ms: float, end_ms: float, min_ms: float
) -> tuple[int, int] | None:
    """Return the loud part of a stretch of a clip, from and to in ms.

    None if it is loud for less than ``min_ms`` in all.
    """
    first = to_step(first_ms)
    part = clip.level_db[first : max(first, to_step(end_ms))]
    if not len(part):
        return None
    peak = float(np.percentile(part, 95))
    places = np.flatnonzero(
        part > clip.silence_db + OBSTRUENT_ONSET_LEVEL * (peak - clip.silence_db)
    )
    if len(places) * STEP_MS < min_ms or peak - clip.silence_db < MIN_CONTRAST_DB:
        return None
    edges = (first + int(places[0])) * STEP_MS, (first + int(places[-1])) * STEP_MS
    return round(edges[0]), round(edges[1])
