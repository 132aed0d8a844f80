"""Converters and validators that the frozen records share."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sync_core.base.errors import DocumentError
from sync_core.document.frozen_dict import FrozenDict

if TYPE_CHECKING:
    from attrs import Attribute


def _whole(value: object) -> int:
    if isinstance(value, bool):
        raise TypeError("a boolean is not a number here")
    return int(operator.index(value))  # type: ignore[arg-type]


def whole_ms(value: object) -> int | None:
    """Take any whole number (numpy's too) as milliseconds; leave None."""
    if value is None:
        return None
    try:
        return _whole(value)
    except TypeError:
        raise DocumentError(
            f"times are whole milliseconds, not {value!r}: convert seconds with "
            "round(seconds * 1000)"
        ) from None


def probability(value: object) -> float | None:
    """Take a number in 0..1 (numpy's too) as a confidence; leave None."""
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


def span(value: object) -> tuple[int, int] | None:
    """Take a pair of code-point offsets, first below second; leave None."""
    if value is None:
        return None
    try:
        start, end = (_whole(item) for item in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise DocumentError(
            f"a script span is two whole numbers, not {value!r}"
        ) from None
    if not 0 <= start < end:
        raise DocumentError(f"a script span runs forwards from 0 on, not {value!r}")
    return start, end


def as_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """Take any iterable as a tuple."""
    if not isinstance(values, Iterable):
        raise DocumentError(f"a list of records is wanted, not {values!r}")
    return tuple(values)


def each_is(kind: type) -> Callable[[object, Attribute[Any], Iterable[object]], None]:
    """Give a validator for a tuple that holds nothing but one kind of record."""

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


def is_text(instance: object, attribute: Attribute[str], value: object) -> None:
    """Refuse anything but a string."""
    if not isinstance(value, str):
        raise DocumentError(
            f"{type(instance).__name__}.{attribute.name} is text, not {value!r}"
        )


def is_optional_text(
    instance: object, attribute: Attribute[str], value: object
) -> None:
    """Refuse anything but a string or None."""
    if value is not None:
        is_text(instance, attribute, value)


def is_optional(kind: type) -> Callable[[object, Attribute[Any], object], None]:
    """Give a validator for one kind of record or None."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None and not isinstance(value, kind):
            raise DocumentError(
                f"{type(instance).__name__}.{attribute.name} is a {kind.__name__} "
                f"record, not {value!r}"
            )

    return check


def one_of(*choices: str) -> Callable[[object, Attribute[str], object], None]:
    """Give a validator for a closed set of words."""

    def check(instance: object, attribute: Attribute[str], value: object) -> None:
        if value not in choices:
            raise DocumentError(
                f"{type(instance).__name__}.{attribute.name} is one of "
                f"{', '.join(choices)}, not {value!r}"
            )

    return check


def plain_mapping(value: Mapping[str, object]) -> Mapping[str, object]:
    """Copy a mapping whose keys are text and whose values JSON can hold."""
    if not isinstance(value, Mapping):
        raise DocumentError(f"expected a mapping of options, not {value!r}")
    return FrozenDict({str(key): plain(item) for key, item in value.items()})


def plain(value: object) -> object:
    """Give the value in JSON's own kinds; what JSON cannot hold becomes its text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, Mapping):
        return plain_mapping(value)
    return str(value)


def check_times(instance: object, start_ms: int | None, end_ms: int | None) -> None:
    """Refuse half a pair of times, and negative or reversed ones."""
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
