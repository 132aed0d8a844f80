"""Resampling audio that comes chunk by chunk, to the same samples as at once."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: TID253

from sync_core.audio import Audio
from sync_core.audio.arrays import mix_down_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Resampler"]

_RATE_HZ = Audio.SAMPLE_RATE_HZ
_TAIL_SAMPLES = 256
"""Longer than FFmpeg's resampling filter of 32 taps, in samples of either side."""


class Resampler:
    """Mixes one stream down and resamples it.

    Args:
        rate_hz: Of what comes in.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._taken = self._given = 0
        self._engine: Any = None if rate_hz == _RATE_HZ else _open_engine()

    def resample(self, frames: NDArray[Any]) -> NDArray[np.int16]:
        """Return what is known of the stream's samples at 16 kHz by now, shape (n,)."""
        self._taken += len(frames)
        if self._engine is None:
            self._given += len(frames)
            if frames.dtype == np.int16 and frames.shape[1] == 1:
                return frames[:, 0].astype(np.int16)
            return _round_to_int16(mix_down_blocks(frames))
        samples = _round_to_int16(map(self._run_filter, mix_down_blocks(frames)))
        self._given += len(samples)
        return samples

    def finish(self) -> NDArray[np.int16]:
        """Return the rest, to the length of what was taken."""
        if self._engine is None:
            return np.empty(0, np.int16)
        tail = np.zeros(self._rate_hz * _TAIL_SAMPLES // _RATE_HZ + _TAIL_SAMPLES)
        rest = _round_to_int16([self._run_filter(tail)])
        whole = round(Fraction(self._taken * _RATE_HZ, self._rate_hz))
        return rest[: max(0, whole - self._given)]

    def _run_filter(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        from av import AudioFrame

        frame = AudioFrame.from_ndarray(
            block[None].astype(np.float32), format="flt", layout="mono"
        )
        frame.sample_rate = self._rate_hz
        made = [out.to_ndarray()[0] for out in self._engine.resample(frame)]
        return np.concatenate([np.empty(0), *made])


def _open_engine() -> Any:
    from av import AudioResampler

    return AudioResampler(format="flt", layout="mono", rate=_RATE_HZ)


def _round_to_int16(blocks: Any) -> NDArray[np.int16]:
    made = [np.clip(np.rint(b * 32768), -32768, 32767).astype(np.int16) for b in blocks]
    return np.concatenate([np.empty(0, np.int16), *made])
