"""The thread that belongs to a source."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from sync_core.base.errors import AudioError
from sync_core.live.buffering.limits import Limits
from sync_core.live.buffering.pieces import Piece, PieceCutter
from sync_core.live.buffering.source_queue import SourceQueue
from sync_core.live.sources import Missing, Source

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Pace", "SourceThread"]

Pace = Literal["real", "fast"]

_MAX_JOIN_S = 2.0
"""For a source that does not end though it was closed; its thread is left behind."""


class SourceThread:
    """Carries a source's audio into a queue, in pieces of a tenth of a second.

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
        self.queue = SourceQueue(source.sample_rate_hz, waits, self._paced, limits)
        self._cutter = PieceCutter(source.sample_rate_hz, source.channels)
        self._frames = 0
        self._thread = threading.Thread(
            target=self._run, name="sync-core-source", daemon=True
        )

    def __enter__(self) -> SourceQueue:
        """Start the thread."""
        self._thread.start()
        return self.queue

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the source and its thread."""
        self.queue.close()
        self._source.close()
        self._thread.join(_MAX_JOIN_S)

    def _run(self) -> None:
        try:
            chunks = self._source.chunks()
            try:
                self._carry(chunks)
            finally:
                getattr(chunks, "close", lambda: None)()
            self._check_rest()
        except BaseException as error:
            self.queue.end(error)
        else:
            self.queue.end()

    def _carry(self, chunks: Iterator[Any]) -> None:
        began_s = time.monotonic()
        rate = self._source.sample_rate_hz
        for chunk in chunks:
            is_gap = isinstance(chunk, Missing)
            for item in [chunk] if is_gap else self._cutter.cut(chunk):
                if isinstance(item, Piece):
                    self._frames += item.frames
                # A piece is there when its last sample was spoken.
                due_s = began_s + self._frames / rate
                if self._paced and not self.queue.sleep_until(due_s):
                    return
                if not self.queue.put(item):
                    return

    def _check_rest(self) -> None:
        """Raise for an end within a frame, once everything before it is on its way."""
        rest = len(self._cutter.rest)
        if rest:
            raise AudioError(
                f"{self._source.name} ends with {rest} bytes of an "
                f"unfinished frame of {2 * self._source.channels}: is it 16 bit with "
                f"{self._source.channels} channel(s)?"
            )
