"""Products of matrices that leave the other cores alone."""

from __future__ import annotations

from typing import Any

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["product"]

_MAX_MULTIPLICATIONS = 65_536 * 4
"""Multiplications up to which OpenBLAS stays on one thread: SMP_THRESHOLD_MIN times
GEMM_MULTITHREAD_THRESHOLD of its interface/gemm.c."""


def product(rows: NDArray[Any], matrix: NDArray[Any]) -> NDArray[Any]:
    """Multiply many rows with a small matrix, on the caller's thread alone.

    OpenBLAS, which comes with numpy, wakes its threads for larger products, and for
    some 20 ms after each they look for more work at full speed. A small product is
    hardly faster by that, and whatever runs next has one core less: a live step of
    whisper.cpp took 180 ms right behind an alignment instead of 145, on two cores.

    Args:
        rows: Shape (n, k).
        matrix: Shape (k, m).

    Returns:
        Shape (n, m).
    """
    count = max(1, _MAX_MULTIPLICATIONS // matrix.size)
    starts = range(0, max(1, len(rows)), count)
    return np.concatenate([rows[at : at + count] @ matrix for at in starts])
