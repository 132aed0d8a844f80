"""Work on threads, stopped with its task."""

from __future__ import annotations

import asyncio
import threading

import pytest

from sync_core import aio


def test_work_on_threads_is_stopped_with_its_task() -> None:
    begun = threading.Event()
    stopped = threading.Event()

    def work(what: str, *, cancel: threading.Event) -> None:
        begun.set()
        cancel.wait()
        stopped.set()

    async def main() -> None:
        task = asyncio.create_task(aio.run(work, "this"))  # type: ignore[call-arg]
        await asyncio.to_thread(begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert stopped.is_set()

    asyncio.run(main())
