"""What callers hand to long work: a wish to stop, and a function to be told how far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sync_core.base.errors import CancelledError

__all__ = ["Cancel", "Progress", "check_cancel"]

Progress = Callable[[int, int], None]
"""Called with the milliseconds done and the milliseconds in all."""


class Cancel(Protocol):
    """Anything that can be asked whether to stop; a ``threading.Event`` is one."""

    def is_set(self) -> bool:
        """Return whether the work should stop."""


def check_cancel(cancel: Cancel | None) -> None:
    """Raise if the caller asked to stop.

    Raises:
        CancelledError: The caller asked to stop.
    """
    if cancel is not None and cancel.is_set():
        raise CancelledError("cancelled; nothing was written")
