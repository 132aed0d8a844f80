"""Chunks of the caller's own making as a source."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

from sync_core.live.audio_input.chunk_converter import Chunk
from sync_core.live.sources.source import Missing

__all__ = ["Chunks"]


class Chunks:
    """Anything that can be iterated: arrays, raw bytes, `Missing`.

    Args:
        chunks: Iterated on a thread of its own; may wait for the next one.
        sample_rate_hz: Of every chunk.
        channels: Of raw bytes.
        waits: As in `Source`.
        name: What messages call it.
    """

    def __init__(
        self,
        chunks: Iterable[Chunk | Missing],
        *,
        sample_rate_hz: int = 16_000,
        channels: int = 1,
        waits: bool | None = True,
        name: str = "the source",
    ) -> None:
        self.sample_rate_hz, self.channels = sample_rate_hz, channels
        self.waits, self.name = waits, name
        self._chunks = chunks
        self._closed = threading.Event()

    def chunks(self) -> Iterator[Chunk | Missing]:
        """Yield them until there are no more or ``close`` was called."""
        for chunk in self._chunks:
            if self._closed.is_set():
                return
            yield chunk

    def close(self) -> None:
        """End behind the chunk that is being waited for."""
        self._closed.set()
