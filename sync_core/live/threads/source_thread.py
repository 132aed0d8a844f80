"""The thread that belongs to a source."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from sync_core.base.errors import AudioError
from sync_core.live.sources import Missing, Source
from sync_core.live.threads.backlog import Backlog, Limits, Piece

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Pace", "Pump"]

Pace = Literal["real", "fast"]

_PIECES_A_SECOND = 10
_PATIENCE_S = 2.0
"""For a source that does not end though it was closed; its thread is left behind."""


class Pump:
    """Carries a source's audio into a backlog, in pieces of a tenth of a second.

    Args:
        source: Where it comes from.
        pace: As for ``run_live``.
        limits: How much may wait.
    """

    def __init__(self, source: Source, pace: Pace | None, limits: Limits) -> None:
        self._source = source
        self._paced = pace == "real" and source.waits is True
        waits = source.waits
        if waits is None and pace is not None:
            waits = pace == "fast"
        self.backlog = Backlog(source.sample_rate_hz, waits, self._paced, limits)
        self._bytes = 2 * source.channels
        self._rest = b""
        self._frames = 0
        self._thread = threading.Thread(
            target=self._run, name="sync-core-source", daemon=True
        )

    def __enter__(self) -> Backlog:
        """Start the thread."""
        self._thread.start()
        return self.backlog

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the source and its thread."""
        self.backlog.close()
        self._source.close()
        self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        try:
            chunks = self._source.chunks()
            try:
                self._carry(chunks)
            finally:
                getattr(chunks, "close", lambda: None)()
            self._check_rest()
        except BaseException as error:
            self.backlog.end(error)
        else:
            self.backlog.end()

    def _carry(self, chunks: Iterator[Any]) -> None:
        began_s = time.monotonic()
        rate = self._source.sample_rate_hz
        for chunk in chunks:
            items = [chunk] if isinstance(chunk, Missing) else self._pieces(chunk)
            for item in items:
                if isinstance(item, Piece):
                    self._frames += item.frames
                # A piece is there when its last sample was spoken.
                due_s = began_s + self._frames / rate
                if self._paced and not self.backlog.sleep_until(due_s):
                    return
                if not self.backlog.put(item):
                    return

    def _pieces(self, chunk: Any) -> Iterator[Piece]:
        most = max(1, self._source.sample_rate_hz // _PIECES_A_SECOND)
        if not isinstance(chunk, bytes | bytearray | memoryview):
            # Whatever has no length is refused where it is fed.
            for at in range(0, max(1, _length(chunk)), most):
                piece = chunk[at : at + most] if _length(chunk) > most else chunk
                yield Piece(piece, _length(piece))
            return
        data = self._rest + bytes(chunk)
        whole = len(data) - len(data) % self._bytes
        self._rest = data[whole:]
        for at in range(0, whole, most * self._bytes):
            piece = data[at : min(at + most * self._bytes, whole)]
            yield Piece(piece, len(piece) // self._bytes)

    def _check_rest(self) -> None:
        """Refuse an end within a frame, once everything before it is on its way."""
        if self._rest:
            raise AudioError(
                f"{self._source.name} ends with {len(self._rest)} bytes of an "
                f"unfinished frame of {self._bytes}: is it 16 bit with "
                f"{self._source.channels} channel(s)?"
            )


def _length(chunk: Any) -> int:
    shape = getattr(chunk, "shape", None)
    return shape[0] if shape else 0
