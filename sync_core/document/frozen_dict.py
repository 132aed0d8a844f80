"""A mapping that stays as it was made, so that a frozen record is frozen throughout."""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["FrozenDict"]


class FrozenDict(dict[str, object]):
    """A dict that can be read, copied, compared and pickled, but not changed."""

    def _refuse(self, *_arguments: Any, **_named: Any) -> NoReturn:
        raise TypeError("part of a frozen record: it cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, object]]]:
        """Rebuild it in one go, not item by item."""
        return type(self), (dict(self),)
