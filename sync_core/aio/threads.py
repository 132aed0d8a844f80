"""Long work on threads of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from sync_core.pipeline import functions as api

__all__ = ["Thread", "align", "run", "transcribe"]

P = ParamSpec("P")
T = TypeVar("T")


class Thread:
    """One thread that does one thing after the other.

    The event loop's own threads are left alone: they are few, and work that waits for
    an engine would keep them from everybody else.

    Args:
        name: For people who look at a list of threads.
    """

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something on it; what is begun goes on if the task is cancelled."""
        return await asyncio.wrap_future(self._submit(work, *args, **kwargs))

    async def finish(self, *last: Callable[[], object]) -> None:
        """Wait for what is begun, do the last things, and end the thread."""
        done = [self._submit(work) for work in (*last, _do_nothing)]
        self._pool.shutdown(wait=False)
        waiting = asyncio.gather(*map(asyncio.wrap_future, done))
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        # Shielded: they are done even if nobody waits for them any more.
        await asyncio.shield(waiting)

    def _submit(
        self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        return self._pool.submit(partial(work, *args, **kwargs))


def _do_nothing() -> object:
    return None


async def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a pipeline's method on a thread; cancelling the task stops the engine.

    The method gets ``cancel`` from here.

    Example:
        >>> import asyncio
        >>> from sync_core import Pipeline, aio, demo_clip
        >>> async def main() -> None:
        ...     with Pipeline(language="en") as pipeline:
        ...         document = await aio.run(pipeline.align, *demo_clip())
        ...     print(document.words[0].text)
        >>> asyncio.run(main())
        In

    Args:
        work: ``Pipeline.transcribe``, ``Pipeline.align``, or another function that
            takes ``cancel``.
        args: For it.
        kwargs: For it.

    Raises:
        SyncCoreError: As the method.
    """
    cancel = threading.Event()
    thread = Thread("sync-core-work")
    task: Callable[..., T] = partial(work, *args, **kwargs)
    try:
        return await thread.run(task, cancel=cancel)
    finally:
        cancel.set()
        await thread.finish()


def _make_coroutine(work: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    @wraps(work)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return await run(work, *args, **kwargs)

    return call


transcribe = _make_coroutine(api.transcribe)
align = _make_coroutine(api.align)
