"""Reading a source: on demand, or as it comes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any

from sync_core.aio.chunks import Form, Gap, Part

__all__ = ["Backlog", "Demand"]

_JOINED_MS = 1_000
"""Chunks that wait are put together to about as much, as each call has its price."""


class Demand:
    """Asks for a chunk when the one before is done.

    Args:
        source: Gives chunks.
        form: What they are like.
    """

    def __init__(self, source: AsyncIterable[Any], form: Form) -> None:
        self._source, self._form = source, form

    async def read(self) -> AsyncGenerator[Part | Gap, None]:
        """Give everything, to be called once."""
        async for chunk in self._source:
            for piece in self._form.pieces(chunk):
                yield Part(piece)


class Backlog:
    """Reads a source as it comes, and keeps the newest of it.

    Args:
        source: Gives chunks.
        form: What they are like.
        most_ms: How much may wait; of more, the oldest is let go.
    """

    def __init__(self, source: AsyncIterable[Any], form: Form, most_ms: int) -> None:
        self._source, self._form, self._most_ms = source, form, most_ms
        self._chunks: deque[Any] = deque()
        self._waiting_ms = self._lost_ms = 0.0
        self._came = asyncio.Event()

    async def read(self) -> AsyncGenerator[Part | Gap, None]:
        """Give what waits, to be called once; what the source raises comes last."""
        reading = asyncio.create_task(self._read())
        reading.add_done_callback(lambda _: self._came.set())
        try:
            while not reading.done() or self._chunks:
                self._came.clear()
                if self._lost_ms >= 1:
                    yield self._gap()
                elif self._chunks:
                    chunk = self._joined()
                    yield Part(chunk, int(self._waiting_ms))
                elif not reading.done():
                    await self._came.wait()
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read(self) -> None:
        async for chunk in self._source:
            for piece in self._form.pieces(chunk):
                self._keep(piece)
            self._came.set()

    def _keep(self, chunk: Any) -> None:
        self._chunks.append(chunk)
        self._waiting_ms += self._form.duration_ms(chunk)
        while self._waiting_ms > self._most_ms and len(self._chunks) > 1:
            self._let_go()

    def _let_go(self) -> None:
        """Drop the oldest, save for bytes of a frame whose rest is yet to come."""
        chunk = self._pop()
        if isinstance(chunk, bytes) and isinstance(self._chunks[0], bytes):
            whole = len(chunk) - len(chunk) % self._form.frame
            self._chunks[0] = chunk[whole:] + self._chunks[0]
            chunk, left = chunk[:whole], chunk[whole:]
            self._waiting_ms += self._form.duration_ms(left)
        self._lost_ms += self._form.duration_ms(chunk)

    def _gap(self) -> Gap:
        whole = int(self._lost_ms)
        self._lost_ms -= whole
        return Gap(whole)

    def _pop(self) -> Any:
        chunk = self._chunks.popleft()
        rest = self._waiting_ms - self._form.duration_ms(chunk)
        self._waiting_ms = max(0.0, rest) if self._chunks else 0.0
        return chunk

    def _joined(self) -> Any:
        chunk = self._pop()
        if not isinstance(chunk, bytes):
            return chunk
        parts, length = [chunk], self._form.duration_ms(chunk)
        while self._chunks and length < _JOINED_MS:
            if not isinstance(self._chunks[0], bytes):
                break
            parts.append(self._pop())
            length += self._form.duration_ms(parts[-1])
        return b"".join(parts)
