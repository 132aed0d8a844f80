"""What English tokens may mean by the tokens beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sync_core_plugins.spoken_forms.english import abbreviations
from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
    spell_ordinal,
)
from sync_core_plugins.spoken_forms.english.numbers import NUMBER, read_quantity
from sync_core_plugins.spoken_forms.english.tokens import find_units, parse_roman
from sync_core_plugins.spoken_forms.english.units import MONEY, SCALES, UNITS
from sync_core_plugins.spoken_forms.english.written_forms import (
    read_day_of_month,
    read_form,
)
from sync_core_plugins.spoken_forms.rows import (
    LIMIT,
    Rows,
    combine_rows,
    drop_repeats,
    parse_rows,
)
from sync_core_plugins.spoken_forms.token_core import has_full_stop

__all__ = ["read_in_context"]

_SIGNS = "".join(MONEY)
_NUMBER = re.compile(NUMBER)
_PRICE = re.compile(rf"([{_SIGNS}])({NUMBER})|({NUMBER})([{_SIGNS}])")
_DAY = re.compile(r"(\d{1,2})")
_FRACTION = re.compile(r"\d{1,2}[/⁄]\d{1,2}|[½⅓⅔¼¾⅛⅜⅝⅞]")
_SCALES = ("hundred", "thousand", "million", "billion", "trillion", "bn", "mn", "m")


class _TokenContext:
    """A token among its neighbours."""

    def __init__(
        self, words: Sequence[str], cores: Sequence[str], at: int, said: Rows
    ) -> None:
        self.text, self.core, self.said = words[at], cores[at], said
        self.before = cores[at - 1] if at else ""
        self.after = cores[at + 1] if at + 1 < len(cores) else ""
        self.opens = at == 0 or words[at - 1].rstrip("\"'”’)")[-1:] in (".", "!", "?")
        self.closes_before = at > 0 and words[at - 1][-1:] in (",", ".", ";", ":")

    def first(self, more: Rows) -> Rows:
        """Put other rows before the token's own."""
        return drop_repeats([*more, *self.said])[:LIMIT]

    def last(self, more: Rows, kept: int = LIMIT) -> Rows:
        """Put other rows behind the token's own, of which the likeliest are kept."""
        return drop_repeats([*self.said[: min(kept, LIMIT - len(more))], *more])


def read_in_context(
    words: Sequence[str], cores: Sequence[str], at: int, said: Rows
) -> Rows:
    """Return the rows of a token with those that its neighbours suggest.

    Args:
        words: The tokens as they are written.
        cores: The same without the marks around them.
        at: Which token.
        said: Its rows when it stands alone.
    """
    place = _TokenContext(words, cores, at, said)
    for rule in _RULES:
        found = rule(place)
        if found is not None:
            return found
    return said


def _read_scaled_price(place: _TokenContext) -> Rows | None:
    """Read "£5" before "million" as the number alone."""
    match = _PRICE.fullmatch(place.core)
    if not match or place.after.lower() not in _SCALES:
        return None
    return place.first(read_quantity(match[2] or match[3])[:4])


def _read_scale(place: _TokenContext) -> Rows | None:
    """Read "million" behind "£5" as "million pounds"."""
    match = _PRICE.fullmatch(place.before)
    low = place.core.lower()
    if not match or low not in _SCALES:
        return None
    word = SCALES.get(low, ((low,),))[0]
    return place.first(((*word, MONEY[match[1] or match[4]][1]), word))


def _read_unit(place: _TokenContext) -> Rows | None:
    """Read "km" behind a number as a unit."""
    units = find_units(place.core)
    if not units or not _NUMBER.fullmatch(place.before) or place.closes_before:
        return None
    if place.core == "in":
        return (("in",), *units)
    if place.before == "1" and len(units) > 1:
        units = (units[1], units[0], *units[2:])
    return units if place.core.lower() in UNITS else place.first(units)


def _read_lone_sign(place: _TokenContext) -> Rows | None:
    """Let "$" before a number stay silent, for the number says it."""
    if place.core not in MONEY or not _NUMBER.fullmatch(place.after):
        return None
    return ((), *place.said)


def _read_signed_number(place: _TokenContext) -> Rows | None:
    if place.before not in MONEY or not _NUMBER.fullmatch(place.core):
        return None
    return place.first(read_form(place.before + place.core)[:6])


