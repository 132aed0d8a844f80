"""Converters and validators of the frozen records' fields."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sync_core.base.errors import DocumentError
from sync_core.document.frozen_dict import FrozenDict

if TYPE_CHECKING:
    from attrs import Attribute


def _to_int(value: object) -> int:
    if isinstance(value, bool):
        raise TypeError("a boolean is not a number here")
    return int(operator.index(value))  # type: ignore[arg-type]


def to_whole_ms(value: object) -> int | None:
    """Convert any whole number (numpy's too) to milliseconds; leave None.

    Raises:
        DocumentError: The value is not a whole number.
    """
    if value is None:
        return None
    try:
        return _to_int(value)
    except TypeError:
        raise DocumentError(
            f"times are whole milliseconds, not {value!r}: convert seconds with "
            "round(seconds * 1000)"
        ) from None


def to_probability(value: object) -> float | None:
    """Convert a number in 0..1 (numpy's too) to a confidence; leave None.

    Raises:
        DocumentError: The value is not a number in 0..1.
    """
    if value is None:
        return None
    if isinstance(value, str | bytes | bool):
        raise DocumentError(f"a confidence is a number in 0..1, not {value!r}")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not 0 <= number <= 1:
        raise DocumentError(f"a confidence is a number in 0..1, not {value!r}")
    return number


def to_span(value: object) -> tuple[int, int] | None:
    """Convert a pair of code-point offsets, the first below the second; leave None.

    Raises:
        DocumentError: The value is no such pair.
    """
    if value is None:
        return None
    try:
        start, end = (_to_int(item) for item in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise DocumentError(
            f"a script span is two whole numbers, not {value!r}"
        ) from None
    if not 0 <= start < end:
        raise DocumentError(f"a script span runs forwards from 0 on, not {value!r}")
    return start, end


def to_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """Convert any iterable to a tuple.

    Raises:
        DocumentError: The value is not iterable.
    """
    if not isinstance(values, Iterable):
        raise DocumentError(f"a list of records is wanted, not {values!r}")
    return tuple(values)


def validate_items(
    kind: type,
) -> Callable[[object, Attribute[Any], Iterable[object]], None]:
    """Return a validator for a tuple whose items are all of one type."""

    def check(
        instance: object, attribute: Attribute[Any], values: Iterable[object]
    ) -> None:
        for value in values:
            if not isinstance(value, kind):
                raise DocumentError(
                    f"{type(instance).__name__}.{attribute.name} holds {kind.__name__} "
                    f"records, not {type(value).__name__}"
                )

    return check


def validate_text(instance: object, attribute: Attribute[str], value: object) -> None:
    """Raise DocumentError for anything but a string."""
    if not isinstance(value, str):
        raise DocumentError(
            f"{type(instance).__name__}.{attribute.name} is text, not {value!r}"
        )


def validate_optional_text(
    instance: object, attribute: Attribute[str], value: object
) -> None:
    """Raise DocumentError for anything but a string or None."""
    if value is not None:
        validate_text(instance, attribute, value)


def validate_optional(kind: type) -> Callable[[object, Attribute[Any], object], None]:
    """Return a validator for an instance of a type or None."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None and not isinstance(value, kind):
            raise DocumentError(
                f"{type(instance).__name__}.{attribute.name} is a {kind.__name__} "
                f"record, not {value!r}"
            )

    return check


def validate_choice(*choices: str) -> Callable[[object, Attribute[str], object], None]:
    """Return a validator for a closed set of strings."""

    def check(instance: object, attribute: Attribute[str], value: object) -> None:
        if value not in choices:
            raise DocumentError(
                f"{type(instance).__name__}.{attribute.name} is one of "
                f"{', '.join(choices)}, not {value!r}"
            )

    return check


def to_json_mapping(value: Mapping[str, object]) -> Mapping[str, object]:
    """Return a frozen copy of a mapping with keys and values that JSON can hold."""
    if not isinstance(value, Mapping):
        raise DocumentError(f"expected a mapping of options, not {value!r}")
    return FrozenDict({str(key): to_json_value(item) for key, item in value.items()})


def to_json_value(value: object) -> object:
    """Convert a value to JSON's types; what JSON cannot hold becomes its ``str``."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list | tuple):
        return tuple(to_json_value(item) for item in value)
    if isinstance(value, Mapping):
        return to_json_mapping(value)
    return str(value)


def validate_times(instance: object, start_ms: int | None, end_ms: int | None) -> None:
    """Raise DocumentError for half a pair of times, a negative or a reversed one."""
    name = type(instance).__name__
    if (start_ms is None) != (end_ms is None):
        raise DocumentError(
            f"{name}: a start without an end (or the reverse): {start_ms}, {end_ms}"
        )
    if start_ms is None or end_ms is None:
        return
    if start_ms < 0:
        raise DocumentError(f"{name}: negative time: start_ms={start_ms}")
    if end_ms < start_ms:
        raise DocumentError(
            f"{name}: reversed times: start_ms={start_ms}, end_ms={end_ms}"
        )
