"""Tokens that have a form of their own in English: prices, times, dates, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

from sync_core_plugins.spoken_forms.english.abbreviations import MONTHS
from sync_core_plugins.spoken_forms.english.cardinals import cardinal, digits, ordinal
from sync_core_plugins.spoken_forms.english.numbers import (
    NUMBER,
    decade,
    fraction,
    number,
    ordinals,
    quantity,
    two_digits,
)
from sync_core_plugins.spoken_forms.english.units import MONEY, SCALES
from sync_core_plugins.spoken_forms.rows import LIMIT, Rows, join, rows, unique
from sync_core_plugins.spoken_forms.token_core import spell

__all__ = ["day_of_month", "read_form"]

_SIGNS = "".join(MONEY)
_COUNTRIES = rows("|U. S.|American|Australian|Canadian")


def read_form(text: str) -> Rows:
    """Read a token of one of the known forms; no rows if it is none."""
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match)
    return ()


def day_of_month(day: int) -> Rows:
    """Read the day of a date: "twenty third", "the twenty third", "twenty three"."""
    nth = ordinal(day)
    return unique([nth, ["the", *nth], cardinal(day), ["the", *nth, "of"]])


def _price(match: re.Match[str]) -> Rows:
    minus = rows("minus|negative|") if match["minus"] else ((),)
    before = _COUNTRIES if match["country"] else ((),)
    sign = match["sign"] or match["behind"]
    return join([minus, _amount(sign, match["amount"], match["scale"] or "", before)])


def _amount(sign: str, amount: str, scale: str, country: Rows) -> Rows:
    one, many, small = MONEY[sign]
    if scale:
        plural = ((many,), (), (one,))
        return join([quantity(amount), SCALES[scale.lower()], country, plural])
    whole, _, cents = amount.partition(".")
    unit = ((one,),) if whole == "1" else ((many,), (one,))
    # Some voices say the sign where it stands, before the number.
    ahead = join([((many,), (one,)), quantity(amount)[:1]])
    if not cents:
        return unique([*join([quantity(whole), country, unit])[: LIMIT - 2], *ahead])
    if len(cents) != 2:
        return unique([*join([quantity(amount), country, ((many,),)]), *ahead])
    heads = quantity(whole)[:2] if whole else ((),)
    if cents == "00":
        return join([heads, country, unit])
    if not whole or whole == "0":
        return join([((), *rows(f"zero {many} and")), two_digits(cents), ((small,),)])
    tail = two_digits(cents)[:1]
    units = ((*unit[0], "and"), unit[0])
    full = join([heads, units, tail, ((small,), ())], 6)
    point = [*quantity(whole)[0], "point", *digits(cents), many]
    return unique([*full, *join([heads, tail], 2), point, *ahead])


def _small_change(match: re.Match[str]) -> Rows:
    names = {"¢": "cents|cent", "p": "pence|P.|penny", "c": "cents|cent|C."}
    return join([quantity(match[1]), rows(names[match[2]])])


def _time(match: re.Match[str]) -> Rows:
    hour: Rows = (tuple(cardinal(int(match[1]))),)
    if match[1] in ("00", "0"):
        hour = rows("zero|midnight|twelve|zero zero")
    elif match[1][0] == "0":
        hour = (*hour, ("oh", *hour[0]), ("zero", *hour[0]))
    noon = match[4] or match[5]
    full = rows(
        "|o'clock|hundred" if noon else "o'clock|hundred|hundred hours||zero zero"
    )
    slots = [hour, full if match[2] == "00" else two_digits(match[2])]
    if match[3]:
        slots.append(join([rows("and|"), two_digits(match[3]), rows("seconds|")], 6))
    if noon:
        slots.append(((f"{noon[0].upper()}.", "M."),))
    said = join(slots)
    quarters = {"15": "quarter past", "30": "half past"}.get(match[2])
    if quarters and not match[3]:
        said = (*said, *join([rows(quarters), hour, slots[-1] if noon else ((),)], 2))
    return unique(said)


def _hours(match: re.Match[str]) -> Rows:
    """Read "10h30"."""
    hours, minutes = rows("|hours|hour|H."), rows("|minutes")
    return join([quantity(match[1]), hours, two_digits(match[2]), minutes])


def _hour(match: re.Match[str]) -> Rows:
    return join([quantity(match[1]), ((f"{match[2][0].upper()}.", "M."),)])


def _ordinal(match: re.Match[str]) -> Rows:
    return ordinals(match[1])


def _decade(match: re.Match[str]) -> Rows:
    return decade(match[1])


def _date(match: re.Match[str]) -> Rows:
    """Read a day and a month in either order, by name or as numbers."""
    one, two = int(match[1]), int(match[2])
    orders = [(one, two, True), (two, one, False)]
    if "." in match[0]:
        orders.reverse()
    named = [_day_and_month(d, m, us=us) for m, d, us in orders if m <= 12 and d <= 31]
    apart = [[*cardinal(one), *by, *cardinal(two)] for by in ([], ["slash"])]
    years = number(match[3])
    if not named:
        return join([number(match[1]), rows("|slash|point"), number(match[2]), years])
    said = [row for found in named for row in join([found, years[:2]], 5)]
    slash = [*apart[1], "slash", *years[0]]
    return unique([*said, [*apart[0], *years[0]], slash])


def _day_and_month(day: int, month: int, *, us: bool) -> Rows:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ()
    name, nth = MONTHS[month - 1], ordinal(day)
    american = [[name, *nth], [name, "the", *nth], [name, *cardinal(day)]]
    british = [["the", *nth, "of", name], [*nth, "of", name], [*nth, name]]
    return unique([*american, *british] if us else [*british, *american])


def _iso_date(match: re.Match[str]) -> Rows:
    year, month, day = match[1], int(match[2]), int(match[3])
    named = _day_and_month(day, month, us=True)
    if not named:
        return ()
    said = join([named, number(year)[:2]], 8)
    pairs = [two_digits(match[2]), two_digits(match[3])]
    dashed = rows("|dash")
    plain = join([number(year)[:2], dashed, pairs[0], dashed, pairs[1]], 3)
    first = [*number(year)[0], *named[0]]
    return unique([*said, first, *plain])


def _fraction(match: re.Match[str]) -> Rows:
    said = fraction(match[1], match[2])
    month, day = int(match[1]), int(match[2])
    both = [(month, day, True), (day, month, False)]
    dates = [_day_and_month(d, m, us=us)[:2] for m, d, us in both]
    together = [*cardinal(month), *cardinal(day)] if max(month, day) < 1e9 else []
    found = [*said, *dates[0], *dates[1], together]
    return unique(row for row in found if row)


def _phone(match: re.Match[str]) -> Rows:
    plus = rows("plus|") if match[0].startswith("+") else ((),)
    groups = re.findall(r"\d+", match[0])
    singly = [(*row,) for zero in ("zero", "oh") for row in [_digits(groups, zero)]]
    paired = [word for group in groups for word in _paired(group)]
    return join([plus, unique([*singly, paired])])


def _digits(groups: list[str], zero: str) -> list[str]:
    return [word for group in groups for word in digits(group, zero=zero)]


def _paired(group: str) -> list[str]:
    """Read "800" as a hundred, four digits by twos, others singly."""
    if len(group) == 3 and group.endswith("00") and group[0] != "0":
        return [*cardinal(int(group[0])), "hundred"]
    if len(group) == 4 and group[0] != "0" and group[2] != "0":
        return [*cardinal(int(group[:2])), *cardinal(int(group[2:]))]
    return digits(group)


def _version(match: re.Match[str]) -> Rows:
    head = rows("version|V.|") if match[1] else ((),)
    parts = match[2].split(".")
    points = rows("point|dot|")
    slots = [head, number(parts[0])[:3]]
    for part in parts[1:]:
        slots += [points, number(part)[:3]]
    return join(slots)


def _feet(match: re.Match[str]) -> Rows:
    inches = rows("|inches|inch") if match[2] else ((),)
    behind = quantity(match[2])[:1] if match[2] else ((),)
    return join([quantity(match[1])[:1], rows("foot|feet"), behind, inches])


def _size(match: re.Match[str]) -> Rows:
    return join([quantity(match[1]), rows("by|times|X."), quantity(match[2])])


def _named_number(match: re.Match[str]) -> Rows:
    return join([rows("number|N. O."), number(match[1])])


def _resolution(match: re.Match[str]) -> Rows:
    return join([number(match[1]), (spell(match[2]),)])


_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Rows]]] = [
    (
        re.compile(
            rf"(?P<minus>-?)(?P<country>(?:US|AU?|CA?|HK|NZ)(?=\$))?"
            rf"(?:(?P<sign>[{_SIGNS}])-?)?(?P<amount>{NUMBER})"
            rf"(?P<scale>k|mn?|bn?|tn?|K|M|B|T|million|billion)?"
            rf"(?(sign)|(?P<behind>[{_SIGNS}]))"
        ),
        _price,
    ),
    (re.compile(r"(\d{1,2})([¢pc])"), _small_change),
    (
        re.compile(
            r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?:([ap])m|([ap])\.m\.?)",
            re.IGNORECASE,
        ),
        _time,
    ),
    (re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?()()h?"), _time),
    (re.compile(r"(\d{1,2})h([0-5]\d)(?:min|m)?"), _hours),
    (re.compile(r"(\d{1,2})([apAP])\.?[mM]\.?"), _hour),
    (re.compile(r"([\d,]*\d)(?:st|nd|rd|th)", re.IGNORECASE), _ordinal),
    (re.compile(r"'?(\d*0)'?s"), _decade),
    (re.compile(r"(\d{1,4})[/⁄](\d{1,4})"), _fraction),
    (re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"), _iso_date),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})"), _date),
    (re.compile(r"()(\d{1,3}(?:\.\d{1,3}){2,})"), _version),
    (
        re.compile(
            r"\+\d{7,15}|(?=(?:\D*\d){7,15}\D*$)\+?[(\d][\d()]*(?:[-./]\(?\d+\)?)+"
        ),
        _phone,
    ),
    (re.compile(r"([vV])(\d+(?:\.\d+)*)"), _version),
    (re.compile(r"(\d+)['′](?:(\d+)(?:\"|″|'')?)?"), _feet),
    (re.compile(r"(\d+)[x×](\d+)"), _size),
    (re.compile(r"[Nn][or]\.?(\d+)"), _named_number),
    (re.compile(r"(\d+)(p|fps)"), _resolution),
]
