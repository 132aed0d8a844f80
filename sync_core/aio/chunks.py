"""Chunks of audio on their way to a live transcriber."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

__all__ = ["Form", "Gap", "Part"]

_PIECE_MS = 1_000
"""Of longer chunks, so many are fed at once: updates come while the rest waits."""


@frozen
class Part:
    """Audio for one call."""

    chunk: Any
    backlog_ms: int = 0
    """How much waits behind it."""


@frozen
class Gap:
    """Audio that was let go."""

    duration_ms: int


@frozen
class Form:
    """What chunks are like, as far as can be said without a look into them."""

    rate: int
    channels: int

    @property
    def frame(self) -> int:
        """Bytes of a frame, in chunks of raw bytes."""
        return 2 * self.channels

    def duration_ms(self, chunk: Any) -> float:
        """Say how long a chunk is; what is no audio has no length."""
        return _length(chunk) * 1000 / self._per_second(chunk)

    def pieces(self, chunk: Any) -> Iterator[Any]:
        """Cut a long chunk, and keep hold of bytes that may be written over."""
        if isinstance(chunk, bytearray | memoryview):
            chunk = bytes(chunk)
        size = self._per_second(chunk) * _PIECE_MS // 1000
        length = _length(chunk)
        if length <= size:
            yield chunk
            return
        for start in range(0, length, size):
            yield chunk[start : start + size]

    def _per_second(self, chunk: Any) -> int:
        return self.rate * (self.frame if isinstance(chunk, bytes) else 1)


def _length(chunk: Any) -> int:
    if isinstance(chunk, bytes):
        return len(chunk)
    shape = getattr(chunk, "shape", ())
    return int(shape[0]) if shape else 0
