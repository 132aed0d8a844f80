"""A thread that does one plugin's work while another waits for signs of life.

A thread of Python cannot be ended from outside. So the work that is to be bounded is
done in a daemon thread; when it gives no sign of life for too long the caller stops
waiting, and the thread runs on until it comes to its end or the process does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from queue import SimpleQueue
from typing import Generic, TypeVar

from sync_core.base.errors import PluginTimeoutError

__all__ = ["WorkerThread", "has_abandoned_threads"]

T = TypeVar("T")

_ABANDONED = "sync-core-given-up"
_WAKE_S = 0.5
"""A wait without end cannot be interrupted by Ctrl-C on Windows."""


def has_abandoned_threads() -> bool:
    """Return whether a thread that was given up still runs."""
    return any(thread.name == _ABANDONED for thread in threading.enumerate())


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
        """Return whether a call was left that had not come to its end."""
        return self._waiting

    def alive(self) -> None:
        """Take note of a sign of life."""
        self._last_s = time.monotonic()

    @contextmanager
    def opened(self) -> Iterator[WorkerThread]:
        """Lend the thread, and end its thread afterwards if it is not stuck."""
        try:
            yield self
        finally:
            self.close()

    def call(self, work: Callable[[], T], title: str | None = None) -> T:
        """Do some work in the thread and wait for it.

        Args:
            work: What to do.
            title: Whose work it is, where that is not the plugin of ``title``.

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
                thread.name = _ABANDONED
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
