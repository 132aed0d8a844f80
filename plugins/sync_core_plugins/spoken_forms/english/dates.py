"""Dates, as English says them."""

from __future__ import annotations

import re

from sync_core_plugins.spoken_forms.english.abbreviations import MONTHS
from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
    spell_ordinal,
)
from sync_core_plugins.spoken_forms.english.numbers import (
    read_number,
    read_two_digits,
)
from sync_core_plugins.spoken_forms.rows import (
    Rows,
    combine_rows,
    drop_repeats,
    parse_rows,
)

__all__ = ["read_date", "read_day_and_month", "read_day_of_month", "read_iso_date"]


def read_day_of_month(day: int) -> Rows:
    """Read the day of a date: "twenty third", "the twenty third", "twenty three"."""
    nth = spell_ordinal(day)
    return drop_repeats([nth, ["the", *nth], spell_cardinal(day), ["the", *nth, "of"]])


def read_date(match: re.Match[str]) -> Rows:
    """Read a day and a month in either order, by name or as numbers."""
    one, two = int(match[1]), int(match[2])
    orders = [(one, two, True), (two, one, False)]
    if "." in match[0]:
        orders.reverse()
    named = [
        read_day_and_month(d, m, us=us) for m, d, us in orders if m <= 12 and d <= 31
    ]
    apart = [
        [*spell_cardinal(one), *by, *spell_cardinal(two)] for by in ([], ["slash"])
    ]
    years = read_number(match[3])
    if not named:
        return combine_rows(
            [
                read_number(match[1]),
                parse_rows("|slash|point"),
                read_number(match[2]),
                years,
            ]
        )
    said = [row for found in named for row in combine_rows([found, years[:2]], 5)]
    slash = [*apart[1], "slash", *years[0]]
    return drop_repeats([*said, [*apart[0], *years[0]], slash])


def read_day_and_month(day: int, month: int, *, us: bool) -> Rows:
    """Return the ways to say a day and a month; none if there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ()
    name, nth = MONTHS[month - 1], spell_ordinal(day)
    american = [[name, *nth], [name, "the", *nth], [name, *spell_cardinal(day)]]
    british = [["the", *nth, "of", name], [*nth, "of", name], [*nth, name]]
    return drop_repeats([*american, *british] if us else [*british, *american])


def read_iso_date(match: re.Match[str]) -> Rows:
    """Read "2026-11-23"."""
    year, month, day = match[1], int(match[2]), int(match[3])
    named = read_day_and_month(day, month, us=True)
    if not named:
        return ()
    said = combine_rows([named, read_number(year)[:2]], 8)
    pairs = [read_two_digits(match[2]), read_two_digits(match[3])]
    dashed = parse_rows("|dash")
    plain = combine_rows([read_number(year)[:2], dashed, pairs[0], dashed, pairs[1]], 3)
    first = [*read_number(year)[0], *named[0]]
    return drop_repeats([*said, first, *plain])
