"""Converting chunks of any form and size to 16 kHz, mono, 16 bit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sync_core.live.audio_input.resampler import Resampler

__all__ = ["Chunk", "ChunkConverter"]

Chunk = Any
"""Raw bytes (16 bit, little-endian, interleaved) or an array of samples."""


class ChunkConverter:
    """Converts one stream's chunks; how they are cut makes no difference.

    Args:
        sample_rate_hz: Of every chunk.
        channels: Of raw bytes; arrays say it by their shape.

    Raises:
        AudioError: No such rate, or no such number of channels.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        from sync_core.audio.arrays import check_rate

        self._rate = check_rate(sample_rate_hz, "the stream")
        self._channels = _check_channels(channels)
        self._form: tuple[str, int] | None = None
        self._rest = b""
        self._resampler: Resampler | None = None
        self._frames = 0

    @property
    def duration_ms(self) -> int:
        """Everything taken so far, on the original's clock."""
        return round(Fraction(self._frames * 1000, self._rate))

    def convert(self, chunk: Chunk) -> NDArray[np.int16]:
        """Return what of the stream is now known at 16 kHz, shape (n,).

        Raises:
            AudioError: The chunk is not audio, or of another form than the one before.
        """
        if isinstance(chunk, bytes | bytearray | memoryview):
            frames = self._read_bytes(bytes(chunk))
        else:
            frames = self._read_array(chunk)
        self._frames += len(frames)
        return self._resample(frames)

    def finish(self) -> NDArray[np.int16]:
        """Return what the resampler still holds, cut to the stream's length.

        Raises:
            AudioError: The stream ends in the middle of a frame. It is raised once; the
                next call returns the rest without the unfinished frame.
        """
        import numpy as np

        rest, self._rest = self._rest, b""
        if rest:
            raise AudioError(
                f"the stream ends with {len(rest)} bytes of an unfinished frame "
                f"of {2 * self._channels}: is it 16 bit with {self._channels} "
                "channel(s)?"
            )
        if self._resampler is None or not self._frames:
            return np.empty(0, np.int16)
        return self._resampler.finish()

    def _read_bytes(self, chunk: bytes) -> NDArray[Any]:
        import numpy as np

        self._check_form(("bytes", self._channels))
        data = self._rest + chunk if self._rest else chunk
        whole = len(data) - len(data) % (2 * self._channels)
        self._rest = data[whole:]
        samples = np.frombuffer(data, "<i2", whole // 2)
        return samples.reshape(-1, self._channels)

    def _read_array(self, chunk: Any) -> NDArray[Any]:
        import numpy as np

        from sync_core.audio.arrays import check_kind

        if not isinstance(chunk, np.ndarray):
            raise AudioError(
                f"a chunk is bytes or an array of samples, not {type(chunk).__name__}"
            )
        if chunk.ndim not in (1, 2):
            raise AudioError(
                f"a chunk has the shape {chunk.shape}; give (frames,) or "
                "(frames, channels)"
            )
        frames = chunk[:, None] if chunk.ndim == 1 else chunk
        _check_channels(frames.shape[1])
        self._check_form((frames.dtype.name, frames.shape[1]))
        if frames.size:
            check_kind(frames, "the chunk")
        return frames

    def _check_form(self, form: tuple[str, int]) -> None:
        if self._form is None:
            self._form = form
        elif self._form != form:
            before, now = (f"{kind}, {n} channel(s)" for kind, n in (self._form, form))
            raise AudioError(
                f"the form of the audio changed from {before} to {now}: finish this "
                "stream and open another"
            )

    def _resample(self, frames: NDArray[Any]) -> NDArray[np.int16]:
        from sync_core.live.audio_input.resampler import Resampler

        if self._resampler is None:
            self._resampler = Resampler(self._rate)
        return self._resampler.resample(frames)


def _check_channels(count: object) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 8:
        raise AudioError(f"channels is a number from 1 to 8, not {count!r}")
    return count
