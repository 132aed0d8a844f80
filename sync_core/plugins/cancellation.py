"""Passing the wish to stop on to an engine that is in the middle of its work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sync_core.base.callbacks import Cancel

__all__ = ["forward_cancel"]

_INTERVAL_S = 0.1


@contextmanager
def forward_cancel(stream: object, cancel: Cancel | None) -> Iterator[None]:
    """Watch ``cancel`` meanwhile, and call the stream's ``abort`` when it is set.

    Nothing is watched where there is no ``cancel``, or the stream cannot be aborted.
    """
    abort = getattr(stream, "abort", None)
    if cancel is None or abort is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_INTERVAL_S):
            if cancel.is_set():
                abort()
                return

    watcher = threading.Thread(target=watch, name="sync-core-cancel", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
