"""The spectrogram of long audio in bounded memory, by whatever engine's function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["compute_blockwise"]

_HOP_SAMPLES = 160
# One minute. The engines' own functions need 0.5 MB on the way to every second's 0.03,
# for all of the audio at once: 800 MB for half an hour.
_BLOCK_FRAMES = 6_000
# A window of 25 ms every 10 ms reaches less than two frames to either side.
_MARGIN_FRAMES = 2
# What lies 80 dB below the loudest is raised to there; Whisper's unit is 40 dB.
_DYNAMIC_RANGE = 2.0


def compute_blockwise(
    compute: Callable[[NDArray[np.float32], int], Any],
    waveform: NDArray[np.float32],
    padding: int,
) -> NDArray[np.float32]:
    """Return what ``compute`` would give for all of it, a minute at a time.

    Args:
        compute: Gives Whisper's log-mel spectrogram of samples, and of so many zeros
            behind them.
        waveform: The samples.
        padding: How many zeros.
    """
    count = (len(waveform) + padding) // _HOP_SAMPLES
    if count <= _BLOCK_FRAMES:
        return np.asarray(compute(waveform, padding))
    found = np.empty((0, 0), np.float32)
    for begin in range(0, count, _BLOCK_FRAMES):
        first, last = (
            max(0, begin - _MARGIN_FRAMES),
            begin + _BLOCK_FRAMES + _MARGIN_FRAMES,
        )
        zeros = 0
        if last * _HOP_SAMPLES > len(waveform):
            zeros = padding - max(0, first * _HOP_SAMPLES - len(waveform))
        block = np.asarray(
            compute(waveform[first * _HOP_SAMPLES : last * _HOP_SAMPLES], zeros)
        )
        if not begin:
            found = np.empty((len(block), count), np.float32)
        found[:, begin : begin + _BLOCK_FRAMES] = block[:, begin - first :][
            :, :_BLOCK_FRAMES
        ]
    # Each block was scaled to its own loudest frame only.
    np.maximum(found, found.max() - _DYNAMIC_RANGE, out=found)
    return found
