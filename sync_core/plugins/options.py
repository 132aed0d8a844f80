"""Options of a plugin: one frozen attrs class each, filled from names and values."""

from __future__ import annotations

import contextlib
import types
import typing
from collections.abc import Mapping
from typing import Any

import attrs

from sync_core.base.errors import InputError
from sync_core.base.suggestions import suggest_name

__all__ = ["make_options"]

_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}


def make_options(
    kind: type | None, values: Mapping[str, object] | None, owner: str
) -> Any:
    """Make a plugin's options record out of names and values.

    Text is turned into the field's own kind (``"5"`` to 5, ``"true"`` to True, for a
    tuple it is cut at commas), so that values from a command line work as well.

    Args:
        kind: The plugin's attrs class, or None if it has no options.
        values: What the user asked for; may be None.
        owner: The plugin, for messages.

    Raises:
        InputError: An option that the plugin does not have, or an unfit value.
    """
    values = values or {}
    if kind is None:
        if values:
            raise InputError(f"{owner} has no options, but got: {', '.join(values)}")
        return None
    hints = typing.get_type_hints(kind)
    known = {field.name: hints.get(field.name, object) for field in attrs.fields(kind)}
    for name in values:
        if name not in known:
            raise InputError(
                f"{owner} has no option {name!r}{suggest_name(name, known)}; "
                f"it has: {', '.join(known)}"
            )
    try:
        return kind(
            **{name: _convert(name, known[name], values[name]) for name in values}
        )
    except (TypeError, ValueError) as error:
        # attrs' own validators put more than their message into the error.
        reason = error.args[0] if error.args else error
        raise InputError(f"options of {owner}: {reason}") from error


def _convert(name: str, hint: Any, value: object) -> object:
    if not isinstance(value, str):
        return value
    if typing.get_origin(hint) is tuple:
        return tuple(part.strip() for part in value.split(",") if part.strip())
    kinds = _list_kinds(hint)
    if str in kinds:
        return value
    if bool in kinds and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    if type(None) in kinds and value.lower() in ("none", ""):
        return None
    for kind in (int, float):
        if kind in kinds:
            with contextlib.suppress(ValueError):
                return kind(value)
    if set(kinds) <= {bool, int, float, type(None)}:
        wanted = " or ".join("None" if k is type(None) else k.__name__ for k in kinds)
        raise ValueError(f"{name!r} is {wanted}, not {value!r}")
    return value


def _list_kinds(hint: Any) -> tuple[Any, ...]:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return typing.get_args(hint)
    return (hint,)
