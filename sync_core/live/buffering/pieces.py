"""Chunks cut into short pieces of whole frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from sync_core.live.audio_input.chunk_converter import Chunk

__all__ = ["PIECE_MS", "Piece", "PieceCutter"]

PIECE_MS = 100
"""The length of a piece where audio may be dropped: the grain of what is dropped."""
_BYTES_PER_SAMPLE = 2


@frozen
class Piece:
    """A little audio, of whole frames."""

    chunk: Chunk
    frames: int


class PieceCutter:
    """Cuts one stream's chunks; what is no audio is passed on, to be refused when fed.

    Args:
        sample_rate_hz: Of every chunk.
        channels: Of chunks of raw bytes.
        piece_ms: The longest piece, in ms.
    """

    def __init__(
        self, sample_rate_hz: int, channels: int, piece_ms: int = PIECE_MS
    ) -> None:
        self._rate, self._channels = sample_rate_hz, channels
        self._piece_ms = piece_ms
        self.rest = b""
        """Bytes of a frame whose rest is yet to come."""

    def cut(self, chunk: Any) -> Iterator[Piece]:
        """Yield a chunk's pieces; of raw bytes, with the rest of the one before."""
        size = max(1, self._rate * self._piece_ms // 1000)
        if isinstance(chunk, bytes | bytearray | memoryview):
            yield from self._cut_bytes(bytes(chunk), size)
            return
        length = _count_frames(chunk)
        for at in range(0, max(1, length), size):
            piece = chunk[at : at + size] if length > size else chunk
            yield Piece(piece, _count_frames(piece))

    def _cut_bytes(self, chunk: bytes, size: int) -> Iterator[Piece]:
        frame_bytes = _BYTES_PER_SAMPLE * self._channels
        data = self.rest + chunk
        whole = len(data) - len(data) % frame_bytes
        self.rest = data[whole:]
        for at in range(0, whole, size * frame_bytes):
            piece = data[at : min(at + size * frame_bytes, whole)]
            yield Piece(piece, len(piece) // frame_bytes)


def _count_frames(chunk: Any) -> int:
    shape = getattr(chunk, "shape", None)
    return int(shape[0]) if shape else 0
