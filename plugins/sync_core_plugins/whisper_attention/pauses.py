"""Where nothing is said, from the loudness of the clip alone."""

from __future__ import annotations

from itertools import groupby

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["Pause", "find_pauses"]

STEP_SAMPLES = 80
"""Samples: 5 ms."""
STEP_MS = 5
WINDOW_SAMPLES = 160
DYNAMIC_RANGE_DB = 45.0
"""Below a clip's loudest part by this much, all is silence, be it digital or not."""
MIN_RANGE_DB = 10.0
"""With less between the loudest and the faintest, no pause can be told from speech."""
MIN_PAUSE_MS = 80
"""Closures of stops are mostly shorter."""
MAX_CLICK_MS = 30
"""What is loud for no longer, in the midst of silence, is no speech."""
# Shares of the way from silence to the loudest part, in decibels: below the first a
# pause is found, the others say where speech before it ends and behind it starts.
_PAUSE_LEVEL, _END_LEVEL, _START_LEVEL = 0.3, 0.15, 0.2

Floats = NDArray[np.float64]


@frozen
class Pause:
    """A stretch without speech."""

    start_ms: float
    end_ms: float

    @property
    def length_ms(self) -> float:
        """How long it lasts."""
        return self.end_ms - self.start_ms


def find_pauses(pcm: NDArray[np.int16]) -> list[Pause]:
    """Find the pauses in 16 kHz samples, in order; those at the ends may be short."""
    loudness = _measure_level(pcm)
    top = float(np.percentile(loudness, 97))
    floor = max(float(np.percentile(loudness, 5)), top - DYNAMIC_RANGE_DB)
    if top - floor < MIN_RANGE_DB:
        return []
    height = (loudness - floor) / (top - floor)
    steps = len(height)
    found = [
        (start, end)
        for start, end in _find_quiet(height < _PAUSE_LEVEL)
        if (end - start) * STEP_MS >= MIN_PAUSE_MS or start == 0 or end == steps
    ]
    return [_trim_pause(height, start, end) for start, end in found]


def _measure_level(pcm: NDArray[np.int16]) -> Floats:
    squares = np.square(pcm.astype(np.float64))
    padded = np.pad(
        squares, (WINDOW_SAMPLES // 2 + 1, WINDOW_SAMPLES // 2 + STEP_SAMPLES)
    )
    sums = np.cumsum(padded)
    at = np.arange(0, len(pcm) + 1, STEP_SAMPLES)
    decibels: Floats = 10 * np.log10(
        (sums[at + WINDOW_SAMPLES] - sums[at]) / WINDOW_SAMPLES + 1
    )
    return decibels


def _find_quiet(below: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the quiet stretches, joined over clicks."""
    joined: list[tuple[int, int]] = []
    behind = 0
    for quiet, run in groupby(below.tolist()):
        start, behind = behind, behind + sum(1 for _ in run)
        if not quiet:
            continue
        if joined and (start - joined[-1][1]) * STEP_MS <= MAX_CLICK_MS:
            joined[-1] = joined[-1][0], behind
        else:
            joined.append((start, behind))
    return joined


def _trim_pause(height: Floats, start: int, end: int) -> Pause:
    """Return a pause without what fades out and in, which belongs to the speech."""
    part = height[start:end]
    faded = np.flatnonzero(part < _END_LEVEL)
    still = np.flatnonzero(part < _START_LEVEL)
    first = start + int(faded[0]) if start and len(faded) else start
    behind = end
    if end < len(height) and len(still):
        behind = start + int(still[-1]) + 1
    if behind <= first:
        first, behind = start, end
    return Pause(float(first * STEP_MS), float(behind * STEP_MS))
