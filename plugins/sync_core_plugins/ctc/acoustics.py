"""Level and spectrum of a clip at steps of 2.5 ms."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.acoustics.framing import cut_windows
from sync_core_plugins.acoustics.mel_bands import MelBands
from sync_core_plugins.acoustics.silence_level import estimate_silence_db

__all__ = ["STEP_MS", "Acoustics", "measure"]

STEP_MS = 2.5
_STEP_SAMPLES = 40
_LEVEL_WINDOW_SAMPLES = 160
"""10 ms: longer than a pitch period of most voices, short against a burst."""
_BANDS = MelBands(count=18, window=256, fft_size=256, step=_STEP_SAMPLES, chunk=4096)
_PREEMPHASIS = np.float32(0.97)

Floats = NDArray[np.float32]


@frozen(eq=False)
class Acoustics:
    """One value or row a step; step ``i`` is centred on ``i * STEP_MS``."""

    level_db: Floats
    emphasised_db: Floats
    """The level with high frequencies lifted, where consonants are."""
    bands_db: Floats
    """Levels of mel bands, a row a step."""
    silence_db: float
    """The level of silence in this clip, for ``level_db``."""
    emphasised_silence_db: float
    """The same for ``emphasised_db``."""

    def __len__(self) -> int:
        return len(self.level_db)


def measure(pcm: NDArray[np.int16]) -> Acoustics:
    """Measure a clip.

    Args:
        pcm: Samples at 16 kHz.
    """
    signal = pcm.astype(np.float32)
    emphasised = np.append(signal[:1], signal[1:] - _PREEMPHASIS * signal[:-1])
    level_db, emphasised_db = _measure_level(signal), _measure_level(emphasised)
    return Acoustics(
        level_db,
        emphasised_db,
        10 * np.log10(_BANDS.measure(emphasised)),
        estimate_silence_db(level_db),
        estimate_silence_db(emphasised_db),
    )


def _measure_level(signal: Floats) -> Floats:
    windows = cut_windows(signal, _LEVEL_WINDOW_SAMPLES, _STEP_SAMPLES)
    power = np.einsum("ij,ij->i", windows, windows) / _LEVEL_WINDOW_SAMPLES
    return np.asarray(10 * np.log10(power + 1), np.float32)
