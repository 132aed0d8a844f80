"""How a number in digits is read aloud in English."""

from __future__ import annotations

from sync_core_plugins.spoken_forms.english.cardinals import (
    LIMIT,
    make_plural,
    spell_cardinal,
    spell_digits,
    spell_ordinal,
    spell_year,
)
from sync_core_plugins.spoken_forms.rows import Rows, combine_rows, drop_repeats

__all__ = [
    "NUMBER",
    "read_decade",
    "read_fraction",
    "read_number",
    "read_ordinal",
    "read_quantity",
    "read_singly",
    "read_two_digits",
]

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SHORT = 15
"""More digits than this are past every scale."""


def read_number(text: str) -> Rows:
    """Return the ways to read digits with commas and a decimal point, as a year too."""
    return _read_decimal(text, counted=False)


def read_quantity(text: str) -> Rows:
    """Return the ways to read a number of things, which is no year."""
    return _read_decimal(text, counted=True)


def read_singly(text: str) -> Rows:
    """Return the ways to read digits singly."""
    return drop_repeats([spell_digits(text), spell_digits(text, zero="oh")])


def read_ordinal(text: str) -> Rows:
    """Return the ways to read a place in a row."""
    count = int(text.replace(",", "")) if len(text) <= _SHORT else LIMIT
    return drop_repeats([spell_ordinal(count)]) if count < LIMIT else read_singly(text)


def read_decade(text: str) -> Rows:
    """Read "1990" as "nineteen nineties"."""
    readings = read_number(text)
    named = [words for words in readings if words[-1] not in ("zero", "oh")]
    usual = (named or readings)[: 2 if text < "2" else 3]
    return drop_repeats([*words[:-1], make_plural(words[-1])] for words in usual)


def read_two_digits(text: str) -> Rows:
    """Read the minutes of a time, or cents."""
    if text[0] != "0":
        return drop_repeats([spell_cardinal(int(text)), spell_digits(text)])
    return drop_repeats(
        [["oh", *spell_digits(text[1])], spell_digits(text), spell_digits(text[1])]
    )


def read_fraction(above: str, below: str) -> Rows:
    """Read "3/4" as "three quarters", "three fourths", "three over four" ..."""
    top, bottom = int(above), int(below)
    if not 0 < bottom < LIMIT or top >= LIMIT:
        return combine_rows([read_number(above), (("over",), ()), read_number(below)])
    names = [["half"]] if bottom == 2 else [spell_ordinal(bottom)]
    if bottom == 4:
        names.insert(0, ["quarter"])
    if top != 1:
        names = [[*n[:-1], "halves" if n == ["half"] else n[-1] + "s"] for n in names]
    heads = [spell_cardinal(top), *([["a"], []] if top == 1 else [])]
    parts = [[*head, *n] for n in names for head in heads]
    apart = [
        [*spell_cardinal(top), *by, *spell_cardinal(bottom)] for by in (["over"], [])
    ]
    slash = [*spell_cardinal(top), "slash", *spell_cardinal(bottom)]
    return drop_repeats([*parts, *apart, slash])


def _read_decimal(text: str, *, counted: bool) -> Rows:
    whole, point, decimals = text.replace(",", "").partition(".")
    if point:
        heads = _read_integer(whole, counted=True)[:3] if whole else ((), ("zero",))
        return combine_rows([heads, (("point",),), read_singly(decimals)])
    return _read_integer(whole, counted=counted or "," in text)


def _read_integer(text: str, *, counted: bool) -> Rows:
    singly = read_singly(text)
    count = int(text) if len(text) <= _SHORT else LIMIT
    if (text[0] == "0" and len(text) > 1) or count >= LIMIT:
        return singly
    found = [spell_cardinal(count), spell_cardinal(count, joined=True)]
    found += [["a", *words[1:]] for words in found if _may_say_a(words)]
    if not counted and 100 <= count <= 999:
        rest = count % 100
        tail = spell_cardinal(rest) if rest > 9 else ["oh", *spell_cardinal(rest)]
        found += [[*spell_cardinal(count // 100), *tail]] if rest else []
    if 1000 <= count <= 9999:
        pairs = spell_year(count)
        is_year = not counted and 1100 <= count < 2100 and not 2000 <= count < 2010
        found = pairs + found if is_year else found + pairs
    if not counted and len(text) >= 3:
        found += [list(row) for row in singly]
    return drop_repeats(found)


def _may_say_a(words: list[str]) -> bool:
    return len(words) > 1 and words[0] == "one"
