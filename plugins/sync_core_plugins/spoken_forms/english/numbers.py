"""How a number in digits is read aloud in English."""

from __future__ import annotations

from sync_core_plugins.spoken_forms.english.cardinals import (
    LIMIT,
    cardinal,
    digits,
    ordinal,
    plural,
    year_readings,
)
from sync_core_plugins.spoken_forms.rows import Rows, join, unique

__all__ = [
    "NUMBER",
    "decade",
    "fraction",
    "number",
    "one_by_one",
    "ordinals",
    "quantity",
    "two_digits",
]

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SHORT = 15
"""More digits than this are past every scale."""


def number(text: str) -> Rows:
    """Return the ways to read digits with commas and a decimal point, as a year too."""
    return _number(text, counted=False)


def quantity(text: str) -> Rows:
    """Return the ways to read a number of things, which is no year."""
    return _number(text, counted=True)


def one_by_one(text: str) -> Rows:
    """Return the ways to read digits singly."""
    return unique([digits(text), digits(text, zero="oh")])


def ordinals(text: str) -> Rows:
    """Return the ways to read a place in a row."""
    count = int(text.replace(",", "")) if len(text) <= _SHORT else LIMIT
    return unique([ordinal(count)]) if count < LIMIT else one_by_one(text)


def decade(text: str) -> Rows:
    """Read "1990" as "nineteen nineties"."""
    readings = number(text)
    named = [words for words in readings if words[-1] not in ("zero", "oh")]
    usual = (named or readings)[: 2 if text < "2" else 3]
    return unique([*words[:-1], plural(words[-1])] for words in usual)


def two_digits(text: str) -> Rows:
    """Read the minutes of a time, or cents."""
    if text[0] != "0":
        return unique([cardinal(int(text)), digits(text)])
    return unique([["oh", *digits(text[1])], digits(text), digits(text[1])])


def fraction(above: str, below: str) -> Rows:
    """Read "3/4" as "three quarters", "three fourths", "three over four" ..."""
    top, bottom = int(above), int(below)
    if not 0 < bottom < LIMIT or top >= LIMIT:
        return join([number(above), (("over",), ()), number(below)])
    names = [["half"]] if bottom == 2 else [ordinal(bottom)]
    if bottom == 4:
        names.insert(0, ["quarter"])
    if top != 1:
        names = [[*n[:-1], "halves" if n == ["half"] else n[-1] + "s"] for n in names]
    heads = [cardinal(top), *([["a"], []] if top == 1 else [])]
    parts = [[*head, *n] for n in names for head in heads]
    apart = [[*cardinal(top), *by, *cardinal(bottom)] for by in (["over"], [])]
    slash = [*cardinal(top), "slash", *cardinal(bottom)]
    return unique([*parts, *apart, slash])


def _number(text: str, *, counted: bool) -> Rows:
    whole, point, decimals = text.replace(",", "").partition(".")
    if point:
        heads = _integer(whole, counted=True)[:3] if whole else ((), ("zero",))
        return join([heads, (("point",),), one_by_one(decimals)])
    return _integer(whole, counted=counted or "," in text)


def _integer(text: str, *, counted: bool) -> Rows:
    singly = one_by_one(text)
    count = int(text) if len(text) <= _SHORT else LIMIT
    if (text[0] == "0" and len(text) > 1) or count >= LIMIT:
        return singly
    found = [cardinal(count), cardinal(count, joined=True)]
    found += [["a", *words[1:]] for words in found if _may_say_a(words)]
    if not counted and 100 <= count <= 999:
        rest = count % 100
        tail = cardinal(rest) if rest > 9 else ["oh", *cardinal(rest)]
        found += [[*cardinal(count // 100), *tail]] if rest else []
    if 1000 <= count <= 9999:
        pairs = year_readings(count)
        is_year = not counted and 1100 <= count < 2100 and not 2000 <= count < 2010
        found = pairs + found if is_year else found + pairs
    if not counted and len(text) >= 3:
        found += [list(row) for row in singly]
    return unique(found)


def _may_say_a(words: list[str]) -> bool:
    return len(words) > 1 and words[0] == "one"
