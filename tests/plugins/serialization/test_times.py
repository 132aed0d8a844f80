"""Clock times, as files write them."""

import pytest

from sync_core_plugins.serialization.times import parse_clock


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("00:00:01,500", 1500),
        ("00:00:01.500", 1500),
        ("00:00:01:500", 1500),
        (" 0: 00:01 . 5 ", 1500),
        ("00:01.5", 1500),
        ("1.5", 1500),
        ("7", 7000),
        ("90:00", 5_400_000),
        ("1:02:03", 3_723_000),
        ("100:00:00,001", 360_000_001),
        ("0:00:01.23", 1230),
        ("0.0005", 1),
        ("0.000499999", 0),
        ("00:00:75,000", 75_000),
        ("", None),
        ("-1", None),
        ("1,", None),
        ("00:00:01:5", None),
        ("0:0:0:0:000", None),
        ("१:००", None),
        ("1" * 5000, None),
    ],
)
def test_clocks(text: str, milliseconds: int | None) -> None:
    assert parse_clock(text) == milliseconds
