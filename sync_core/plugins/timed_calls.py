"""Calls into plugins: bounded in time, and where wanted in a context of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TypeVar

from sync_core.plugins.worker_thread import WorkerThread

__all__ = ["TimedCaller", "call_context", "call_with_timeout"]

T = TypeVar("T")

call_context: ContextVar[Callable[[str], AbstractContextManager[object]]] = ContextVar(
    "call_context", default=nullcontext
)
"""What each call into a plugin is surrounded with; given the plugin's title."""


def call_with_timeout(
    title: str, work: Callable[[], T], timeout_s: float = math.inf
) -> T:
    """Do a plugin's work, in the calling thread if there is no time limit.

    Raises:
        PluginTimeoutError: It took longer.
    """
    with TimedCaller(timeout_s).opened() as guard:
        return guard.call(title, work)


class TimedCaller:
    """Bounds the work of one plugin after the other, in one thread while none is stuck.

    To start a thread takes as long as to import a small plugin.

    Args:
        timeout_s: How long each may take; without limit it is done by the caller.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._lane: WorkerThread | None = None

    def call(self, title: str, work: Callable[[], T]) -> T:
        """Do some work and wait for it.

        Raises:
            PluginTimeoutError: It took too long.
        """
        with call_context.get()(title):
            if math.isinf(self._timeout_s):
                return work()
            if self._lane is None or self._lane.is_given_up:
                self._lane = WorkerThread(title, self._timeout_s)
            return self._lane.call(work, title)

    @contextmanager
    def opened(self) -> Iterator[TimedCaller]:
        """Lend the caller, and end its thread afterwards if it is not stuck."""
        try:
            yield self
        finally:
            if self._lane is not None:
                self._lane.close()
