"""Sums of money, as English says them."""

from __future__ import annotations

import re

from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_digits,
)
from sync_core_plugins.spoken_forms.english.numbers import (
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

__all__ = ["read_price", "read_small_change"]

_COUNTRIES = parse_rows("|U. S.|American|Australian|Canadian")


def read_price(match: re.Match[str]) -> Rows:
    """Read "$5.20", "US$5m" or "5€"."""
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


def read_small_change(match: re.Match[str]) -> Rows:
    """Read "50¢", "50p" or "50c"."""
    names = {"¢": "cents|cent", "p": "pence|P.|penny", "c": "cents|cent|C."}
    return combine_rows([read_quantity(match[1]), parse_rows(names[match[2]])])
