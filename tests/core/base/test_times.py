import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.base.times import clock, frames_to_ms, seconds_to_ms


@pytest.mark.parametrize(
    ("seconds", "milliseconds"),
    [
        (0, 0),
        (1, 1000),
        (0.0004, 0),
        (0.0005, 1),
        (0.0015, 2),
        (0.0025, 3),
        (1.9996, 2000),
        (0.1 + 0.2, 300),
        (35_999.9994, 35_999_999),
        (360_000, 360_000_000),
        (-0.25, -250),
    ],
)
def test_seconds_are_rounded_half_up(seconds: float, milliseconds: int) -> None:
    result = seconds_to_ms(seconds)
    assert result == milliseconds
    assert type(result) is int


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -math.inf, 1e306])
def test_seconds_that_are_no_time(seconds: float) -> None:
    with pytest.raises(ValueError, match="not a time in seconds"):
        seconds_to_ms(seconds)


@given(st.integers(0, 10**9))
def test_milliseconds_survive_seconds(milliseconds: int) -> None:
    assert seconds_to_ms(milliseconds / 1000) == milliseconds


@pytest.mark.parametrize(
    ("frames", "rate_hz", "milliseconds"),
    [
        (0, 16_000, 0),
        (7, 16_000, 0),
        (8, 16_000, 1),
        (16, 16_000, 1),
        (24, 16_000, 2),
        (441, 44_100, 10),
        (1, 44_100, 0),
        (22_050 * 3600 * 200, 22_050, 720_000_000),
        (10**15 + 1, 1000, 10**15 + 1),
    ],
)
def test_frames(frames: int, rate_hz: int, milliseconds: int) -> None:
    assert frames_to_ms(frames, rate_hz) == milliseconds


@given(st.integers(0, 10**12), st.integers(1, 200_000))
def test_frames_are_never_half_a_millisecond_off(frames: int, rate_hz: int) -> None:
    result = frames_to_ms(frames, rate_hz)
    # |result - frames * 1000 / rate| <= 1/2, in whole numbers.
    assert abs(2 * (result * rate_hz - frames * 1000)) <= rate_hz


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "00:00:00.000"),
        (1, "00:00:00.001"),
        (59_999, "00:00:59.999"),
        (60_000, "00:01:00.000"),
        (3_599_999, "00:59:59.999"),
        (3_600_000, "01:00:00.000"),
        (359_999_999, "99:59:59.999"),
        (360_000_000, "100:00:00.000"),
    ],
)
def test_the_clock(milliseconds: int, text: str) -> None:
    assert clock(milliseconds) == text
    assert clock(milliseconds, decimal=",") == text.replace(".", ",")
