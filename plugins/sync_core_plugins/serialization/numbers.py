"""Numbers as files write them: times and probabilities."""

from __future__ import annotations

import math
import re

__all__ = ["MAX_TIME_MS", "parse_ms", "parse_probability"]

MAX_TIME_MS = 10**12
"""Thirty years: what is later than that is no time."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:[.,][0-9]{0,30})?|[.,][0-9]{1,30})")
_MILLIS = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3})0*)?")
_EXPONENT = re.compile(r"([+-]?[0-9]{1,18}(?:\.[0-9]{0,30})?)[eE]([+-]?[0-9]{1,2})")


def parse_ms(value: object, scale: int = 1000) -> int | None:
    """Read a number, or the text of one, as milliseconds; None if it is none.

    Args:
        value: As JSON or a column gives it; the decimals may stand behind a comma.
        scale: Milliseconds in the file's unit.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value * scale if abs(value) <= MAX_TIME_MS else None
    if isinstance(value, float):
        # The shortest text that gives the number: 1.005 is then half up, as written.
        value = repr(value) if math.isfinite(value) else ""
    text = value.strip() if isinstance(value, str) else ""
    plain = _MILLIS.fullmatch(text)
    if plain is not None and scale == 1000:
        # What nearly every file has; exact without decimal arithmetic.
        return int(plain[1]) * 1000 + int(f"{plain[2] or 0:0<3}")
    if not (_NUMBER.fullmatch(text) or _EXPONENT.fullmatch(text)):
        return None
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(text.replace(",", ".")) * scale
    except InvalidOperation:
        return None
    if abs(number) > MAX_TIME_MS:
        return None
    return math.floor(number + Decimal("0.5"))


def parse_probability(value: object) -> float | None:
    """Read a confidence, which may be written as text; None if it is not in 0..1."""
    if isinstance(value, str):
        text = value.strip()
        if not (_NUMBER.fullmatch(text) or _EXPONENT.fullmatch(text)):
            return None
        value = float(text.replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None
