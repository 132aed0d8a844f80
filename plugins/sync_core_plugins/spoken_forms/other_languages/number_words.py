"""Numbers in words for the languages that num2words knows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sync_core import primary_subtag
from sync_core_plugins.spoken_forms.other_languages.language_rules import load_rules
from sync_core_plugins.spoken_forms.rows import Rows, combine_rows, drop_repeats

__all__ = [
    "MAX_DIGITS",
    "read_cardinal",
    "read_numerals",
    "read_ordinal",
    "read_singly",
]

_CODES = {"nb": "no", "nn": "no", "kk": "kz", "iw": "he"}
MAX_DIGITS = 12
"""Longer runs of digits are numbers of telephones or accounts, read singly."""
_WITH_CASES = frozenset({"ru", "uk"})


def read_numerals(digits: str, language: str | None) -> Rows:
    """Read digits as a number, as a year, and singly."""
    if len(digits) > MAX_DIGITS or (digits[0] == "0" and len(digits) > 1):
        return read_singly(digits, language)
    found = read_cardinal(int(digits), language)
    if len(digits) == 4 and found:
        found = drop_repeats([*_read_year(int(digits), language), *found])
    many = read_singly(digits, language)[:1] if len(digits) > 2 else ()
    return drop_repeats([*found[:10], *many])


@lru_cache(maxsize=2048)
def read_cardinal(number: int, language: str | None) -> Rows:
    """Return the forms of a whole number, none if the language is not known."""
    said = _spell_number(number, language)
    if not said:
        return ()
    swaps = load_rules(_get_subtag(language)).swaps
    others = [(*said[:-1], *row) for row in swaps.get(said[-1], ())]
    shorter = _drop_leading_one(said, _get_subtag(language))
    cased: list[tuple[str, ...]] = []
    if _get_subtag(language) in _WITH_CASES:
        ways = ({"gender": "f"}, {"gender": "n"}, {"case": "g"}, {"case": "p"})
        cased = [_spell_number(number, language, **way) for way in ways]
    return drop_repeats(row for row in (*shorter, said, *others, *cased) if row)


@lru_cache(maxsize=2048)
def read_ordinal(number: int, language: str | None) -> Rows:
    """Return the forms of a place in a row, none if the language is not known."""
    said = _spell_number(number, language, to="ordinal")
    if not said:
        return ()
    subtag = _get_subtag(language)
    others: list[tuple[str, ...]] = []
    if subtag in _WITH_CASES:
        ways = (
            {"case": "g"},
            {"gender": "n"},
            {"gender": "f"},
            {"case": "p"},
            {"case": "g", "gender": "f"},
        )
        others = [_spell_number(number, language, to="ordinal", **way) for way in ways]
    elif subtag == "de":
        others = [(*said[:-1], said[-1] + ending) for ending in ("n", "r", "s", "m")]
    elif subtag in ("es", "it", "pt") and said[-1].endswith("o"):
        feminine = [word[:-1] + "a" if word[-1] == "o" else word for word in said]
        others = [(*said[:-1], feminine[-1]), tuple(feminine)]
    elif subtag == "pl" and said[-1].endswith(("y", "i")):
        stem = said[-1][:-1] if said[-1].endswith("y") else said[-1]
        others = [(*said[:-1], stem + ending) for ending in ("ego", "a", "ej")]
    swaps = load_rules(subtag).swaps.get(said[-1], ())
    others += [(*said[:-1], *row) for row in swaps]
    return drop_repeats([said, *(row for row in others if row)])


def read_singly(digits: str, language: str | None) -> Rows:
    """Read digits one by one."""
    slots = [read_cardinal(int(digit), language)[:1] for digit in digits]
    return combine_rows(slots, 1) if all(slots) else ()


def _read_year(number: int, language: str | None) -> Rows:
    """Return a year's forms; in Slavic languages years are ordinals."""
    if not 1100 <= number <= 2100:
        return ()
    if _get_subtag(language) in _WITH_CASES:
        ways: tuple[dict[str, str], ...] = ({"case": "g"}, {"case": "p"}, {})
        return drop_repeats(
            _spell_number(number, language, to="ordinal", **way) for way in ways
        )
    said = [
        _spell_number(number, language, to="year"),
        _read_in_hundreds(number, language),
    ]
    return drop_repeats(row for row in said if row)


def _read_in_hundreds(number: int, language: str | None) -> tuple[str, ...]:
    """Return 1984 as "neunzehnhundertvierundachtzig", as some languages do."""
    century, rest = divmod(number, 100)
    joints = {"de": "hundert", "nl": "honderd", "sv": "hundra"}
    joint = joints.get(_get_subtag(language))
    if joint is None or not 11 <= century <= 19:
        return ()
    head, tail = (
        _spell_number(century, language),
        _spell_number(rest, language) if rest else ("",),
    )
    return ("".join(head) + joint + "".join(tail),) if head else ()


def _drop_leading_one(said: tuple[str, ...], subtag: str) -> list[tuple[str, ...]]:
    """Drop the "one" that German and its neighbours need not say before a hundred."""
    if subtag == "de" and re.match(r"ein(hundert|tausend)", said[0]):
        return [(said[0][3:], *said[1:])]
    if subtag == "ru" and said[:2] == ("одна", "тысяча"):
        return [said[1:]]
    if subtag == "sv" and re.match(r"ett(hundra|tusen)", said[0]):
        return [(said[0][3:], *said[1:])]
    return []


@lru_cache(maxsize=4096)
def _ask_num2words(number: int, code: str, asked: tuple[tuple[str, str], ...]) -> str:
    from num2words import num2words

    options: dict[str, Any] = dict(asked)
    try:
        said = num2words(number, lang=code, **options)
    except (
        NotImplementedError,
        TypeError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,
        AssertionError,
    ):
        return ""
    return said if isinstance(said, str) else ""


def _spell_number(number: int, language: str | None, **asked: str) -> tuple[str, ...]:
    """Return the words of num2words; none if it does not know them."""
    code = _find_code(language)
    if code is None:
        return ()
    said = _ask_num2words(number, code, tuple(sorted(asked.items())))
    words = re.split(r"[\s,-]+", said.lower().replace("\u00ad", ""))
    return tuple(word for word in words if word)


@lru_cache(maxsize=256)
def _find_code(language: str | None) -> str | None:
    """Return num2words' name for a language; None if it has none."""
    from num2words import CONVERTER_CLASSES

    if language is None:
        return None
    subtag = _get_subtag(language)
    for part in language.split("-")[1:]:
        if f"{subtag}_{part.upper()}" in CONVERTER_CLASSES:
            return f"{subtag}_{part.upper()}"
    code = _CODES.get(subtag, subtag)
    return code if code in CONVERTER_CLASSES else None


def _get_subtag(language: str | None) -> str:
    return primary_subtag(language) if language else ""
