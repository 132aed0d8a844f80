"""How loud a clip is, and how its spectrum looks, every 2.5 ms."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.lib.stride_tricks import sliding_window_view  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.acoustics.matrix_product import product

__all__ = ["STEP_MS", "Acoustics", "Envelope", "measure_acoustics"]

STEP_MS = 2.5
"""Four steps to a frame of the acoustic model."""
RATE = 16_000
STEP = int(RATE * STEP_MS / 1000)
ENVELOPE_WINDOW = 160
"""10 ms: a pitch period of a low voice, yet short against a stop's burst."""
SPECTRUM_WINDOW = 256
FFT_SIZE = 512
BANDS = 24
MIDDLE_BANDS, HIGH_BANDS = 6, 14
"""From here on: 0.8 kHz and up, and 2.4 kHz and up, where fricatives are loud."""
RANGE_DB = 45.0
"""Below a clip's loudest part by this much, all is silence, be it digital or not."""
LEVEL_BOUNDS = (-0.2, 1.3)
CHUNK = 2048
"""Spectra made at a time, to bound memory."""

Floats = NDArray[np.float64]


@frozen(eq=False)
class Envelope:
    """Loudness over time."""

    db: Floats
    floor_db: float
    """The level of what is silence in this clip."""


@frozen(eq=False)
class Acoustics:
    """What boundaries are looked for in."""

    bands_db: Floats
    """One row a step."""
    full: Envelope
    bright: Envelope
    """With high frequencies lifted."""
    high: Envelope
    """High frequencies only."""
    levels: Floats
    """One row a step: low, middle, high and all frequencies, each on the clip's own
    scale from silence, 0, to loud, 1."""


def measure_acoustics(pcm: NDArray[np.int16]) -> Acoustics:
    """Measure 16 kHz samples; step ``i`` is centred on ``i * STEP_MS``."""
    signal = pcm.astype(np.float64)
    lifted = np.append(signal[:1], signal[1:] - 0.97 * signal[:-1])
    bands = _measure_bands(lifted)
    parts = np.split(bands, [MIDDLE_BANDS, HIGH_BANDS], axis=1)
    full, bright = (
        _make_envelope(_measure_power(signal)),
        _make_envelope(_measure_power(lifted)),
    )
    low, middle, high = (_make_envelope(np.sum(part, axis=1)) for part in parts)
    return Acoustics(
        bands_db=10 * np.log10(bands),
        full=full,
        bright=bright,
        high=high,
        levels=np.column_stack([_scale(e) for e in (low, middle, high, full)]),
    )


def _scale(envelope: Envelope) -> Floats:
    top = float(np.percentile(envelope.db, 95))
    floor = max(float(np.percentile(envelope.db, 5)), top - RANGE_DB)
    # Where nothing changes in a whole clip, there is nothing to scale.
    scaled = (envelope.db - floor) / max(top - floor, 1.0)
    return np.clip(scaled, *LEVEL_BOUNDS)


def _make_envelope(power: Floats) -> Envelope:
    db = 10 * np.log10(power)
    floor = np.percentile(db, 5)
    return Envelope(db, float(max(floor, np.percentile(db, 99) - RANGE_DB)))


def _slice_windows(signal: Floats, size: int) -> Floats:
    padded = np.pad(signal, (size // 2, size // 2 + STEP))
    return sliding_window_view(padded, size)[::STEP][: len(signal) // STEP + 1]


def _measure_power(signal: Floats) -> Floats:
    power: Floats = (
        np.mean(np.square(_slice_windows(signal, ENVELOPE_WINDOW)), axis=1) + 1
    )
    return power


def _measure_bands(signal: Floats) -> Floats:
    windows, filters = _slice_windows(signal, SPECTRUM_WINDOW), _build_mel_filters()
    taper = np.hanning(SPECTRUM_WINDOW)
    pieces = []
    for at in range(0, len(windows), CHUNK):
        spectra = np.fft.rfft(windows[at : at + CHUNK] * taper, FFT_SIZE)
        # The 100 is far below one least significant bit of 16 in any band.
        pieces.append(product(np.square(np.abs(spectra)), filters) + 100.0)
    return np.concatenate(pieces)


def _build_mel_filters() -> Floats:
    bins = _to_mel(np.arange(FFT_SIZE // 2 + 1) * RATE / FFT_SIZE)[:, None]
    edges = np.linspace(_to_mel(np.float64(100)), _to_mel(np.float64(7500)), BANDS + 2)
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - left) / (centre - left), (right - bins) / (right - centre)
    filters: Floats = np.maximum(0, np.minimum(rising, falling))
    return filters


def _to_mel(hertz: Floats | np.float64) -> Floats:
    mel: Floats = 2595 * np.log10(1 + hertz / 700)
    return mel
