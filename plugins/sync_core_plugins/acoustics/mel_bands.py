"""Power in mel bands, window by window."""

from __future__ import annotations

from typing import TypeVar

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.acoustics.framing import cut_windows
from sync_core_plugins.acoustics.matrix_product import product

__all__ = ["MelBands"]

Sample = TypeVar("Sample", np.float32, np.float64)

_SAMPLE_RATE_HZ = 16_000
_LOW_HZ, _HIGH_HZ = 100, 7500
"""The edges of the lowest and of the highest band."""
_POWER_FLOOR = 100
"""Far below one least significant bit of 16 in any band."""


@frozen
class MelBands:
    """How the spectrum of 16 kHz audio is measured."""

    count: int
    """Bands, evenly spread on the mel scale from 100 to 7500 Hz."""
    window: int
    """Samples that are looked at for each step, under a Hann window."""
    fft_size: int
    """Samples of the transform; those behind the window are zero."""
    step: int
    """Samples from one step to the next."""
    chunk: int
    """Spectra that are made at a time, to bound memory."""

    def measure(self, signal: NDArray[Sample]) -> NDArray[Sample]:
        """Return the power of each band at each step, in the precision of the signal.

        Args:
            signal: Samples at 16 kHz.

        Returns:
            Shape (len(signal) // step + 1, count).
        """
        kind = signal.dtype.type
        windows = cut_windows(signal, self.window, self.step)
        filters = self._make_filters().astype(kind, copy=False)
        taper = np.hanning(self.window).astype(kind, copy=False)
        power = np.empty((len(windows), self.count), kind)
        for at in range(0, len(windows), self.chunk):
            spectra = np.fft.rfft(windows[at : at + self.chunk] * taper, self.fft_size)
            squares = np.square(np.abs(spectra)).astype(kind, copy=False)
            power[at : at + self.chunk] = product(squares, filters) + _POWER_FLOOR
        return power

    def _make_filters(self) -> NDArray[np.float64]:
        """Return triangular filters, a column a band."""
        hertz = np.arange(self.fft_size // 2 + 1) * _SAMPLE_RATE_HZ / self.fft_size
        bins = _to_mel(hertz)[:, None]
        low, high = _to_mel(np.array([_LOW_HZ, _HIGH_HZ]))
        edges = np.linspace(low, high, self.count + 2)
        left, centre, right = edges[:-2], edges[1:-1], edges[2:]
        rising = (bins - left) / (centre - left)
        falling = (right - bins) / (right - centre)
        filters: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
        return filters


def _to_mel(hertz: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.float64]:
    mel: NDArray[np.float64] = 2595 * np.log10(1 + hertz / 700)
    return mel
