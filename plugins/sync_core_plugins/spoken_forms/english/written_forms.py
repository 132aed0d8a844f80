"""Tokens that have a form of their own in English: prices, times, dates, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

from sync_core_plugins.spoken_forms.english.abbreviations import MONTHS
from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
    spell_digits,
    spell_ordinal,
)
from sync_core_plugins.spoken_forms.english.numbers import (
    NUMBER,
    read_decade,
    read_fraction,
    read_number,
    read_ordinal,
    read_quantity,
    read_two_digits,
)
from sync_core_plugins.spoken_forms.english.units import MONEY, SCALES
from sync_core_plugins.spoken_forms.rows import (
    LIMIT,
    Rows,
    combine_rows,
    drop_repeats,
    parse_rows,
)
from sync_core_plugins.spoken_forms.token_core import spell_letters

__all__ = ["read_day_of_month", "read_form"]

_SIGNS = "".join(MONEY)
_COUNTRIES = parse_rows("|U. S.|American|Australian|Canadian")


def read_form(text: str) -> Rows:
    """Read a token of one of the known forms; no rows if it is none."""
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match)
    return ()


def read_day_of_month(day: int) -> Rows:
    """Read the day of a date: "twenty third", "the twenty third", "twenty three"."""
    nth = spell_ordinal(day)
    return drop_repeats([nth, ["the", *nth], spell_cardinal(day), ["the", *nth, "of"]])


def _read_price(match: re.Match[str]) -> Rows:
    minus = parse_rows("minus|negative|") if match["minus"] else ((),)
    before = _COUNTRIES if match["country"] else ((),)
    sign = match["sign"] or match["behind"]
    return combine_rows(
        [minus, _read_amount(sign, match["amount"], match["scale"] or "", before)]
    )


def _read_amount(sign: str, amount: str, scale: str, country: Rows) -> Rows:
    one, many, small = MONEY[sign]
    if scale:
        plural = ((many,), (), (one,))
        return combine_rows(
            [read_quantity(amount), SCALES[scale.lower()], country, plural]
        )
    whole, _, cents = amount.partition(".")
    unit = ((one,),) if whole == "1" else ((many,), (one,))
    # Some voices say the sign where it stands, before the number.
    ahead = combine_rows([((many,), (one,)), read_quantity(amount)[:1]])
    if not cents:
        return drop_repeats(
            [*combine_rows([read_quantity(whole), country, unit])[: LIMIT - 2], *ahead]
        )
    if len(cents) != 2:
        return drop_repeats(
            [*combine_rows([read_quantity(amount), country, ((many,),)]), *ahead]
        )
    heads = read_quantity(whole)[:2] if whole else ((),)
    if cents == "00":
        return combine_rows([heads, country, unit])
    if not whole or whole == "0":
        return combine_rows(
            [((), *parse_rows(f"zero {many} and")), read_two_digits(cents), ((small,),)]
        )
    tail = read_two_digits(cents)[:1]
    units = ((*unit[0], "and"), unit[0])
    full = combine_rows([heads, units, tail, ((small,), ())], 6)
    point = [*read_quantity(whole)[0], "point", *spell_digits(cents), many]
    return drop_repeats([*full, *combine_rows([heads, tail], 2), point, *ahead])


def _read_small_change(match: re.Match[str]) -> Rows:
    names = {"¢": "cents|cent", "p": "pence|P.|penny", "c": "cents|cent|C."}
    return combine_rows([read_quantity(match[1]), parse_rows(names[match[2]])])


def _read_time(match: re.Match[str]) -> Rows:
    hour: Rows = (tuple(spell_cardinal(int(match[1]))),)
    if match[1] in ("00", "0"):
        hour = parse_rows("zero|midnight|twelve|zero zero")
    elif match[1][0] == "0":
        hour = (*hour, ("oh", *hour[0]), ("zero", *hour[0]))
    noon = match[4] or match[5]
    full = parse_rows(
        "|o'clock|hundred" if noon else "o'clock|hundred|hundred hours||zero zero"
    )
    slots = [hour, full if match[2] == "00" else read_two_digits(match[2])]
    if match[3]:
        slots.append(
            combine_rows(
                [parse_rows("and|"), read_two_digits(match[3]), parse_rows("seconds|")],
                6,
            )
        )
    if noon:
        slots.append(((f"{noon[0].upper()}.", "M."),))
    said = combine_rows(slots)
    quarters = {"15": "quarter past", "30": "half past"}.get(match[2])
    if quarters and not match[3]:
        said = (
            *said,
            *combine_rows(
                [parse_rows(quarters), hour, slots[-1] if noon else ((),)], 2
            ),
        )
    return drop_repeats(said)


def _read_hours(match: re.Match[str]) -> Rows:
    """Read "10h30"."""
    hours, minutes = parse_rows("|hours|hour|H."), parse_rows("|minutes")
    return combine_rows(
        [read_quantity(match[1]), hours, read_two_digits(match[2]), minutes]
    )


def _read_hour(match: re.Match[str]) -> Rows:
    return combine_rows([read_quantity(match[1]), ((f"{match[2][0].upper()}.", "M."),)])


def _read_ordinal(match: re.Match[str]) -> Rows:
    return read_ordinal(match[1])


def _read_decade(match: re.Match[str]) -> Rows:
    return read_decade(match[1])


def _read_date(match: re.Match[str]) -> Rows:
    """Read a day and a month in either order, by name or as numbers."""
    one, two = int(match[1]), int(match[2])
    orders = [(one, two, True), (two, one, False)]
    if "." in match[0]:
        orders.reverse()
    named = [
        _read_day_and_month(d, m, us=us) for m, d, us in orders if m <= 12 and d <= 31
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


def _read_day_and_month(day: int, month: int, *, us: bool) -> Rows:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ()
    name, nth = MONTHS[month - 1], spell_ordinal(day)
    american = [[name, *nth], [name, "the", *nth], [name, *spell_cardinal(day)]]
    british = [["the", *nth, "of", name], [*nth, "of", name], [*nth, name]]
    return drop_repeats([*american, *british] if us else [*british, *american])


def _read_iso_date(match: re.Match[str]) -> Rows:
    year, month, day = match[1], int(match[2]), int(match[3])
    named = _read_day_and_month(day, month, us=True)
    if not named:
        return ()
    said = combine_rows([named, read_number(year)[:2]], 8)
    pairs = [read_two_digits(match[2]), read_two_digits(match[3])]
    dashed = parse_rows("|dash")
    plain = combine_rows([read_number(year)[:2], dashed, pairs[0], dashed, pairs[1]], 3)
    first = [*read_number(year)[0], *named[0]]
    return drop_repeats([*said, first, *plain])


def _read_fraction(match: re.Match[str]) -> Rows:
    said = read_fraction(match[1], match[2])
    month, day = int(match[1]), int(match[2])
    both = [(month, day, True), (day, month, False)]
    dates = [_read_day_and_month(d, m, us=us)[:2] for m, d, us in both]
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
            rf"(?:(?P<sign>[{_SIGNS}])-?)?(?P<amount>{NUMBER})"
            rf"(?P<scale>k|mn?|bn?|tn?|K|M|B|T|million|billion)?"
            rf"(?(sign)|(?P<behind>[{_SIGNS}]))"
        ),
        _read_price,
    ),
    (re.compile(r"(\d{1,2})([¢pc])"), _read_small_change),
    (
        re.compile(
            r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?:([ap])m|([ap])\.m\.?)",
            re.IGNORECASE,
        ),
        _read_time,
    ),
    (re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?()()h?"), _read_time),
    (re.compile(r"(\d{1,2})h([0-5]\d)(?:min|m)?"), _read_hours),
    (re.compile(r"(\d{1,2})([apAP])\.?[mM]\.?"), _read_hour),
    (re.compile(r"([\d,]*\d)(?:st|nd|rd|th)", re.IGNORECASE), _read_ordinal),
    (re.compile(r"'?(\d*0)'?s"), _read_decade),
    (re.compile(r"(\d{1,4})[/⁄](\d{1,4})"), _read_fraction),
    (re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"), _read_iso_date),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})"), _read_date),
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
