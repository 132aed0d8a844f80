"""Calls into plugins: bounded in time, and where wanted in a surrounding of their own.

A thread of Python cannot be ended from outside. So the work that is to be bounded is
done in a daemon thread; when it gives no sign of life for too long the caller stops
waiting, and the thread runs on until it comes to its end or the process does.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar, copy_context
from itertools import islice
from queue import SimpleQueue
from typing import Generic, TypeVar

from sync_core.base.errors import InputError, PluginContractError, PluginTimeoutError

__all__ = [
    "TimedCaller",
    "WorkerThread",
    "call_context",
    "limit_items",
    "call_with_timeout",
    "has_abandoned_threads",
    "plugin_timeout_s",
    "seconds",
]

T = TypeVar("T")

PLUGIN_TIMEOUT_S = 60.0
"""For what takes milliseconds: the slowest built-in plugin is imported in 75 ms on two
busy cores. What has not come after a thousand times that long will not come."""
VARIABLE = "SYNC_CORE_PLUGIN_TIMEOUT"
_GIVEN_UP = "sync-core-given-up"
_WAKE_S = 0.5
"""A wait without end cannot be interrupted by Ctrl-C on Windows."""

call_context: ContextVar[Callable[[str], AbstractContextManager[object]]] = ContextVar(
    "call_context", default=nullcontext
)
"""What each call into a plugin is surrounded with; given the plugin's title."""


def plugin_timeout_s(
    environ: Mapping[str, str] = os.environ, default_s: float = PLUGIN_TIMEOUT_S
) -> float:
    """Give how long importing a plugin, or asking it for facts, may take.

    Args:
        environ: Where ``SYNC_CORE_PLUGIN_TIMEOUT`` may say it.
        default_s: What holds where it does not.

    Raises:
        InputError: The variable in the environment is no number of seconds.
    """
    text = environ.get(VARIABLE, "")
    return seconds(text, VARIABLE) if text else default_s


def seconds(value: object, name: str) -> float:
    """Take a time limit; 0 and infinity mean that there is none.

    Raises:
        InputError: It is negative, or no number.
    """
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not number >= 0:
        raise InputError(f"{name} is a number of seconds (0: no limit), not {value!r}")
    return number or math.inf


def limit_items(items: Iterable[T], most: int, title: str, what: str) -> Iterator[T]:
    """Give the items, but not without end.

    Raises:
        PluginContractError: There are more.
    """
    several = iter(items)
    yield from islice(several, most)
    for _ in islice(several, 1):
        raise PluginContractError(f"{title} gives {what} without end: over {most}")


def call_with_timeout(
    title: str, work: Callable[[], T], timeout_s: float = math.inf
) -> T:
    """Do a plugin's work, in the calling thread if there is no time limit.

    Raises:
        PluginTimeoutError: It took longer.
    """
    with TimedCaller(timeout_s).opened() as guard:
        return guard.call(title, work)


def has_abandoned_threads() -> bool:
    """Say whether a thread that was given up still runs."""
    return any(thread.name == _GIVEN_UP for thread in threading.enumerate())


class _Job(Generic[T]):
    """One call, on its way from the waiting thread to the working one and back."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._context = copy_context()
        self._result: list[T] = []
        self._error: BaseException | None = None
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self._result.append(self._context.run(self._work))
        except BaseException as error:
            self._error = error
        self.done.set()

    def outcome(self) -> T:
        if self._error is not None:
            raise self._error
        return self._result[0]


class WorkerThread:
    """A thread that does one plugin's work, while another waits and watches the clock.

    Args:
        title: The plugin, for messages.
        timeout_s: How long it may be without a sign of life: the end of a call, or
            of ``alive``.
    """

    def __init__(self, title: str, timeout_s: float) -> None:
        self._title = title
        self._timeout_s = timeout_s
        self._last_s = time.monotonic()
        self._jobs: SimpleQueue[_Job[object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._waiting = False

    @property
    def is_given_up(self) -> bool:
        """Whether a call was left that had not come to its end."""
        return self._waiting

    def alive(self) -> None:
        """Take note of a sign of life."""
        self._last_s = time.monotonic()

    @contextmanager
    def opened(self) -> Iterator[WorkerThread]:
        """Give the lane, and end its thread afterwards if it is not stuck."""
        try:
            yield self
        finally:
            self.close()

    def call(self, work: Callable[[], T], title: str | None = None) -> T:
        """Do some work in the thread and wait for it.

        Args:
            work: What to do.
            title: Whose work it is, where that is not the lane's own plugin.

        Raises:
            PluginTimeoutError: There was no sign of life for too long.
        """
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._work, name="sync-core-plugin", daemon=True
            )
            self._thread.start()
        job = _Job(work)
        self.alive()
        self._waiting = True
        self._jobs.put(job)  # type: ignore[arg-type]
        while not job.done.wait(self._wait_s()):
            if self._wait_s() <= 0 and not job.done.is_set():
                self.close()
                raise PluginTimeoutError(
                    f"{title or self._title} gave no sign of life for "
                    f"{self._timeout_s:g} s and was given up; its thread cannot be "
                    "ended from here and runs on until the process ends"
                )
        self._waiting = False
        return job.outcome()

    def close(self) -> None:
        """End the thread, once it has nothing to do; a second call does nothing."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            if self._waiting:
                thread.name = _GIVEN_UP
            else:
                thread.join()

    def _wait_s(self) -> float:
        left_s = self._last_s + self._timeout_s - time.monotonic()
        return max(0.0, min(_WAKE_S, left_s))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()
            # Or the last result lives as long as the thread waits.
            del job


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
        """Give the guard, and end its thread afterwards if it is not stuck."""
        try:
            yield self
        finally:
            if self._lane is not None:
                self._lane.close()
