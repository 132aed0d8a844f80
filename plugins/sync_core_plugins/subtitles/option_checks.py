"""Validators of options that are texts of a form."""

from __future__ import annotations

import re
from typing import Any

from attrs import Attribute

__all__ = ["check_pattern"]


def check_pattern(pattern: str, example: str, *, optional: bool = False) -> Any:
    """Return a validator of attrs for texts that match a pattern as a whole.

    Args:
        pattern: A regular expression.
        example: What matches it, for the message.
        optional: Whether None may stand for no text.
    """

    def check(_instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is None and optional:
            return
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"{attribute.name} is like {example!r}, not {value!r}")

    return check
