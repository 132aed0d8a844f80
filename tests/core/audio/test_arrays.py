"""Arrays of every kind become the same sound at 16 kHz."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from property_tests import examples
from sync_core.audio import Audio
from sync_core.base.errors import AudioError

SCALES = {
    "int8": 127,
    "uint8": 127,
    "int16": 32767,
    "int32": 2**31 - 1,
    "float16": 1,
    "float32": 1,
    "float64": 1,
}
RATES = st.one_of(
    st.sampled_from([8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 192_000]),
    st.integers(1_000, 768_000),
)


def as_kind(samples: NDArray[np.float64], kind: str) -> NDArray[Any]:
    if kind.startswith("float"):
        return samples.astype(kind)
    offset = 128 if kind == "uint8" else 0
    return (np.rint(samples * SCALES[kind]) + offset).astype(kind)


def sine(hertz: float, rate: int, count: int, level: float = 0.5) -> NDArray[Any]:
    return level * np.sin(2 * np.pi * hertz * np.arange(count) / rate)


def level_at(samples: NDArray[np.float32], hertz: float) -> float:
    """Give the amplitude of one frequency, away from the edges."""
    inner = samples[200:-200].astype(np.float64)
    window = np.hanning(inner.size)
    turn = np.exp(-2j * np.pi * hertz * np.arange(inner.size) / 16_000)
    return float(2 * abs((inner * window * turn).sum()) / window.sum())


@settings(max_examples=examples(120), deadline=None)
@given(
    rate=RATES,
    count=st.integers(1, 6_000),
    channels=st.integers(1, 8),
    kind=st.sampled_from(sorted(SCALES)),
    is_transposed=st.booleans(),
)
def test_length_is_kept(
    rate: int, count: int, channels: int, kind: str, is_transposed: bool
) -> None:
    count = max(count, channels, rate // 16_000)
    frames = np.zeros((count, channels)) + 0.25
    array = as_kind(frames, kind)
    audio = Audio.load(array.T if is_transposed else array, sample_rate_hz=rate)
    assert audio.pcm.size == round(Fraction(count * 16_000, rate))
    assert audio.duration_ms == round(Fraction(count * 1000, rate))


@settings(max_examples=60, deadline=None)
@given(
    rate=RATES,
    kind=st.sampled_from(sorted(SCALES)),
    channels=st.integers(1, 3),
    share=st.floats(0.02, 0.8),
)
def test_a_sine_keeps_its_pitch_and_level(
    rate: int, kind: str, channels: int, share: float
) -> None:
    hertz = share * min(rate, 16_000) / 2
    mono = sine(hertz, rate, rate // 2)
    array = as_kind(np.repeat(mono[:, None], channels, axis=1), kind)
    heard = Audio.load(array, sample_rate_hz=rate).float32()
    assert level_at(heard, hertz) == pytest.approx(0.5, rel=0.02)
    rest = heard[200:-200] - sine(hertz, 16_000, heard.size)[200:-200]
    # Eight bits are that coarse.
    assert np.abs(rest).max() < (0.02 if "int8" in kind else 0.004)


@pytest.mark.parametrize("rate", [22_050, 32_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("hertz", [8_800, 9_500, 10_500])
def test_what_lies_above_does_not_fold_down(rate: int, hertz: int) -> None:
    heard = Audio.load(sine(hertz, rate, rate // 2), sample_rate_hz=rate).float32()
    loudest = np.abs(heard[200:-200]).max() / 0.5
    assert 20 * np.log10(loudest + 1e-9) < -40


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 11_025, 44_101])
def test_a_step_stays_where_it_is(rate: int) -> None:
    array = np.where(np.arange(rate) < rate // 2, 0.0, 0.5)
    heard = Audio.load(array, sample_rate_hz=rate).float32()
    crossing = int(np.argmax(heard > 0.25)) / 16_000
    assert crossing == pytest.approx((rate // 2) / rate, abs=1e-4)


def test_an_hour_has_no_drift() -> None:
    rate, at = 11_025, 3_599
    array = np.zeros(3_600 * rate, np.int8)
    array[at * rate] = 127
    heard = Audio.load(array, sample_rate_hz=rate)
    assert abs(int(np.argmax(heard.pcm)) - at * 16_000) <= 1


def test_int16_at_16_khz_is_not_touched() -> None:
    array = np.random.default_rng(0).integers(-32768, 32767, 999).astype(np.int16)
    for kind in ("<i2", ">i2"):
        audio = Audio.load(array.astype(kind), sample_rate_hz=16_000)
        np.testing.assert_array_equal(audio.pcm, array)
        assert audio.pcm.dtype == np.int16


def test_channels_are_averaged_and_rounded() -> None:
    array = np.array([[1, 2, 3], [10, 20, 40], [-5, -5, -5], [0, 0, 2]], np.int16)
    audio = Audio.load(array, sample_rate_hz=16_000)
    assert audio.pcm.tolist() == [2, 23, -5, 1]


def test_a_little_over_full_scale_is_clipped() -> None:
    audio = Audio.load(np.array([1.5, -1.5, 1.0, 0.25]), sample_rate_hz=16_000)
    assert audio.pcm.tolist() == [32767, -32768, 32767, 8192]


def test_loud_sound_does_not_wrap_around_when_resampled() -> None:
    square = np.sign(sine(440, 44_100, 44_100))
    heard = Audio.load(square, sample_rate_hz=44_100).float32()
    times = np.arange(heard.size) / 16_000
    is_high = (times * 440) % 1 < 0.45
    assert heard[200:-200][is_high[200:-200]].min() > -0.35


def test_views_and_locked_arrays_are_taken() -> None:
    array = np.arange(2_000, dtype=np.int16)
    array.setflags(write=False)
    audio = Audio.load(array[::2], sample_rate_hz=16_000)
    np.testing.assert_array_equal(audio.pcm, array[::2])


REFUSED: dict[str, tuple[Any, Any, str]] = {
    "no rate": (np.zeros(99), None, "give sample_rate_hz"),
    "rate zero": (np.zeros(99), 0, "from 1000 to 768000"),
    "rate too high": (np.zeros(99), 768_001, "from 1000 to 768000"),
    "rate of text": (np.zeros(99), "16000", "whole number"),
    "rate true": (np.zeros(99), True, "whole number"),
    "rate float": (np.zeros(99), 16_000.0, "whole number"),
    "int scale": (np.array([0.0, 12_000.0]), 16_000, "divide by 32768 or pass int16"),
    "nan": (np.array([0, np.nan, 0, np.nan]), 16_000, "2 values .* first in frame 1"),
    "inf": (np.array([[0, 0], [0, -np.inf], [0, 0]]), 8_000, "1 values .* frame 1"),
    "empty": (np.zeros(0), 16_000, "no samples"),
    "empty frames": (np.zeros((0, 2)), 16_000, "no samples"),
    "too short": (np.zeros(1), 768_000, "no samples"),
    "scalar": (np.array(0.5), 16_000, "shape"),
    "3-D": (np.zeros((2, 2, 2)), 16_000, "shape"),
    "nine channels": (np.zeros((99, 9)), 16_000, "9 channels; at most 8"),
    "int64": (np.zeros(9, np.int64), 16_000, "int64.*convert it to one of int8"),
    "uint16": (np.zeros(9, np.uint16), 16_000, "uint16"),
    "bool": (np.zeros(9, bool), 16_000, "bool"),
    "complex": (np.zeros(9, complex), 16_000, "complex128"),
    "object": (np.array([0.1, None]), 16_000, "object"),
    "text": (np.array(["a"]), 16_000, "dtype"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_is_refused(name: str) -> None:
    array, rate, message = REFUSED[name]
    with pytest.raises(AudioError, match=message):
        Audio.load(array, sample_rate_hz=rate)


def test_all_bad_values_are_counted() -> None:
    array = np.zeros(1_000_000, np.float32)
    array[[300_000, 999_999]] = np.nan
    with pytest.raises(AudioError, match=r"2 values .* first in frame 300000"):
        Audio.load(array, sample_rate_hz=16_000)
