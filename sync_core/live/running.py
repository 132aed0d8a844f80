"""Running a live transcriber on a source: the one place with threads and a clock."""

from __future__ import annotations

from collections.abc import Iterator

from sync_core.base.callbacks import Cancel
from sync_core.base.errors import AudioError, CancelledError, SyncCoreError
from sync_core.live.buffering.backlog import deliver
from sync_core.live.buffering.limits import Limits
from sync_core.live.buffering.pieces import Piece
from sync_core.live.buffering.source_queue import SourceQueue
from sync_core.live.buffering.source_thread import Pace, SourceThread
from sync_core.live.sources import Source
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.updates import Update

__all__ = ["Limits", "Pace", "run_live"]

_MAX_WAIT_S = 0.1
"""How often to check whether to stop while nothing comes."""


def run_live(
    transcriber: LiveTranscriber,
    source: Source,
    *,
    pace: Pace | None = None,
    limits: Limits | None = None,
    stop: Cancel | None = None,
    cancel: Cancel | None = None,
) -> Iterator[Update]:
    """Feed a source to a transcriber, and yield every update as soon as it is known.

    The source runs on a thread of its own, the transcriber on the caller's. Whatever
    ends the stream, everything that was said until then is given first, and the
    source is closed; the transcriber is left to the caller, as is its ``document()``.

    Args:
        transcriber: Made for the source's rate and channels; it is finished here.
        source: Where the audio comes from.
        pace: For a source that can wait (a file), ``real`` lets the audio come no
            faster than it is spoken. For one of which that is not known (a pipe),
            ``real`` says that it cannot wait and ``fast`` that it can. None: as the
            source is.
        limits: How much may wait, and how long; None: the defaults.
        stop: Ends the stream as if the source ended: the rest is heard and given.
        cancel: Ends it at once. To stop the engine in the middle of its work as well,
            give the same to ``Pipeline.live``.

    Raises:
        CancelledError: ``cancel`` was set.
        AudioError: The source gives no audio, failed, or was silent for too long.
        SyncCoreError: The engine failed.
        Exception: What a source of the caller's own raised.
    """
    limits = limits or Limits()
    with SourceThread(source, pace, limits) as queue:
        run = _Run(transcriber, queue, limits, source.name, stop, cancel)
        yield from run.feed_all()
    yield from run.finish()


class _Run:
    """One run, step by step."""

    def __init__(
        self,
        transcriber: LiveTranscriber,
        queue: SourceQueue,
        limits: Limits,
        name: str,
        stop: Cancel | None,
        cancel: Cancel | None,
    ) -> None:
        self._transcriber, self._queue = transcriber, queue
        self._limits, self._name = limits, name
        self._stop, self._cancel = stop, cancel
        self._paused = True
        self._failure: Exception | None = None

    def feed_all(self) -> Iterator[Update]:
        """Feed what the source gives until it ends or fails."""
        while True:
            try:
                updates = self._step()
            except CancelledError:
                raise
            except Exception as error:
                self._failure = error
                return
            if updates is None:
                return
            yield from updates
            if self._transcriber.error is not None:
                raise self._transcriber.error

    def finish(self) -> Iterator[Update]:
        """Finish the transcriber; raise what went wrong behind everything else."""
        try:
            updates = self._transcriber.finish()
        except SyncCoreError as error:
            raise self._failure or error from None
        yield from updates
        if self._failure is not None:
            raise self._failure
        if self._transcriber.error is not None:
            raise self._transcriber.error

    def _step(self) -> list[Update] | None:
        """Take what is next; return what became known, or None at the end."""
        if self._cancel is not None and self._cancel.is_set():
            raise CancelledError("cancelled; what was final before was given")
        if self._stop is not None and self._stop.is_set():
            return None
        item = self._queue.get(_MAX_WAIT_S)
        if isinstance(item, str):
            return None if item == "end" else self._handle_silence()
        if isinstance(item, Piece):
            self._paused = False
        return deliver(item, self._transcriber, self._queue.behind_ms)

    def _handle_silence(self) -> list[Update]:
        silent_ms = self._queue.measure_silence_ms()
        limits, timeout_ms = self._limits, self._limits.timeout_ms
        if timeout_ms is not None and silent_ms >= timeout_ms:
            raise AudioError(f"{self._name} gave nothing for {timeout_ms / 1000:g} s")
        if self._paused or not self._queue.is_live or silent_ms < limits.stall_ms:
            return []
        self._paused = True
        return self._transcriber.pause()
