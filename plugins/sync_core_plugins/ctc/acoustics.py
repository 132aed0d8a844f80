"""Loudness and spectrum of a clip every few milliseconds."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.lib.stride_tricks import sliding_window_view  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.acoustics.matrix_product import product

__all__ = ["STEP_MS", "Acoustics", "measure"]

STEP_MS = 2.5
_RATE = 16_000
_STEP = 40
_LOUD_WINDOW = 160
"""10 ms: longer than a pitch period of most voices, short against a burst."""
_WINDOW = 256
_BANDS = 18
_CHUNK = 4096
"""Spectra made at a time, to bound memory."""
_RANGE_DB = 45.0
"""Below a clip's loudest part by this much, all is silence, be it digital or not."""

Floats = NDArray[np.float32]


@frozen(eq=False)
class Acoustics:
    """One value or row a step; step ``i`` is centred on ``i * STEP_MS``."""

    loud: Floats
    """Level in dB."""
    bright: Floats
    """The same with high frequencies lifted, where consonants are."""
    bands: Floats
    """Levels of bands, in dB."""
    floor: float
    """The level of silence in this clip, for ``loud``."""
    bright_floor: float

    def __len__(self) -> int:
        return len(self.loud)


def measure(pcm: NDArray[np.int16]) -> Acoustics:
    """Look at 16 kHz samples."""
    signal = pcm.astype(np.float32)
    lifted = np.append(signal[:1], signal[1:] - np.float32(0.97) * signal[:-1])
    loud, bright = _level(signal), _level(lifted)
    return Acoustics(loud, bright, _bands(lifted), _floor(loud), _floor(bright))


def _floor(level: Floats) -> float:
    low, high = np.percentile(level, [5, 99])
    return float(max(low, high - _RANGE_DB))


def _windows(signal: Floats, size: int) -> Floats:
    padded = np.pad(signal, (size // 2, size // 2 + _STEP))
    return sliding_window_view(padded, size)[::_STEP][: len(signal) // _STEP + 1]


def _level(signal: Floats) -> Floats:
    windows = _windows(signal, _LOUD_WINDOW)
    power = np.einsum("ij,ij->i", windows, windows) / _LOUD_WINDOW
    return np.asarray(10 * np.log10(power + 1), np.float32)


def _bands(signal: Floats) -> Floats:
    windows, filters = _windows(signal, _WINDOW), _filters()
    taper = np.hanning(_WINDOW).astype(np.float32)
    rows = np.empty((len(windows), _BANDS), np.float32)
    for at in range(0, len(windows), _CHUNK):
        spectrum = np.fft.rfft(windows[at : at + _CHUNK] * taper)
        # The 100 is far below one least significant bit of 16 in any band.
        squares = np.square(np.abs(spectrum)).astype(np.float32)
        power = product(squares, filters) + 100
        rows[at : at + _CHUNK] = 10 * np.log10(power)
    return rows


def _filters() -> Floats:
    """Give triangles, evenly spread on the mel scale from 100 to 7500 Hz."""
    hertz = np.arange(_WINDOW // 2 + 1) * _RATE / _WINDOW
    mel = 2595 * np.log10(1 + hertz / 700)
    low, high = 2595 * np.log10(1 + np.array([100, 7500]) / 700)
    edges = np.linspace(low, high, _BANDS + 2)
    rising = (mel[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - mel[:, None]) / np.diff(edges)[1:]
    return np.asarray(np.maximum(0, np.minimum(rising, falling)), np.float32)
