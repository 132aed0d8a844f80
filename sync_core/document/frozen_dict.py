"""An immutable mapping for the fields of frozen records."""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["FrozenDict"]


class FrozenDict(dict[str, object]):
    """A dict that can be read, copied, compared and pickled, but not changed."""

    def _raise_frozen(self, *_arguments: Any, **_named: Any) -> NoReturn:
        raise TypeError("part of a frozen record: it cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _raise_frozen
    clear = pop = popitem = setdefault = update = _raise_frozen

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, object]]]:
        """Return how to rebuild the dict at once, not item by item."""
        return type(self), (dict(self),)
