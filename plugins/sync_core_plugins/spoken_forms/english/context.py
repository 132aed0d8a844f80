"""English tokens read by what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sync_core_plugins.spoken_forms.english import abbreviations
from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
    spell_ordinal,
)
from sync_core_plugins.spoken_forms.english.dates import read_day_of_month
from sync_core_plugins.spoken_forms.english.numbers import NUMBER, read_quantity
from sync_core_plugins.spoken_forms.english.tokens import find_units, parse_roman
from sync_core_plugins.spoken_forms.english.units import (
    MONEY,
    MONEY_SIGNS,
    SCALES,
    UNITS,
)
from sync_core_plugins.spoken_forms.english.written_forms import read_form
from sync_core_plugins.spoken_forms.rows import (
    LIMIT,
    Rows,
    combine_rows,
    drop_repeats,
    parse_rows,
)
from sync_core_plugins.spoken_forms.token_core import has_full_stop

__all__ = ["read_in_context"]

_NUMBER = re.compile(NUMBER)
_PRICE = re.compile(rf"([{MONEY_SIGNS}])({NUMBER})|({NUMBER})([{MONEY_SIGNS}])")
_DAY = re.compile(r"(\d{1,2})")
# Digits grouped by spaces, the first group and the others.
_HEAD, _GROUP = re.compile(r"\d{1,3}"), re.compile(r"\d{3}")
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

    def put_first(self, more: Rows) -> Rows:
        """Return other rows, then the token's own."""
        return drop_repeats([*more, *self.said])[:LIMIT]

    def put_last(self, more: Rows, kept: int = LIMIT) -> Rows:
        """Return the likeliest of the token's own rows, then other rows."""
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
    token = _TokenContext(words, cores, at, said)
    for rule in _RULES:
        found = rule(token)
        if found is not None:
            return found
    return said


def _read_scaled_price(token: _TokenContext) -> Rows | None:
    """Read "£5" before "million" as the number alone."""
    match = _PRICE.fullmatch(token.core)
    if not match or token.after.lower() not in _SCALES:
        return None
    return token.put_first(read_quantity(match[2] or match[3])[:4])


def _read_scale(token: _TokenContext) -> Rows | None:
    """Read "million" behind "£5" as "million pounds"."""
    match = _PRICE.fullmatch(token.before)
    low = token.core.lower()
    if not match or low not in _SCALES:
        return None
    word = SCALES.get(low, ((low,),))[0]
    return token.put_first(((*word, MONEY[match[1] or match[4]][1]), word))


def _read_unit(token: _TokenContext) -> Rows | None:
    """Read "km" behind a number as a unit."""
    units = find_units(token.core)
    if not units or not _NUMBER.fullmatch(token.before) or token.closes_before:
        return None
    if token.core == "in":
        return (("in",), *units)
    if token.before == "1" and len(units) > 1:
        units = (units[1], units[0], *units[2:])
    return units if token.core.lower() in UNITS else token.put_first(units)


def _read_lone_sign(token: _TokenContext) -> Rows | None:
    """Read "$" before a number as silent, for the number says it."""
    if token.core not in MONEY or not _NUMBER.fullmatch(token.after):
        return None
    return ((), *token.said)


def _read_signed_number(token: _TokenContext) -> Rows | None:
    if token.before not in MONEY or not _NUMBER.fullmatch(token.core):
        return None
    return token.put_first(read_form(token.before + token.core)[:6])


def _read_day(token: _TokenContext) -> Rows | None:
    """Read "23" beside "Nov." as a day."""
    match = _DAY.fullmatch(token.core)
    if not match or not 1 <= int(match[1]) <= 31:
        return None
    before = abbreviations.find_month(token.before) and not token.before.islower()
    after = abbreviations.find_month(token.after) and token.after[:1].isupper()
    return (
        token.put_first(read_day_of_month(int(match[1]))) if before or after else None
    )


def _read_month(token: _TokenContext) -> Rows | None:
    month = abbreviations.find_month(token.core)
    if not month or token.core.islower():
        return None
    short = token.core.lower() != month
    dated = _is_day(token.before) or token.after[:1].isdecimal()
    if not dated or not (short or _is_day(token.before)):
        return None
    link = (("of", month),) if _is_day(token.before) else ()
    return token.put_first(((month,), *link))


def _is_day(core: str) -> bool:
    return re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", core) is not None


def _read_numeral(token: _TokenContext) -> Rows | None:
    """Read "VIII" behind a name as "the eighth", behind "Chapter" as "eight"."""
    value = parse_roman(token.core)
    if not value or not token.before[:1].isupper() or token.closes_before:
        return None
    nth, known = spell_ordinal(value), token.before.lower() in abbreviations.HEADS
    if len(token.core) == 1:
        if not known:
            return None
        return drop_repeats([*token.said, ["the", *nth], spell_cardinal(value), nth])
    return token.put_first(drop_repeats([["the", *nth], spell_cardinal(value), nth]))


def _read_title(token: _TokenContext) -> Rows | None:
    """Read "St." and "Dr." before a name as "saint" and "doctor"."""
    heads = {"st": ("saint", "street"), "dr": ("doctor", "drive")}
    pair = heads.get(token.core.lower().rstrip("."))
    if pair is None or not token.core[0].isupper():
        return None
    names = token.after[:1].isupper() and not (
        token.before[:1].isupper() and not token.opens
    )
    first, second = pair if names else pair[::-1]
    return drop_repeats([(first,), (second,), *token.said])


def _read_number_sign(token: _TokenContext) -> Rows | None:
    if token.core.lower() not in ("no", "nos", "nr") or not has_full_stop(token.text):
        return None
    return (
        token.put_first(parse_rows("number")) if token.after[:1].isdecimal() else None
    )


def _read_added_fraction(token: _TokenContext) -> Rows | None:
    """Read "1/2" behind "3" as "and a half"."""
    if not _FRACTION.fullmatch(token.core) or not token.before.isdecimal():
        return None
    halves = [row for row in token.said if row[:1] == ("a",)]
    said = drop_repeats([*halves, *token.said])
    return drop_repeats([*(("and", *row) for row in said[:4]), *said])[:LIMIT]


def _read_thousands(token: _TokenContext) -> Rows | None:
    """Read "1" before "500" as thousands too; numbers may be grouped by spaces."""
    if not (_HEAD.fullmatch(token.core) and _GROUP.fullmatch(token.after)):
        return None
    head = read_quantity(token.core)[:1]
    return token.put_last(combine_rows([head, parse_rows("thousand")]))


def _read_behind_thousands(token: _TokenContext) -> Rows | None:
    if not (_GROUP.fullmatch(token.core) and _HEAD.fullmatch(token.before)):
        return None
    tail = read_quantity(str(int(token.core)))[:2] if int(token.core) else ((),)
    return token.put_last((*tail, *(("and", *row) for row in tail if row)))


def _read_half_day(token: _TokenContext) -> Rows | None:
    if token.core.lower().replace(".", "") not in ("am", "pm"):
        return None
    if not token.before[:1].isdecimal():
        return None
    return ((token.core[0].upper() + ".", "M."),)


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
