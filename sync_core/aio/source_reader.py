"""Reading an asynchronous source: on demand, or as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any, Protocol, TypeGuard

from sync_core.live.buffering.backlog import Backlog, Item
from sync_core.live.buffering.limits import Limits
from sync_core.live.buffering.pieces import Piece, PieceCutter

__all__ = ["OnDemandReader", "Reader", "RealtimeReader"]

_MAX_PIECE_MS = 1_000
"""What is fed at once: updates come while the rest waits, and each call has its
price."""


class Reader(Protocol):
    """Reads a source to its end."""

    @property
    def waiting_ms(self) -> int:
        """How much audio waits behind what was yielded last."""

    def read(self) -> AsyncGenerator[Item, None]:
        """Yield everything, once; what the source raises comes last."""


class OnDemandReader:
    """Asks for a chunk when the one before is done.

    Args:
        source: Gives chunks.
        sample_rate_hz: Of every chunk.
        channels: Of chunks of raw bytes.
    """

    def __init__(
        self, source: AsyncIterable[Any], sample_rate_hz: int, channels: int
    ) -> None:
        self._source = source
        self._cutter = PieceCutter(sample_rate_hz, channels, _MAX_PIECE_MS)
        self.waiting_ms = 0

    async def read(self) -> AsyncGenerator[Item, None]:
        """Yield everything, once; what the source raises comes last."""
        async for chunk in self._source:
            for piece in self._cutter.cut(chunk):
                yield piece
        if self._cutter.rest:
            yield Piece(self._cutter.rest, 0)


class RealtimeReader:
    """Reads a source as it comes into a backlog, which drops the oldest of too much.

    Args:
        source: Gives chunks.
        sample_rate_hz: Of every chunk.
        channels: Of chunks of raw bytes.
        limits: How much may wait.
    """

    def __init__(
        self,
        source: AsyncIterable[Any],
        sample_rate_hz: int,
        channels: int,
        limits: Limits,
    ) -> None:
        self._source, self._rate = source, sample_rate_hz
        self._cutter = PieceCutter(sample_rate_hz, channels)
        self._backlog = Backlog(sample_rate_hz, limits)
        self._changed = asyncio.Event()

    @property
    def waiting_ms(self) -> int:
        """How much audio waits behind what was yielded last."""
        return self._backlog.waiting_ms

    async def read(self) -> AsyncGenerator[Item, None]:
        """Yield what waits, once; what the source raises comes last."""
        reading = asyncio.create_task(self._fill())
        reading.add_done_callback(lambda _: self._changed.set())
        try:
            while self._backlog or not reading.done():
                self._changed.clear()
                if self._backlog:
                    yield self._pop_joined()
                elif not reading.done():
                    await self._changed.wait()
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _fill(self) -> None:
        async for chunk in self._source:
            for piece in self._cutter.cut(chunk):
                self._backlog.append_or_drop(piece)
            self._changed.set()
        if self._cutter.rest:
            self._backlog.append(Piece(self._cutter.rest, 0))

    def _pop_joined(self) -> Item:
        """Return what is next; pieces of raw bytes that follow each other as one."""
        item = self._backlog.pop()
        if not _is_bytes(item):
            return item
        parts, frames = [item.chunk], item.frames
        most = self._rate * _MAX_PIECE_MS // 1000
        while _is_bytes(following := self._backlog.next_item):
            if frames + following.frames > most:
                break
            self._backlog.pop()
            parts.append(following.chunk)
            frames += following.frames
        return Piece(b"".join(parts), frames)


def _is_bytes(item: Item | None) -> TypeGuard[Piece]:
    return isinstance(item, Piece) and isinstance(item.chunk, bytes)
