"""How a token with digits or symbols is read aloud in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from sync_core_plugins.hmm._cardinals import (
    LIMIT,
    cardinal,
    digits,
    ordinal,
    plural,
    year_readings,
)

__all__ = ["Reading", "Readings", "is_plain", "spoken_slots"]

Reading = list[str]
"""Words; one that is not in the dictionary is pronounced as it is written."""
Readings = list[Reading]
"""Alternatives for one stretch; an empty one says that it may stay unspoken."""

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_MONEY = {
    "$": ("dollar", "dollars", "cents"),
    "£": ("pound", "pounds", "pence"),
    "€": ("euro", "euros", "cents"),
    "¥": ("yen", "yen", "sen"),
    "₹": ("rupee", "rupees", "paise"),
}
_SCALES = {
    "k": [["thousand"], ["k"]],
    "m": [["million"], ["m"]],
    "mn": [["million"]],
    "b": [["billion"], ["b"]],
    "bn": [["billion"]],
    "tn": [["trillion"]],
}
_UNITS = {
    "mm": "millimeters", "cm": "centimeters", "km": "kilometers", "m": "meters",
    "ft": "feet", "mi": "miles", "mg": "milligrams", "g": "grams",
    "kg": "kilograms", "lb": "pounds", "lbs": "pounds", "oz": "ounces",
    "ml": "milliliters", "l": "liters", "ms": "milliseconds", "s": "seconds",
    "sec": "seconds", "min": "minutes", "h": "hours", "hr": "hours", "hrs": "hours",
    "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz",
    "w": "watts", "kw": "kilowatts", "v": "volts", "kb": "kilobytes",
    "mb": "megabytes", "gb": "gigabytes", "tb": "terabytes", "k": "thousand",
    "μm": "micrometers", "μg": "micrograms", "μs": "microseconds",
}  # fmt: skip
_SCALE_NAMES = {"C": ("celsius", "centigrade"), "F": ("fahrenheit",)}
_SYMBOLS: dict[str, Readings] = {
    "&": [["and"]],
    "%": [["percent"]],
    "+": [["plus"], ["and"]],
    "=": [["equals"], ["is"]],
    "@": [["at"]],
    "#": [["number"], ["hashtag"], ["hash"], ["pound"]],
    "°": [["degrees"], ["degree"]],
    "§": [["section"], ["paragraph"]],
    "<": [["less", "than"]],
    ">": [["greater", "than"], ["more", "than"]],
    "√": [["root"], ["square", "root", "of"]],
    "∞": [["infinity"]],
    "×": [["times"], ["by"]],
    "÷": [["divided", "by"], ["over"]],
    "±": [["plus", "or", "minus"]],
    "/": [[], ["slash"], ["per"], ["over"]],
    "⁄": [["over"], []],
    "_": [[], ["underscore"]],
    "*": [[], ["star"], ["times"]],
    **{sign: [[names[1]], [names[0]]] for sign, names in _MONEY.items()},
}
_HYPHEN: Readings = [[], ["to"], ["dash"], ["minus"]]
_DOT: Readings = [[], ["dot"], ["point"]]
_MONTHS = (
    "january february march april may june july august september october november "
    "december"
).split()
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_PLAIN = re.compile(r"[^\W\d_]+(?:['’‑-]+[^\W\d_]+)*")
_PIECE = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<letters>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<mark>\S)"
)


def is_plain(core: str) -> bool:
    """Say whether a token without its outer marks is letters, apostrophes, hyphens."""
    # Circled digits and fractions are word characters, but not letters.
    letters = all(c.isalpha() or c in "'’‑-" for c in core)
    return letters and _PLAIN.fullmatch(core) is not None


def spoken_slots(core: str) -> list[Readings]:
    """Give the stretches of a token with digits or symbols, each with its readings.

    Example:
        >>> spoken_slots("7%")
        [[['seven']], [['percent']]]
    """
    text = core.translate(_DASHES).replace("’", "'")
    parts = "".join(_space_fraction(character) for character in text).split()
    slots: list[Readings] = []
    for part in parts:
        if slots and "⁄" in part:
            slots.append([[], ["and"]])
        slots += _whole(part) or list(_pieces(part))
    return [slot for slot in slots if slot != [[]]]


def number_readings(text: str) -> Readings:
    """Give the ways to read a run of digits with commas and a decimal point."""
    whole, point, decimals = text.replace(",", "").partition(".")
    if point:
        heads = _integer(whole) if whole else [[], ["zero"]]
        tails = _unique([digits(decimals), digits(decimals, zero="oh")])
        return [[*head, "point", *tail] for head in heads for tail in tails]
    return _integer(whole, grouped="," in text)


def _space_fraction(character: str) -> str:
    """Write "½" as "1⁄2" with space around it; leave the rest as it is."""
    if unicodedata.decomposition(character).startswith("<fraction>"):
        return f" {unicodedata.normalize('NFKC', character)} "
    return unicodedata.normalize("NFKC", character)


def _integer(text: str, *, grouped: bool = False) -> Readings:
    one_by_one = [digits(text), digits(text, zero="oh")]
    number = int(text) if len(text) <= 15 else LIMIT
    if (text[0] == "0" and len(text) > 1) or number >= LIMIT:
        return _unique(one_by_one)
    found = [cardinal(number), cardinal(number, joined=True)]
    found += [["a", *words[1:]] for words in found if _may_say_a(words)]
    if not grouped and 1000 <= number <= 9999:
        found = year_readings(number) + found
    if not grouped and 100 <= number <= 999:
        rest = number % 100
        found += [[*cardinal(number // 100), *cardinal(rest)]] if rest > 9 else []
    if not grouped and len(text) >= 3:
        found += one_by_one
    return _unique(found)


def _may_say_a(words: Reading) -> bool:
    return len(words) > 1 and words[0] == "one"


def _pieces(text: str) -> Iterator[Readings]:
    """Read a token piece by piece."""
    found = list(_PIECE.finditer(text))
    for at, piece in enumerate(found):
        before = found[at - 1] if at else None
        if piece["number"]:
            yield number_readings(piece["number"])
        elif piece["letters"]:
            yield _letters(piece["letters"], before)
        elif piece["mark"] == "-":
            yield _HYPHEN if before else [["minus"], ["negative"], []]
        elif piece["mark"] == ".":
            yield _DOT if before and at + 1 < len(found) else [[]]
        else:
            yield _SYMBOLS.get(piece["mark"], [[]])


def _letters(text: str, before: re.Match[str] | None) -> Readings:
    readings = [[text]]
    if before is not None and before["mark"] == "°" and text in _SCALE_NAMES:
        return [*([name] for name in _SCALE_NAMES[text]), *readings]
    unit = _UNITS.get(text.casefold())
    if before is not None and before["number"] and unit:
        readings = [[unit], [unit.removesuffix("s")], *readings]
    return readings


def _whole(text: str) -> list[Readings] | None:
    """Read a token that has a form of its own: a price, a time, an ordinal, a date."""
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match)
    return None


def _price(match: re.Match[str]) -> list[Readings]:
    one, many, small = _MONEY[match[1]]
    scale = _SCALES.get((match[3] or "").casefold())
    if scale is not None:
        return [number_readings(match[2]), scale, [[many], []]]
    whole, _, cents = match[2].partition(".")
    unit = [[one]] if whole == "1" else [[many]]
    if not cents:
        return [number_readings(whole), unit]
    if len(cents) != 2:
        return [number_readings(match[2]), [[many]]]
    slots = [number_readings(whole) if whole else [[], ["zero"]]]
    if cents == "00":
        return [*slots, unit]
    return [
        *slots,
        [*unit, [*unit[0], "and"], [], ["point"]],
        _two_digits(cents),
        [[small], [small.removesuffix("s")], []],
    ]


def _two_digits(text: str) -> Readings:
    if text[0] != "0":
        return [cardinal(int(text)), digits(text)]
    return _unique([["oh", *digits(text[1])], digits(text), digits(text[1])])


def _time(match: re.Match[str]) -> list[Readings]:
    hour = [cardinal(int(match[1]))] if match[1] != "00" else [["zero"], ["midnight"]]
    minutes: Readings = [["o'clock"], ["hundred"], []]
    slots = [hour, minutes if match[2] == "00" else _two_digits(match[2])]
    if match[3]:
        slots.append(_two_digits(match[3]))
    if match[4]:
        slots.append([[match[4][0] + ".m."]])
    return slots


def _ordinal(match: re.Match[str]) -> list[Readings]:
    number = int(match[1].replace(",", ""))
    return [[ordinal(number)] if number < LIMIT else [digits(match[1])]]


def _decade(match: re.Match[str]) -> list[Readings]:
    readings = number_readings(match[1])
    named = [words for words in readings if words[-1] not in ("zero", "oh")]
    return [[[*words[:-1], plural(words[-1])] for words in named or readings]]


def _date(match: re.Match[str]) -> list[Readings]:
    """Read a day and a month in either order, by name or as numbers."""
    one, two = int(match[1]), int(match[2])
    readings: Readings = []
    for month, day in ((one, two), (two, one)):
        if 1 <= month <= 12 and 1 <= day <= 31:
            name, nth = _MONTHS[month - 1], ordinal(day)
            readings += [[name, *nth], [name, "the", *nth], [name, *cardinal(day)]]
            readings += [[*nth, name], [*nth, "of", name], ["the", *nth, "of", name]]
    between: Readings = [[], ["slash"]]
    readings += [[*cardinal(one), *sep, *cardinal(two)] for sep in between]
    return [_unique(readings), between, number_readings(match[3])]


def _fraction(match: re.Match[str]) -> list[Readings]:
    above, below = int(match[1]), int(match[2])
    if not 0 < below < LIMIT or above >= LIMIT:
        return [number_readings(match[1]), [["over"], []], number_readings(match[2])]
    name = {2: ["half"], 4: ["quarter"]}.get(below, ordinal(below))
    names = [name, ordinal(below)] if below == 4 else [name]
    if above != 1:
        names = [[*n[:-1], "halves" if n == ["half"] else n[-1] + "s"] for n in names]
    heads = [cardinal(above), *([["a"], []] if above == 1 else [])]
    parts = [[*head, *n] for head in heads for n in names]
    apart = [[*cardinal(above), *by, *cardinal(below)] for by in (["over"], [])]
    slash = [[*cardinal(above), "slash", *cardinal(below)]]
    return [_unique([*parts, *apart, *slash])]


def _unique(readings: Readings) -> Readings:
    return list({tuple(words): words for words in readings}.values())


_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], list[Readings]]]] = [
    (re.compile(rf"([$£€¥₹])({_NUMBER})([A-Za-z]{{1,2}})?"), _price),
    (
        re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?:([ap]m)|[ap]\.m\.)?"),
        _time,
    ),
    (re.compile(r"([\d,]*\d)(?:st|nd|rd|th)", re.IGNORECASE), _ordinal),
    (re.compile(r"'?(\d+)'?s"), _decade),
    (re.compile(r"(\d{1,4})[/⁄](\d{1,4})"), _fraction),
    (re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})"), _date),
]
