"""How the API reference reads the code: attrs classes and examples."""

from __future__ import annotations

import importlib
from typing import Any

import attrs
from griffe import (
    Class,
    Extension,
    Function,
    Object,
    Parameter,
    ParameterKind,
    Parameters,
)


class Reading(Extension):
    """Reads a class as attrs made it; its source shows ``field(...)`` only."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Have the ``>>>`` lines under ``Example:`` taken for code."""
        if obj.docstring is not None:
            text = obj.docstring.value
            obj.docstring.value = text.replace("Example:\n", "Examples:\n")

    def on_class(self, *, cls: Class, **_: Any) -> None:
        """Add ``__init__``, and put the default in the place of ``field(...)``."""
        if not any("frozen" in str(item.value) for item in cls.decorators):
            return
        made = getattr(importlib.import_module(cls.module.path), cls.name)
        parameters = [_parameter("self", None, None)]
        for field in attrs.fields(made):
            member = cls.attributes[field.name]
            member.value = _default(field)
            parameters.append(_parameter(field.name, member.annotation, member.value))
        init = Function("__init__", parent=cls, parameters=Parameters(*parameters))
        cls.set_member("__init__", init)


def _parameter(name: str, annotation: Any, default: str | None) -> Parameter:
    return Parameter(
        name,
        annotation=annotation,
        kind=ParameterKind.positional_or_keyword,
        default=default,
    )


def _default(field: attrs.Attribute[Any]) -> str | None:
    if field.default is attrs.NOTHING:
        return None
    factory = getattr(field.default, "factory", None)
    return repr(field.default if factory is None else factory())
