"""How one token is said in languages other than English, by rules and num2words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sync_core import primary_subtag
from sync_core_plugins.spoken_forms.other_languages import number_words as counting
from sync_core_plugins.spoken_forms.other_languages.language_rules import (
    Speech,
    speech_of,
)
from sync_core_plugins.spoken_forms.rows import LIMIT, Rows, join, unique
from sync_core_plugins.spoken_forms.token_core import (
    INITIALS,
    core_of,
    has_stop,
    is_plain,
    spell,
)

__all__ = ["in_context", "number", "ordinals", "read"]

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,  ]\d+)*)|(?P<letters>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<mark>\S)"
)
_ROMAN = re.compile(r"(?=.{2})(X{0,3})(IX|IV|V?I{0,3})")
_MONEY = "$€£¥₽₩₹"
_MAX_SPELLED = 5


def read(text: str, language: str | None) -> Rows:
    """Return the ways to say a token; none if it cannot be read in the language."""
    core = core_of(text)
    subtag = primary_subtag(language) if language else ""
    speech = speech_of(subtag)
    if not core or not _is_written(core, speech):
        return ()
    short = speech.short.get(core.replace(".", "").lower())
    if short and (has_stop(text) or "." in core or core.endswith(("°", "º"))):
        return unique([*short, *_word(core.rstrip("."), language)])
    if core in speech.signs and not core.isalpha():
        return speech.signs[core]
    if is_plain(core):
        return _word(core, language)
    if INITIALS.fullmatch(core):
        return (spell(core),)
    marked = speech.stop_is_ordinal and has_stop(text) and core.isdecimal()
    said = _numeric(unicodedata.normalize("NFC", core.translate(_DASHES)), language)
    return unique([*said[:6], *ordinals(core, language)]) if marked else said


def number(text: str, language: str | None) -> Rows:
    """Read digits; no rows if the language's numbers are not known."""
    return counting.cardinals(int(text), language) if _is_short(text) else ()


def ordinals(text: str, language: str | None) -> Rows:
    """Read a place in a row."""
    return counting.ordinals(int(text), language) if _is_short(text) else ()


def _is_short(text: str) -> bool:
    return text.isdecimal() and len(text) <= counting.LONGEST


def in_context(cores: Sequence[str], at: int, said: Rows, language: str | None) -> Rows:
    """Return the rows of a token with those that its neighbours suggest."""
    speech = speech_of(primary_subtag(language) if language else "")
    core, before = cores[at], cores[at - 1] if at else ""
    after = cores[at + 1] if at + 1 < len(cores) else ""
    counted = re.fullmatch(r"\d[\d.,]*", before)
    if counted and core in speech.signs:
        return speech.signs[core]
    day = core.rstrip(".")
    if re.fullmatch(r"\d{1,2}", day) and after.lower() in speech.months:
        return unique([*ordinals(day, language)[:4], *said, *ordinals(day, language)])[
            :LIMIT
        ]
    if re.fullmatch(r"\d{1,3}", core) and re.fullmatch(r"\d{3}", after):
        thousands = counting.cardinals(int(core) * 1000, language)[:2]
        return unique([*said[: LIMIT - 2], *thousands])
    if re.fullmatch(r"\d{3}", core) and re.fullmatch(r"\d{1,3}", before):
        if core == "000":
            return unique([*said[: LIMIT - 1], ()])
        return unique([*said[: LIMIT - 2], *number(core.lstrip("0"), language)[:2]])
    return said


def _is_written(core: str, speech: Speech) -> bool:
    """Return whether the letters are those of the language, where that is known."""
    if not speech.latin:
        return True
    return all(
        unicodedata.name(c, "").startswith(("LATIN", "MODIFIER", "MASCULINE", "FEMI"))
        or unicodedata.name(c, "").endswith("MU")
        or "MICRO" in unicodedata.name(c, "")
        for c in core
        if c.isalpha()
    )


def _word(core: str, language: str | None) -> Rows:
    if _ROMAN.fullmatch(core):
        value = _roman(core)
        said = [*number(str(value), language)[:2], *ordinals(str(value), language)[:4]]
        return unique([*said, spell(core), (core,)])
    short = core.isalpha() and core.isupper() and 2 <= len(core) <= _MAX_SPELLED
    if not short or len(core.lower()) != len(core):
        return ((core,),)
    vowels = any(c in "aeiouyаеёиоуыэюяі" for c in _plain(core))
    if not vowels:
        return (spell(core),)
    both = [(core,), spell(core)]
    return unique(both if len(core) > 3 else both[::-1])


def _plain(core: str) -> str:
    return unicodedata.normalize("NFKD", core.lower())


