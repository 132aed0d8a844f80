"""Where the spectrum of a clip changes fastest."""

from __future__ import annotations

import numpy as np  # noqa: TID253

from sync_core_plugins.ctc.acoustics import STEP_MS, Acoustics

__all__ = ["find_spectral_change"]

# Chosen on hand-labelled clips, as told in pauses.py.
_SEARCH_HALF_MS, _MAX_SHIFT_MS, _BAND_VARIANCE = 40.0, 30.0, 20.0
"""How far to look to each side for a change and how far to go; the variance of a band
of a steady sound, in square decibels."""
_MIN_STEPS = 8
"""In fewer steps no change is looked for."""


def find_spectral_change(
    clip: Acoustics,
    expected_ms: float,
    spread_ms: float,
    within_ms: tuple[float, float],
) -> float:
    """Return the time in ms at which one steady sound best gives way to another.

    Args:
        clip: The audio.
        expected_ms: Where the change is expected; returned where too little is there.
        spread_ms: The standard deviation of that.
        within_ms: From and to when it may lie.
    """
    low_ms, high_ms = within_ms
    first = max(0, round(max(low_ms, expected_ms - _SEARCH_HALF_MS) / STEP_MS))
    behind = round(min(high_ms, expected_ms + _SEARCH_HALF_MS) / STEP_MS)
    rows = clip.bands_db[first:behind]
    count = len(rows)
    if count < _MIN_STEPS:
        return expected_ms
    sums = np.cumsum(rows, axis=0, dtype=np.float64)
    cut = np.arange(2, count - 1)
    within = -np.sum(sums[cut - 1] ** 2, axis=1) / cut
    within -= np.sum((sums[-1] - sums[cut - 1]) ** 2, axis=1) / (count - cut)
    shift_ms = (first + cut - 0.5) * STEP_MS - expected_ms
    cost = within / (rows.shape[1] * _BAND_VARIANCE) + (shift_ms / spread_ms) ** 2 / 2
    cost[np.abs(shift_ms) > _MAX_SHIFT_MS] = np.inf
    best = int(np.argmin(cost))
    if not np.isfinite(cost[best]):
        return expected_ms
    return expected_ms + float(shift_ms[best])
