"""Running a live transcriber on a source: the one place with threads and a clock."""

from __future__ import annotations

from collections.abc import Iterator

from sync_core.base.callbacks import Cancel
from sync_core.base.errors import AudioError, CancelledError, SyncCoreError
from sync_core.live.sources import Missing, Source
from sync_core.live.threads.backlog import Backlog, Limits, Piece
from sync_core.live.threads.source_thread import Pace, Pump
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.updates import Update

__all__ = ["Limits", "Pace", "run_live"]

_LOOK_S = 0.1
"""How often to look whether to stop while nothing comes."""


def run_live(
    transcriber: LiveTranscriber,
    source: Source,
    *,
    pace: Pace | None = None,
    limits: Limits | None = None,
    stop: Cancel | None = None,
    cancel: Cancel | None = None,
) -> Iterator[Update]:
    """Feed a source to a transcriber, and give every update as soon as it is known.

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
    with Pump(source, pace, limits) as backlog:
        failure: Exception | None = None
        run = _Run(transcriber, backlog, limits, source.name, stop, cancel)
        while True:
            try:
                updates = run.step()
            except CancelledError:
                raise
            except Exception as error:
                failure = error
                break
            if updates is None:
                break
            yield from updates
            if transcriber.error is not None:
                raise transcriber.error
    try:
        updates = transcriber.finish()
    except SyncCoreError as error:
        raise failure or error from None
    yield from updates
    if failure is not None:
        raise failure
    if transcriber.error is not None:
        raise transcriber.error


class _Run:
    """One run, step by step."""

    def __init__(
        self,
        transcriber: LiveTranscriber,
        backlog: Backlog,
        limits: Limits,
        name: str,
        stop: Cancel | None,
        cancel: Cancel | None,
    ) -> None:
        self._transcriber, self._backlog = transcriber, backlog
        self._limits, self._name = limits, name
        self._stop, self._cancel = stop, cancel
        self._paused = True

    def step(self) -> list[Update] | None:
        """Take what is next; give what became known, or None at the end."""
        if self._cancel is not None and self._cancel.is_set():
            raise CancelledError("cancelled; what was final before was given")
        if self._stop is not None and self._stop.is_set():
            return None
        item = self._backlog.get(_LOOK_S)
        if isinstance(item, Piece):
            self._paused = False
            behind = self._backlog.behind_ms
            return self._transcriber.feed(item.chunk, backlog_ms=behind)
        if isinstance(item, Missing):
            return self._transcriber.drop(item.duration_ms, item.reason)
        return None if item == "end" else self._nothing()

    def _nothing(self) -> list[Update]:
        silent, timeout = self._backlog.silent_ms(), self._limits.timeout_ms
        if timeout is not None and silent >= timeout:
            raise AudioError(f"{self._name} gave nothing for {timeout / 1000:g} s")
        if self._paused or not self._backlog.is_live or silent < self._limits.stall_ms:
            return []
        self._paused = True
        return self._transcriber.pause()
