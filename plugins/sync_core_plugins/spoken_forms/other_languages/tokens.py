"""How one token is said in languages other than English, by rules and num2words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sync_core import primary_subtag
from sync_core_plugins.spoken_forms.other_languages import number_words
from sync_core_plugins.spoken_forms.other_languages.language_rules import (
    LanguageRules,
    load_rules,
)
from sync_core_plugins.spoken_forms.rows import LIMIT, Rows, combine_rows, drop_repeats
from sync_core_plugins.spoken_forms.token_core import (
    INITIALS,
    get_core,
    has_full_stop,
    is_plain,
    spell_letters,
)

__all__ = ["read", "read_in_context", "read_number", "read_ordinal"]

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,  ]\d+)*)|(?P<letters>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<mark>\S)"
)
_ROMAN = re.compile(r"(?=.{2})(X{0,3})(IX|IV|V?I{0,3})")
_MONEY = "$€£¥₽₩₹"
_MAX_SPELLED = 5


def read(text: str, language: str | None) -> Rows:
    """Return the ways to say a token; none if it cannot be read in the language."""
    core = get_core(text)
    subtag = primary_subtag(language) if language else ""
    speech = load_rules(subtag)
    if not core or not _is_written(core, speech):
        return ()
    short = speech.short.get(core.replace(".", "").lower())
    if short and (has_full_stop(text) or "." in core or core.endswith(("°", "º"))):
        return drop_repeats([*short, *_read_word(core.rstrip("."), language)])
    if core in speech.signs and not core.isalpha():
        return speech.signs[core]
    if is_plain(core):
        return _read_word(core, language)
    if INITIALS.fullmatch(core):
        return (spell_letters(core),)
    marked = speech.stop_is_ordinal and has_full_stop(text) and core.isdecimal()
    said = _read_numeric(
        unicodedata.normalize("NFC", core.translate(_DASHES)), language
    )
    return drop_repeats([*said[:6], *read_ordinal(core, language)]) if marked else said


def read_number(text: str, language: str | None) -> Rows:
    """Read digits; no rows if the language's numbers are not known."""
    return number_words.read_cardinal(int(text), language) if _is_short(text) else ()


def read_ordinal(text: str, language: str | None) -> Rows:
    """Read a place in a row."""
    return number_words.read_ordinal(int(text), language) if _is_short(text) else ()


def _is_short(text: str) -> bool:
    return text.isdecimal() and len(text) <= number_words.MAX_DIGITS


def read_in_context(
    cores: Sequence[str], at: int, said: Rows, language: str | None
) -> Rows:
    """Return the rows of a token with those that its neighbours suggest."""
    speech = load_rules(primary_subtag(language) if language else "")
    core, before = cores[at], cores[at - 1] if at else ""
    after = cores[at + 1] if at + 1 < len(cores) else ""
    counted = re.fullmatch(r"\d[\d.,]*", before)
    if counted and core in speech.signs:
        return speech.signs[core]
    day = core.rstrip(".")
    if re.fullmatch(r"\d{1,2}", day) and after.lower() in speech.months:
        return drop_repeats(
            [*read_ordinal(day, language)[:4], *said, *read_ordinal(day, language)]
        )[:LIMIT]
    if re.fullmatch(r"\d{1,3}", core) and re.fullmatch(r"\d{3}", after):
        thousands = number_words.read_cardinal(int(core) * 1000, language)[:2]
        return drop_repeats([*said[: LIMIT - 2], *thousands])
    if re.fullmatch(r"\d{3}", core) and re.fullmatch(r"\d{1,3}", before):
        if core == "000":
            return drop_repeats([*said[: LIMIT - 1], ()])
        return drop_repeats(
            [*said[: LIMIT - 2], *read_number(core.lstrip("0"), language)[:2]]
        )
    return said


def _is_written(core: str, speech: LanguageRules) -> bool:
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


def _read_word(core: str, language: str | None) -> Rows:
    if _ROMAN.fullmatch(core):
        value = _read_roman(core)
        said = [
            *read_number(str(value), language)[:2],
            *read_ordinal(str(value), language)[:4],
        ]
        return drop_repeats([*said, spell_letters(core), (core,)])
    short = core.isalpha() and core.isupper() and 2 <= len(core) <= _MAX_SPELLED
    if not short or len(core.lower()) != len(core):
        return ((core,),)
    vowels = any(c in "aeiouyаеёиоуыэюяі" for c in _read_plain(core))
    if not vowels:
        return (spell_letters(core),)
    both = [(core,), spell_letters(core)]
    return drop_repeats(both if len(core) > 3 else both[::-1])


def _read_plain(core: str) -> str:
    return unicodedata.normalize("NFKD", core.lower())


