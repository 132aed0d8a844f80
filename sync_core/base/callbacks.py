"""What callers pass to long work: a cancellation flag and a progress function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sync_core.base.errors import CancelledError

__all__ = ["Cancel", "Progress", "check_cancel"]

Progress = Callable[[int, int], None]
"""Called with the milliseconds done and the milliseconds in all."""


class Cancel(Protocol):
    """A cancellation flag, such as a ``threading.Event``."""

    def is_set(self) -> bool:
        """Return whether the work should stop."""


def check_cancel(cancel: Cancel | None) -> None:
    """Raise if the caller asked to stop.

    Raises:
        CancelledError: The caller asked to stop.
    """
    if cancel is not None and cancel.is_set():
        raise CancelledError("cancelled; nothing was written")
