"""Names of a package that are imported at first use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["import_lazily"]


def import_lazily(
    package: str, sources: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for a package with lazy names.

    A lazy name must differ from the names of the package's own modules: an imported
    module replaces the name.

    Args:
        package: The package's ``__name__``.
        sources: The lazy names, each with the module that defines it.
    """
    module = sys.modules[package]

    def get(name: str) -> object:
        if name not in sources:
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}", name=name, obj=module
            )
        value = getattr(import_module(sources[name]), name)
        setattr(module, name, value)
        return value

    return get, lambda: sorted({*vars(module), *sources})
