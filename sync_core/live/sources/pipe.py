"""Standard input and other pipes as sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sync_core.audio import Audio
from sync_core.audio.arrays import check_rate
from sync_core.audio.decoding.decode import decode_stream
from sync_core.base.errors import AudioError
from sync_core.live.sources.pipe_reader import PipeReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PipeSource", "RawSource"]

_CHUNK_BYTES = 1 << 16
_EMPTY = "it ended before there was any sound"


class PipeSource:
    """A pipe that carries an audio or video file, decoded as it arrives.

    Args:
        number: Its file descriptor; 0 is standard input.
        name: What messages call it.
    """

    def __init__(self, number: int = 0, name: str = "standard input") -> None:
        self.sample_rate_hz, self.channels = Audio.SAMPLE_RATE_HZ, 1
        self.waits: bool | None = None
        self.name = name
        self._pipe = PipeReader(number)

    def chunks(self) -> Iterator[NDArray[np.int16]]:
        """Yield the samples, about a tenth of a second at once.

        Raises:
            AudioError: It is no audio that can be decoded as it comes, or is damaged.
        """
        pipe: Any = self._pipe
        try:
            yield from decode_stream(pipe, self.name, whole=False)
        except AudioError as error:
            if not self._pipe.taken:
                raise AudioError(f"cannot read {self.name}: {_EMPTY}") from error
            hint = (
                " (raw samples need --raw or a RawSource; an MP4 whose index stands "
                "at its end can only be read as a file)"
            )
            raise AudioError(f"{error}{hint}") from error
        finally:
            self._pipe.release()
        _check_error(self._pipe, self.name)

    def close(self) -> None:
        """End at once."""
        self._pipe.close()


class RawSource:
    """A pipe that carries bare samples: 16 bit, little-endian, interleaved.

    Args:
        number: Its file descriptor; 0 is standard input.
        sample_rate_hz: Their rate.
        channels: Interleaved channels.
        name: What messages call it.

    Raises:
        AudioError: No such rate.
    """

    def __init__(
        self,
        number: int = 0,
        *,
        sample_rate_hz: int = 16_000,
        channels: int = 1,
        name: str = "standard input",
    ) -> None:
        self.sample_rate_hz = check_rate(sample_rate_hz, name)
        self.channels = channels
        self.waits: bool | None = None
        self.name = name
        self._pipe = PipeReader(number)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes as they arrive.

        Raises:
            AudioError: There were none, or reading failed.
        """
        try:
            while data := self._pipe.read(_CHUNK_BYTES):
                yield data
        finally:
            self._pipe.release()
        _check_error(self._pipe, self.name)
        if not self._pipe.taken:
            raise AudioError(f"cannot read {self.name}: {_EMPTY}")

    def close(self) -> None:
        """End at once."""
        self._pipe.close()


def _check_error(pipe: PipeReader, name: str) -> None:
    if pipe.error is not None:
        reason = pipe.error.strerror or pipe.error
        raise AudioError(f"cannot read {name} any further: {reason}") from pipe.error
