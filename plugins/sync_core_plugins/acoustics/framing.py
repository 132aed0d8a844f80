"""Signals as overlapping windows."""

from __future__ import annotations

from typing import TypeVar

import numpy as np  # noqa: TID253
from numpy.lib.stride_tricks import sliding_window_view  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["cut_windows"]

Sample = TypeVar("Sample", np.float32, np.float64)


def cut_windows(signal: NDArray[Sample], size: int, step: int) -> NDArray[Sample]:
    """Return a view of a signal as windows, of which window ``i`` is centred on a step.

    Args:
        signal: Samples; silence is put before and behind them.
        size: Samples in a window.
        step: Samples from the centre of one window to the next.

    Returns:
        Shape (len(signal) // step + 1, size); window ``i`` is centred on ``i * step``.
    """
    padded = np.pad(signal, (size // 2, size // 2 + step))
    return sliding_window_view(padded, size)[::step][: len(signal) // step + 1]
