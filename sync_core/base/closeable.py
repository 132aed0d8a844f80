"""The base of objects that a ``with`` block closes."""

from __future__ import annotations

from typing import Self

__all__ = ["Closeable"]


class Closeable:
    """An object that the end of a ``with`` block closes."""

    def close(self) -> None:
        """Release all resources; a second call does nothing."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Return the object itself."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the object, whatever was raised."""
        self.close()
