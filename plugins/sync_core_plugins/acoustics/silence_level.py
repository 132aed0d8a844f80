"""The level of silence in a clip."""

from __future__ import annotations

from typing import Any

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["estimate_silence_db"]

_DYNAMIC_RANGE_DB = 45.0
"""Below a clip's loudest part by this much, all is silence, be it digital or not."""


def estimate_silence_db(level_db: NDArray[Any]) -> float:
    """Return the level of what is silent in a clip, in dB.

    Args:
        level_db: The level at each step of the clip.
    """
    low, high = np.percentile(level_db, [5, 99])
    return float(max(low, high - _DYNAMIC_RANGE_DB))
