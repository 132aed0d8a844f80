"""What callers pass to long work: a cancellation flag and a progress function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

__all__ = ["Cancel", "Progress"]

Progress = Callable[[int, int], None]
"""Called with the milliseconds done and the milliseconds in all."""


class Cancel(Protocol):
    """A cancellation flag, such as a ``threading.Event``."""

    def is_set(self) -> bool:
        """Return whether the work should stop."""
