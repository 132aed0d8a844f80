"""Conversion of arrays of samples to mono, 16 kHz, 16 bit."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_TARGET_HZ = 16_000
_MIN_RATE_HZ, _MAX_RATE_HZ = 1_000, 768_000
_MAX_CHANNELS = 8
# Floats slightly over full scale come from lossy decoders and mixing, and are clipped;
# above this the array has an integer scale.
_MAX_FLOAT_SAMPLE = 2.0
_BLOCK_FRAMES = 1 << 18
# Longer than FFmpeg's resampling filter of 32 taps, at either sample rate.
_TAIL_SAMPLES = 256
# For each integer type: its zero, and the divisor to the scale of -1..1.
_INTEGER_SCALES = {
    "int8": (0, 1 << 7),
    "uint8": (1 << 7, 1 << 7),
    "int16": (0, 1 << 15),
    "int32": (0, 1 << 31),
}
_FLOAT_TYPES = ("float16", "float32", "float64")


def convert_array(
    array: NDArray[Any], sample_rate_hz: int | None, label: str
) -> tuple[NDArray[np.int16], int]:
    """Mix down, resample and round an array.

    Args:
        array: Shape (frames,), (frames, channels) or (channels, frames).
        sample_rate_hz: The array's sample rate.
        label: The array's name in messages.

    Returns:
        The samples at 16 kHz, shape (n,), and the length of the original in ms.

    Raises:
        AudioError: The array is not audio, or the rate is missing or absurd.
    """
    rate = check_rate(sample_rate_hz, label)
    frames = _to_frames_first(array, label)
    check_kind(frames, label)
    duration_ms = round(Fraction(len(frames) * 1000, rate))
    if rate == _TARGET_HZ and frames.dtype.name == "int16" and frames.shape[1] == 1:
        return frames[:, 0].astype("int16", copy=True), duration_ms
    pcm = _resample(mix_down_blocks(frames), len(frames), rate)
    if not pcm.size:
        raise AudioError(f"{label} holds no samples: less than one at 16 kHz")
    return pcm, duration_ms


def check_rate(rate: int | None, label: str) -> int:
    """Return a sample rate in Hz, or raise AudioError for a missing or wrong one."""
    if rate is None:
        raise AudioError(f"{label} does not say its rate; give sample_rate_hz")
    if isinstance(rate, bool) or not hasattr(rate, "__index__"):
        raise AudioError(f"sample_rate_hz is a whole number of Hz, not {rate!r}")
    if not _MIN_RATE_HZ <= rate <= _MAX_RATE_HZ:
        raise AudioError(
            f"sample_rate_hz is {rate}, but must lie from {_MIN_RATE_HZ} to "
            f"{_MAX_RATE_HZ} Hz"
        )
    return int(rate)


def _to_frames_first(array: NDArray[Any], label: str) -> NDArray[Any]:
    """Return a view of the array with the shape (frames, channels)."""
    if array.ndim not in (1, 2):
        raise AudioError(
            f"{label} has the shape {array.shape}; give (frames,), (frames, channels) "
            "or (channels, frames)"
        )
    if not array.size:
        raise AudioError(f"{label} holds no samples: its shape is {array.shape}")
    if array.ndim == 1:
        return array[:, None]
    frames = array.T if array.shape[0] < array.shape[1] else array
    if frames.shape[1] > _MAX_CHANNELS:
        raise AudioError(
            f"{label} has the shape {array.shape}, which would be "
            f"{frames.shape[1]} channels; at most {_MAX_CHANNELS} are taken"
        )
    return frames


def check_kind(frames: NDArray[Any], label: str) -> None:
    """Raise AudioError for samples of an unknown type or out of range."""
    kind = frames.dtype.name
    if kind in _FLOAT_TYPES:
        _check_floats(frames, label)
    elif kind not in _INTEGER_SCALES:
        allowed = ", ".join([*_INTEGER_SCALES, *_FLOAT_TYPES])
        raise AudioError(
            f"{label} is of the dtype {frames.dtype}, whose full scale is not known; "
            f"convert it to one of {allowed}"
        )


def _check_floats(frames: NDArray[Any], label: str) -> None:
    """Raise AudioError for NaN, infinity and values far beyond -1..1."""
    import numpy as np

    bad, first, peak = 0, 0, 0.0
    for start in range(0, len(frames), _BLOCK_FRAMES):
        block = frames[start : start + _BLOCK_FRAMES]
        finite = np.isfinite(block)
        if not finite.all():
            first = first if bad else start + int(np.argmin(finite.all(axis=1)))
            bad += int(np.count_nonzero(~finite))
        else:
            peak = max(peak, float(np.abs(block).max()))
    if bad:
        raise AudioError(
            f"{label} holds {bad} values that are NaN or infinite, the first in frame "
            f"{first}; repair or drop them"
        )
    if peak > _MAX_FLOAT_SAMPLE:
        raise AudioError(
            f"{label} reaches {peak:g}, but floats go from -1 to 1: divide by 32768 or "
            "pass int16"
        )


def mix_down_blocks(frames: NDArray[Any]) -> Iterator[NDArray[np.float64]]:
    """Yield the mean of the channels in blocks, scaled to -1..1."""
    import numpy as np

    zero, scale = _INTEGER_SCALES.get(frames.dtype.name, (0, 1))
    for start in range(0, len(frames), _BLOCK_FRAMES):
        block = frames[start : start + _BLOCK_FRAMES]
        yield (block.mean(axis=1, dtype=np.float64) - zero) / scale


def _resample(
    blocks: Iterator[NDArray[np.float64]], count: int, rate: int
) -> NDArray[np.int16]:
    """Resample mono blocks to 16 kHz, band-limited, and round them."""
    import numpy as np

    pcm = np.empty(round(Fraction(count * _TARGET_HZ, rate)), dtype=np.int16)
    filled = 0
    for block in blocks if rate == _TARGET_HZ else _resample_blocks(blocks, rate):
        rounded = np.clip(np.rint(block * 32768), -32768, 32767)
        room = min(len(rounded), len(pcm) - filled)
        pcm[filled : filled + room] = rounded[:room]
        filled += room
    return pcm


def _resample_blocks(
    blocks: Iterator[NDArray[np.float64]], rate: int
) -> Iterator[NDArray[np.float64]]:
    import numpy as np
    from av import AudioFrame, AudioResampler

    resampler = AudioResampler(format="flt", layout="mono", rate=_TARGET_HZ)
    # The filter returns less than it took in when it ends: append silence.
    tail = np.zeros(rate * _TAIL_SAMPLES // _TARGET_HZ + _TAIL_SAMPLES)
    for block in chain(blocks, [tail]):
        frame = AudioFrame.from_ndarray(
            block[None].astype(np.float32), format="flt", layout="mono"
        )
        frame.sample_rate = rate
        for out in resampler.resample(frame):
            yield out.to_ndarray()[0].astype(np.float64)