def _read_roman(core: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[digit] for digit in core]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _read_numeric(core: str, language: str | None) -> Rows:
    """Read a token with digits or symbols."""
    speech = load_rules(primary_subtag(language) if language else "")
    for read_form in (
        _read_ordinal,
        _read_price,
        _read_time,
        _read_date,
        _read_measure,
        _read_year,
    ):
        found = read_form(core, speech, language)
        if found:
            return found[:LIMIT]
    slots = [_read_piece(m, speech, language) for m in _PIECE.finditer(core)]
    return combine_rows(slots) if slots and all(slots) and any(map(any, slots)) else ()


def _read_amount(text: str, speech: LanguageRules, language: str | None) -> Rows:
    """Read a number as the language writes it."""
    grouping = "." if speech.decimal == "," else ","
    sign = speech.minus if text.startswith("-") else ((),)
    digits = re.sub(r"[  ]", "", text.lstrip("-"))
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+(?:\D\d+)?", digits):
        digits = digits.replace(grouping, "")
    if digits.isdecimal():
        return combine_rows([sign, number_words.read_numerals(digits, language)])
    whole, mark, rest = digits.partition(speech.decimal)
    if not mark:
        whole, mark, rest = digits.partition(".")
    if not (whole.isdecimal() and rest.isdecimal() and speech.has_rules):
        return ()
    tails = drop_repeats(
        [
            *number_words.read_numerals(rest, language)[:2],
            *number_words.read_singly(rest, language),
        ]
    )
    heads = number_words.read_numerals(whole, language)[:2]
    return combine_rows([sign, heads, speech.point, tails]) if heads and tails else ()


def _read_ordinal(core: str, speech: LanguageRules, language: str | None) -> Rows:
    match = re.fullmatch(rf"(\d{{1,6}})\.?{speech.ordinal_mark}", core)
    return read_ordinal(match[1], language) if match else ()


def _read_price(core: str, speech: LanguageRules, language: str | None) -> Rows:
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
    full = _read_amount(amount, speech, language)
    if not cents:
        return combine_rows([full, money]) if full else ()
    heads = _read_amount(cents[1], speech, language)[:2]
    if cents[2] == "00":
        return combine_rows([heads, money]) if heads else ()
    tails = number_words.read_numerals(str(int(cents[2])), language)[:2]
    whole = (
        combine_rows([heads, money, speech.cents, tails], 8) if heads and tails else ()
    )
    return drop_repeats([*whole, *combine_rows([full, money], 4)]) if full else whole


def _read_time(core: str, speech: LanguageRules, language: str | None) -> Rows:
    match = re.fullmatch(r"([01]?\d|2[0-4])(?:[:hH.])([0-5]\d)(?:min|[hHuU])?", core)
    if not match or ("." in core and not core[-1].isalpha()):
        return ()
    hours = number_words.read_cardinal(int(match[1]), language)[:3]
    minutes = number_words.read_cardinal(int(match[2]), language)[:2]
    if not hours or not minutes:
        return ()
    if match[2] == "00":
        named = tuple(row for row in speech.hour if row) or ((),)
        return combine_rows([hours, drop_repeats([*named[:2], ()])])
    return combine_rows([hours, speech.hour, minutes])


def _read_date(core: str, speech: LanguageRules, language: str | None) -> Rows:
    match = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})?", core)
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", core)
    parts = (iso[3], iso[2], iso[1]) if iso else match and match.groups()
    if not parts or not speech.months:
        return ()
    day, month = int(parts[0]), int(parts[1])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ()
    days = drop_repeats(
        [*read_ordinal(str(day), language)[:3], *read_number(str(day), language)[:1]]
    )
    if not speech.stop_is_ordinal and speech.latin:
        days = drop_repeats([days[-1], days[0]])
    named = ((speech.months[month - 1],),)
    months = drop_repeats([*named, *read_ordinal(str(month), language)[:2]])
    years = number_words.read_numerals(parts[2], language)[:3] if parts[2] else ((),)
    return combine_rows([days, speech.of_day, months, (*speech.of_day, ())[:2], years])


def _read_measure(core: str, speech: LanguageRules, language: str | None) -> Rows:
    match = re.fullmatch(r"(-?\d[\d.,]*)[-\s]?([^\d.,-]\S*)", core)
    if not match or match[2] not in speech.signs:
        return ()
    amount = _read_amount(match[1], speech, language)
    return combine_rows([amount, speech.signs[match[2]]]) if amount else ()


def _read_year(core: str, speech: LanguageRules, language: str | None) -> Rows:
    match = re.fullmatch(r"-?\d[\d.,  ]*", core)
    return _read_amount(core, speech, language) if match else ()


def _read_piece(
    piece: re.Match[str], speech: LanguageRules, language: str | None
) -> Rows:
    if piece["number"]:
        return _read_amount(piece["number"], speech, language)
    if piece["letters"]:
        text = piece["letters"]
        return (spell_letters(text),) if len(text) == 1 else _read_word(text, language)
    if piece["mark"] in "-.,:'()":
        return ((),)
    return speech.signs.get(piece["mark"], ())
