"""Closing what was opened for a ``with`` block."""

from __future__ import annotations

from typing import Self

__all__ = ["Closing"]


class Closing:
    """Something that the end of a ``with`` block closes."""

    def close(self) -> None:
        """Let go of everything; a second call does nothing."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Give the object itself."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close it."""
        self.close()
