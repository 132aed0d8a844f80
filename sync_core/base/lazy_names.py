"""Names of a package that are imported when they are first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["later"]


def later(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Give ``__getattr__`` and ``__dir__`` for a package.

    No name may be that of one of the package's own modules: once that is imported, the
    module would be found in the name's place.

    Args:
        package: Its ``__name__``.
        homes: The names that are imported later, with the modules that have them.
    """
    module = sys.modules[package]

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}", name=name, obj=module
            )
        value = getattr(import_module(homes[name]), name)
        setattr(module, name, value)
        return value

    return get, lambda: sorted({*vars(module), *homes})
