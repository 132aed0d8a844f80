"""An engine whose every call is made in a thread that is watched for signs of life."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar, cast

from attrs import evolve, frozen

from sync_core.base.callbacks import Cancel, Progress
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.plugins.worker_thread import WorkerThread

__all__ = ["WatchedEngine", "call_watched", "unwrap_engine"]

R = TypeVar("R")
_WHOLE_TYPES = (str, bytes, list, tuple, dict)
"""Given back in one piece, so there is nothing more to wait for."""


class WatchedEngine:
    """Looks like an engine and does its work in a lane.

    Signs of life are the end of a call, each segment, each report of progress, and
    each look at whether to stop.
    """

    def __init__(self, engine: object, worker: WorkerThread) -> None:
        self._engine = engine
        self._worker = worker

    def __getattr__(self, name: str) -> Any:
        """Return what the engine has, its methods bound to the lane."""
        value = getattr(self._engine, name)
        return partial(self._call, value) if callable(value) else value

    def _call(self, method: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        noticed = [
            _watch_request(a, self._worker) if isinstance(a, AlignmentRequest) else a
            for a in arguments
        ]
        result = self._worker.call(partial(method, *noticed, **named))
        if isinstance(result, Iterable) and not isinstance(result, _WHOLE_TYPES):
            return _WatchedStream(result, self._worker)
        return result


def unwrap_engine(engine: Any) -> Any:
    """Return the engine itself, which is the same from call to call."""
    return engine._engine if isinstance(engine, WatchedEngine) else engine


def call_watched(
    engine: object, method: Callable[..., R], *args: Any, **named: Any
) -> R:
    """Call a method of something that an engine gave, watched if the engine is."""
    if isinstance(engine, WatchedEngine):
        return cast("R", engine._call(method, *args, **named))
    return method(*args, **named)


class _WatchedStream:
    """Takes each item of an iterable in the lane; all else is the iterable's own."""

    def __init__(self, source: Iterable[Any], worker: WorkerThread) -> None:
        self._source = source
        self._worker = worker
        self._items: Iterator[Any] = worker.call(partial(iter, source))

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self._worker.call(partial(next, self._items))

    def __getattr__(self, name: str) -> Any:
        # abort() among them, which is there to be called from another thread.
        return getattr(self._source, name)

    def close(self) -> None:
        close = getattr(self._items, "close", None)
        if close is not None and not self._worker.is_given_up:
            self._worker.call(close)


@frozen
class _LifeSigns:
    """What an aligner asks and tells, noticed in passing."""

    worker: WorkerThread
    cancel: Cancel | None
    progress: Progress | None

    def is_set(self) -> bool:
        self.worker.alive()
        return self.cancel is not None and self.cancel.is_set()

    def tell(self, done_ms: int, total_ms: int) -> None:
        self.worker.alive()
        if self.progress is not None:
            self.progress(done_ms, total_ms)


def _watch_request(request: AlignmentRequest, worker: WorkerThread) -> AlignmentRequest:
    noticed = _LifeSigns(worker, request.cancel, request.progress)
    return evolve(request, cancel=noticed, progress=noticed.tell)
