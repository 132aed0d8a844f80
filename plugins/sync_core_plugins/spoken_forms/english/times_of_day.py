"""Times of day, as English says them."""

from __future__ import annotations

import re

from sync_core_plugins.spoken_forms.english.cardinals import (
    spell_cardinal,
)
from sync_core_plugins.spoken_forms.english.numbers import (
    read_quantity,
    read_two_digits,
)
from sync_core_plugins.spoken_forms.rows import (
    Rows,
    combine_rows,
    drop_repeats,
    parse_rows,
)

__all__ = ["read_hour", "read_time", "read_time_with_h"]


def read_time(match: re.Match[str]) -> Rows:
    """Read "7:30", "07:30:15" or "7.30pm"."""
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


def read_time_with_h(match: re.Match[str]) -> Rows:
    """Read "10h30"."""
    hours, minutes = parse_rows("|hours|hour|H."), parse_rows("|minutes")
    return combine_rows(
        [read_quantity(match[1]), hours, read_two_digits(match[2]), minutes]
    )


def read_hour(match: re.Match[str]) -> Rows:
    """Read "7pm"."""
    return combine_rows([read_quantity(match[1]), ((f"{match[2][0].upper()}.", "M."),)])