def _roman(core: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[digit] for digit in core]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _numeric(core: str, language: str | None) -> Rows:
    """Read a token with digits or symbols."""
    speech = speech_of(primary_subtag(language) if language else "")
    for read_form in (_ordinal, _price, _time, _date, _measure, _year):
        found = read_form(core, speech, language)
        if found:
            return found[:LIMIT]
    slots = [_piece(m, speech, language) for m in _PIECE.finditer(core)]
    return join(slots) if slots and all(slots) and any(map(any, slots)) else ()


def _amount(text: str, speech: Speech, language: str | None) -> Rows:
    """Read a number as the language writes it."""
    grouping = "." if speech.decimal == "," else ","
    sign = speech.minus if text.startswith("-") else ((),)
    digits = re.sub(r"[  ]", "", text.lstrip("-"))
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+(?:\D\d+)?", digits):
        digits = digits.replace(grouping, "")
    if digits.isdecimal():
        return join([sign, counting.numerals(digits, language)])
    whole, mark, rest = digits.partition(speech.decimal)
    if not mark:
        whole, mark, rest = digits.partition(".")
    if not (whole.isdecimal() and rest.isdecimal() and speech.has_rules):
        return ()
    tails = unique(
        [*counting.numerals(rest, language)[:2], *counting.singly(rest, language)]
    )
    heads = counting.numerals(whole, language)[:2]
    return join([sign, heads, speech.point, tails]) if heads and tails else ()


def _ordinal(core: str, speech: Speech, language: str | None) -> Rows:
    match = re.fullmatch(rf"(\d{{1,6}})\.?{speech.ordinal_mark}", core)
    return ordinals(match[1], language) if match else ()


def _price(core: str, speech: Speech, language: str | None) -> Rows:
    names = "|".join(re.escape(s) for s in speech.signs if s in _MONEY or len(s) == 2)
    if not names:
        return ()
    match = re.fullmatch(rf"(-?)({names})?-?(\d[\d.,  ]*)({names})?", core)
    sign = match and (match[2] or match[4])
    if not match or not sign:
        return ()
    if not (sign in _MONEY or sign in ("R$", "zł", "Kč", "kr")):
        return ()
    money, amount = speech.signs[sign], match[1] + match[3]
    cents = re.fullmatch(r"(-?[\d.]*\d)[,.](\d\d)", amount)
    full = _amount(amount, speech, language)
    if not cents:
        return join([full, money]) if full else ()
    heads = _amount(cents[1], speech, language)[:2]
    if cents[2] == "00":
        return join([heads, money]) if heads else ()
    tails = counting.numerals(str(int(cents[2])), language)[:2]
    whole = join([heads, money, speech.cents, tails], 8) if heads and tails else ()
    return unique([*whole, *join([full, money], 4)]) if full else whole


def _time(core: str, speech: Speech, language: str | None) -> Rows:
    match = re.fullmatch(r"([01]?\d|2[0-4])(?:[:hH.])([0-5]\d)(?:min|[hHuU])?", core)
    if not match or ("." in core and not core[-1].isalpha()):
        return ()
    hours = counting.cardinals(int(match[1]), language)[:3]
    minutes = counting.cardinals(int(match[2]), language)[:2]
    if not hours or not minutes:
        return ()
    if match[2] == "00":
        named = tuple(row for row in speech.hour if row) or ((),)
        return join([hours, unique([*named[:2], ()])])
    return join([hours, speech.hour, minutes])


def _date(core: str, speech: Speech, language: str | None) -> Rows:
    match = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})?", core)
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", core)
    parts = (iso[3], iso[2], iso[1]) if iso else match and match.groups()
    if not parts or not speech.months:
        return ()
    day, month = int(parts[0]), int(parts[1])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ()
    days = unique([*ordinals(str(day), language)[:3], *number(str(day), language)[:1]])
    if not speech.stop_is_ordinal and speech.latin:
        days = unique([days[-1], days[0]])
    named = ((speech.months[month - 1],),)
    months = unique([*named, *ordinals(str(month), language)[:2]])
    years = counting.numerals(parts[2], language)[:3] if parts[2] else ((),)
    return join([days, speech.of_day, months, (*speech.of_day, ())[:2], years])


def _measure(core: str, speech: Speech, language: str | None) -> Rows:
    match = re.fullmatch(r"(-?\d[\d.,]*)[-\s]?([^\d.,-]\S*)", core)
    if not match or match[2] not in speech.signs:
        return ()
    amount = _amount(match[1], speech, language)
    return join([amount, speech.signs[match[2]]]) if amount else ()


def _year(core: str, speech: Speech, language: str | None) -> Rows:
    match = re.fullmatch(r"-?\d[\d.,  ]*", core)
    return _amount(core, speech, language) if match else ()


def _piece(piece: re.Match[str], speech: Speech, language: str | None) -> Rows:
    if piece["number"]:
        return _amount(piece["number"], speech, language)
    if piece["letters"]:
        text = piece["letters"]
        return (spell(text),) if len(text) == 1 else _word(text, language)
    if piece["mark"] in "-.,:'()":
        return ((),)
    return speech.signs.get(piece["mark"], ())