def _read_day(place: _TokenContext) -> Rows | None:
    """Read "23" beside "Nov." as a day."""
    match = _DAY.fullmatch(place.core)
    if not match or not 1 <= int(match[1]) <= 31:
        return None
    before = abbreviations.find_month(place.before) and not place.before.islower()
    after = abbreviations.find_month(place.after) and place.after[:1].isupper()
    return place.first(read_day_of_month(int(match[1]))) if before or after else None


def _read_month(place: _TokenContext) -> Rows | None:
    month = abbreviations.find_month(place.core)
    if not month or place.core.islower():
        return None
    short = place.core.lower() != month
    dated = _is_day(place.before) or place.after[:1].isdecimal()
    if not dated or not (short or _is_day(place.before)):
        return None
    link = (("of", month),) if _is_day(place.before) else ()
    return place.first(((month,), *link))


def _is_day(core: str) -> bool:
    return re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", core) is not None


def _read_numeral(place: _TokenContext) -> Rows | None:
    """Read "VIII" behind a name as "the eighth", behind "Chapter" as "eight"."""
    value = parse_roman(place.core)
    if not value or not place.before[:1].isupper() or place.closes_before:
        return None
    nth, known = spell_ordinal(value), place.before.lower() in abbreviations.HEADS
    if len(place.core) == 1:
        if not known:
            return None
        return drop_repeats([*place.said, ["the", *nth], spell_cardinal(value), nth])
    return place.first(drop_repeats([["the", *nth], spell_cardinal(value), nth]))


def _read_title(place: _TokenContext) -> Rows | None:
    """Read "St." and "Dr." before a name as "saint" and "doctor"."""
    heads = {"st": ("saint", "street"), "dr": ("doctor", "drive")}
    pair = heads.get(place.core.lower().rstrip("."))
    if pair is None or not place.core[0].isupper():
        return None
    names = place.after[:1].isupper() and not (
        place.before[:1].isupper() and not place.opens
    )
    first, second = pair if names else pair[::-1]
    return drop_repeats([(first,), (second,), *place.said])


def _read_number_sign(place: _TokenContext) -> Rows | None:
    if place.core.lower() not in ("no", "nos", "nr") or not has_full_stop(place.text):
        return None
    return place.first(parse_rows("number")) if place.after[:1].isdecimal() else None


def _read_added_fraction(place: _TokenContext) -> Rows | None:
    """Read "1/2" behind "3" as "and a half"."""
    if not _FRACTION.fullmatch(place.core) or not place.before.isdecimal():
        return None
    halves = [row for row in place.said if row[:1] == ("a",)]
    said = drop_repeats([*halves, *place.said])
    return drop_repeats([*(("and", *row) for row in said[:4]), *said])[:LIMIT]


def _read_thousands(place: _TokenContext) -> Rows | None:
    """Read "1" before "500" as thousands too; numbers may be grouped by spaces."""
    if not re.fullmatch(r"\d{1,3}", place.core) or not re.fullmatch(
        r"\d{3}", place.after
    ):
        return None
    return place.last(
        combine_rows([read_quantity(place.core)[:1], parse_rows("thousand")])
    )


def _read_behind_thousands(place: _TokenContext) -> Rows | None:
    if not re.fullmatch(r"\d{3}", place.core) or not re.fullmatch(
        r"\d{1,3}", place.before
    ):
        return None
    tail = read_quantity(str(int(place.core)))[:2] if int(place.core) else ((),)
    return place.last((*tail, *(("and", *row) for row in tail if row)))


def _read_half_day(place: _TokenContext) -> Rows | None:
    if place.core.lower().replace(".", "") not in ("am", "pm"):
        return None
    if not place.before[:1].isdecimal():
        return None
    return ((place.core[0].upper() + ".", "M."),)


_RULES: tuple[Callable[[_TokenContext], Rows | None], ...] = (
    _read_scaled_price,
    _read_scale,
    _read_half_day,
    _read_unit,
    _read_lone_sign,
    _read_signed_number,
    _read_day,
    _read_month,
    _read_numeral,
    _read_title,
    _read_number_sign,
    _read_added_fraction,
    _read_thousands,
    _read_behind_thousands,
)
