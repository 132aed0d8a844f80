"""Tokens that have a form of their own in English: prices, times, dates, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
    spell_digits,
)
from sync_core_plugins.spoken_forms.english.dates import (
    read_date,
    read_day_and_month,
    read_iso_date,
)
from sync_core_plugins.spoken_forms.english.money import read_price, read_small_change
from sync_core_plugins.spoken_forms.english.numbers import (
    NUMBER,
    read_decade,
    read_fraction,
    read_number,
    read_ordinal,
    read_quantity,
)
from sync_core_plugins.spoken_forms.english.times_of_day import (
    read_hour,
    read_time,
    read_time_with_h,
)
from sync_core_plugins.spoken_forms.english.units import MONEY_SIGNS
from sync_core_plugins.spoken_forms.rows import (
    Rows,
    combine_rows,
    drop_repeats,
    parse_rows,
)
from sync_core_plugins.spoken_forms.token_core import spell_letters

__all__ = ["read_form"]


def read_form(text: str) -> Rows:
    """Read a token of one of the known forms; no rows if it is none."""
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match)
    return ()


def _read_ordinal(match: re.Match[str]) -> Rows:
    return read_ordinal(match[1])


def _read_decade(match: re.Match[str]) -> Rows:
    return read_decade(match[1])


def _read_fraction(match: re.Match[str]) -> Rows:
    said = read_fraction(match[1], match[2])
    month, day = int(match[1]), int(match[2])
    both = [(month, day, True), (day, month, False)]
    dates = [read_day_and_month(d, m, us=us)[:2] for m, d, us in both]
    together = (
        [*spell_cardinal(month), *spell_cardinal(day)] if max(month, day) < 1e9 else []
    )
    found = [*said, *dates[0], *dates[1], together]
    return drop_repeats(row for row in found if row)


def _read_phone_number(match: re.Match[str]) -> Rows:
    plus = parse_rows("plus|") if match[0].startswith("+") else ((),)
    groups = re.findall(r"\d+", match[0])
    singly = [
        (*row,) for zero in ("zero", "oh") for row in [_read_digit_group(groups, zero)]
    ]
    paired = [word for group in groups for word in _read_in_pairs(group)]
    return combine_rows([plus, drop_repeats([*singly, paired])])


def _read_digit_group(groups: list[str], zero: str) -> list[str]:
    return [word for group in groups for word in spell_digits(group, zero=zero)]


def _read_in_pairs(group: str) -> list[str]:
    """Read "800" as a hundred, four digits by twos, others singly."""
    if len(group) == 3 and group.endswith("00") and group[0] != "0":
        return [*spell_cardinal(int(group[0])), "hundred"]
    if len(group) == 4 and group[0] != "0" and group[2] != "0":
        return [*spell_cardinal(int(group[:2])), *spell_cardinal(int(group[2:]))]
    return spell_digits(group)


def _read_version(match: re.Match[str]) -> Rows:
    head = parse_rows("version|V.|") if match[1] else ((),)
    parts = match[2].split(".")
    points = parse_rows("point|dot|")
    slots = [head, read_number(parts[0])[:3]]
    for part in parts[1:]:
        slots += [points, read_number(part)[:3]]
    return combine_rows(slots)


def _read_feet(match: re.Match[str]) -> Rows:
    inches = parse_rows("|inches|inch") if match[2] else ((),)
    behind = read_quantity(match[2])[:1] if match[2] else ((),)
    return combine_rows(
        [read_quantity(match[1])[:1], parse_rows("foot|feet"), behind, inches]
    )


def _read_size(match: re.Match[str]) -> Rows:
    return combine_rows(
        [read_quantity(match[1]), parse_rows("by|times|X."), read_quantity(match[2])]
    )


def _read_named_number(match: re.Match[str]) -> Rows:
    return combine_rows([parse_rows("number|N. O."), read_number(match[1])])


def _read_resolution(match: re.Match[str]) -> Rows:
    return combine_rows([read_number(match[1]), (spell_letters(match[2]),)])


_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Rows]]] = [
    (
        re.compile(
            rf"(?P<minus>-?)(?P<country>(?:US|AU?|CA?|HK|NZ)(?=\$))?"
            rf"(?:(?P<sign>[{MONEY_SIGNS}])-?)?(?P<amount>{NUMBER})"
            rf"(?P<scale>k|mn?|bn?|tn?|K|M|B|T|million|billion)?"
            rf"(?(sign)|(?P<behind>[{MONEY_SIGNS}]))"
        ),
        read_price,
    ),
    (re.compile(r"(\d{1,2})([¢pc])"), read_small_change),
    (
        re.compile(
            r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?:([ap])m|([ap])\.m\.?)",
            re.IGNORECASE,
        ),
        read_time,
    ),
    (re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?()()h?"), read_time),
    (re.compile(r"(\d{1,2})h([0-5]\d)(?:min|m)?"), read_time_with_h),
    (re.compile(r"(\d{1,2})([apAP])\.?[mM]\.?"), read_hour),
    (re.compile(r"([\d,]*\d)(?:st|nd|rd|th)", re.IGNORECASE), _read_ordinal),
    (re.compile(r"'?(\d*0)'?s"), _read_decade),
    (re.compile(r"(\d{1,4})[/⁄](\d{1,4})"), _read_fraction),
    (re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"), read_iso_date),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})"), read_date),
    (re.compile(r"()(\d{1,3}(?:\.\d{1,3}){2,})"), _read_version),
    (
        re.compile(
            r"\+\d{7,15}|(?=(?:\D*\d){7,15}\D*$)\+?[(\d][\d()]*(?:[-./]\(?\d+\)?)+"
        ),
        _read_phone_number,
    ),
    (re.compile(r"([vV])(\d+(?:\.\d+)*)"), _read_version),
    (re.compile(r"(\d+)['′](?:(\d+)(?:\"|″|'')?)?"), _read_feet),
    (re.compile(r"(\d+)[x×](\d+)"), _read_size),
    (re.compile(r"[Nn][or]\.?(\d+)"), _read_named_number),
    (re.compile(r"(\d+)(p|fps)"), _read_resolution),
]
