"""Resampling what comes chunk by chunk, as if it had come at once."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: TID253

from sync_core.audio import Audio
from sync_core.audio.arrays import mono_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Resampler"]

_HZ = Audio.SAMPLE_RATE_HZ
# Longer than FFmpeg's resampling filter of 32 taps, in samples of either side.
_TAIL = 256


class Resampler:
    """Mixes down and resamples one stream.

    Args:
        rate: Of what comes in, in Hz.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._taken = self._given = 0
        self._engine: Any = None if rate == _HZ else _engine()

    def take(self, frames: NDArray[Any]) -> NDArray[np.int16]:
        """Give what is known of the stream's samples at 16 kHz by now, shape (n,)."""
        self._taken += len(frames)
        if self._engine is None:
            self._given += len(frames)
            if frames.dtype == np.int16 and frames.shape[1] == 1:
                return frames[:, 0].astype(np.int16)
            return _rounded(mono_blocks(frames))
        return self._counted(_rounded(map(self._through, mono_blocks(frames))))

    def finish(self) -> NDArray[np.int16]:
        """Give the rest, to the length of what was taken."""
        if self._engine is None:
            return np.empty(0, np.int16)
        tail = np.zeros(self._rate * _TAIL // _HZ + _TAIL)
        rest = _rounded([self._through(tail)])
        whole = round(Fraction(self._taken * _HZ, self._rate))
        return rest[: max(0, whole - self._given)]

    def _counted(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        self._given += len(samples)
        return samples

    def _through(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        from av import AudioFrame

        frame = AudioFrame.from_ndarray(
            block[None].astype(np.float32), format="flt", layout="mono"
        )
        frame.sample_rate = self._rate
        made = [out.to_ndarray()[0] for out in self._engine.resample(frame)]
        return np.concatenate([np.empty(0), *made])


def _engine() -> Any:
    from av import AudioResampler

    return AudioResampler(format="flt", layout="mono", rate=_HZ)


def _rounded(blocks: Any) -> NDArray[np.int16]:
    made = [np.clip(np.rint(b * 32768), -32768, 32767).astype(np.int16) for b in blocks]
    return np.concatenate([np.empty(0, np.int16), *made])
