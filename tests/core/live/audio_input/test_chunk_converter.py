"""Chunks of every form on their way in."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core import Audio, AudioError
from sync_core.live.audio_input.chunk_converter import ChunkConverter

RATES = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000]
NOISE = np.random.default_rng(1).integers(-9_000, 9_000, 60_000).astype(np.int16)


def taken(converter: ChunkConverter, *chunks: Any) -> NDArray[np.int16]:
    parts = [converter.convert(chunk) for chunk in chunks]
    return np.concatenate([*parts, converter.finish()])


def cut(data: Any, *sizes: int) -> Iterator[Any]:
    start = number = 0
    while start < len(data):
        size = sizes[number % len(sizes)]
        yield data[start : start + size]
        start, number = start + size, number + 1


@pytest.mark.parametrize("rate", RATES)
def test_a_stream_is_what_the_same_audio_is_as_a_whole(rate: int) -> None:
    converter = ChunkConverter(rate, 1)
    pcm = taken(converter, *cut(NOISE, 1, 160, 7_001))
    whole = Audio.load(NOISE, sample_rate_hz=rate)
    assert len(pcm) == len(whole.pcm)
    assert np.abs(pcm.astype(int) - whole.pcm).max() <= 1
    assert converter.duration_ms == whole.duration_ms


@pytest.mark.parametrize("rate", RATES)
def test_cutting_makes_no_difference(rate: int) -> None:
    sound = NOISE.reshape(-1, 2)
    whole = taken(ChunkConverter(rate, 2), sound)
    data = sound.astype("<i2").tobytes()
    for sizes in ((10**6,), (1, 3, 1_001), (641,), (2, 100_001)):
        assert np.array_equal(taken(ChunkConverter(rate, 2), *cut(data, *sizes)), whole)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_come_in_every_kind(kind: type) -> None:
    data = kind(NOISE.tobytes())
    assert np.array_equal(taken(ChunkConverter(16_000, 1), data), NOISE)


@pytest.mark.parametrize(
    ("dtype", "scale"),
    [
        ("int16", 32_768),
        ("int32", 2**31),
        ("uint8", None),
        ("float16", 1),
        ("float32", 1),
        ("float64", 1),
    ],
)
def test_arrays_come_in_every_dtype(dtype: str, scale: int | None) -> None:
    wave = np.sin(np.arange(16_000) / 20) * 0.5
    sound = (wave * (scale or 128) + (0 if scale else 128)).astype(dtype)
    pcm = taken(ChunkConverter(16_000, 1), sound) / 32_768
    assert np.abs(pcm - wave).max() < (0.001 if scale else 0.01)


def test_channels_are_mixed_down() -> None:
    left = np.full(1_000, 1_000, np.int16)
    sound = np.stack([left, left * 3], axis=1)
    assert set(taken(ChunkConverter(16_000, 2), sound)) == {2_000}
    assert set(taken(ChunkConverter(16_000, 2), sound.tobytes())) == {2_000}


def test_a_chunk_may_hold_nothing() -> None:
    converter = ChunkConverter(48_000, 1)
    empty = np.empty(0, np.int16)
    assert len(taken(converter, empty, NOISE[:48], empty)) == 16
    assert len(taken(ChunkConverter(48_000, 1))) == 0
    assert len(taken(ChunkConverter(16_000, 1), b"", b"")) == 0


def test_what_is_loud_is_clipped() -> None:
    assert set(taken(ChunkConverter(16_000, 1), np.full(10, 1.5, np.float32))) == {
        32_767
    }


@pytest.mark.parametrize(
    ("rate", "channels", "says"),
    [
        (0, 1, "sample_rate_hz is 0"),
        (-16_000, 1, "sample_rate_hz is -16000"),
        (16_000.0, 1, "whole number of Hz"),
        (True, 1, "whole number of Hz"),
        (10**7, 1, "must lie from 1000"),
        (16_000, 0, "number from 1 to 8, not 0"),
        (16_000, 9, "number from 1 to 8, not 9"),
        (16_000, 1.0, "number from 1 to 8, not 1.0"),
    ],
)
def test_forms_that_cannot_be(rate: Any, channels: Any, says: str) -> None:
    with pytest.raises(AudioError, match=says):
        ChunkConverter(rate, channels)


@pytest.mark.parametrize(
    ("chunk", "says"),
    [
        (np.array([0.1, np.nan], np.float32), "1 values that are NaN"),
        (np.array([0.1, np.inf]), "NaN or infinite"),
        (np.array([0.0, 20_000.0]), "divide by 32768"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
        (np.zeros((4, 9)), "number from 1 to 8, not 9"),
        (np.zeros((4, 0)), "number from 1 to 8, not 0"),
        (np.array(0.5), r"shape \(\)"),
        (np.zeros(4, np.complex64), "complex64"),
        (np.array(["a"]), "dtype <U1"),
        ([0, 1, 2], "not list"),
        ("RIFF", "not str"),
        (None, "not NoneType"),
    ],
)
def test_chunks_that_are_no_audio(chunk: Any, says: str) -> None:
    converter = ChunkConverter(16_000, 1)
    with pytest.raises(AudioError, match=says):
        converter.convert(chunk)


@pytest.mark.parametrize(
    "then", [b"\0\0", np.zeros(4, np.float32), np.zeros((4, 2), np.int16)]
)
def test_the_form_does_not_change_in_mid_stream(then: Any) -> None:
    converter = ChunkConverter(16_000, 1)
    converter.convert(np.zeros(4, np.int16))
    with pytest.raises(AudioError, match="the form of the audio changed from int16"):
        converter.convert(then)
    assert len(converter.convert(np.zeros(4, np.int16))) == 4
    assert converter.duration_ms == 0


def test_a_refused_chunk_leaves_no_trace() -> None:
    converter = ChunkConverter(16_000, 1)
    good = np.full(100, 0.25, np.float32)
    converter.convert(good)
    with pytest.raises(AudioError):
        converter.convert(np.array([np.nan], np.float32))
    assert len(taken(converter, good)) == 100
    assert converter.duration_ms == round(200 / 16)


def test_bytes_that_end_within_a_frame_are_told() -> None:
    converter = ChunkConverter(16_000, 2)
    assert len(converter.convert(b"\0" * 7)) == 1
    with pytest.raises(AudioError, match="3 bytes of an unfinished frame of 4"):
        converter.finish()
    assert len(converter.finish()) == 0


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_an_hour_at_once_needs_little_more_than_itself(rate: int) -> None:
    hour = bytes(2 * rate * 3_600 // 4)  # A quarter of one, as it scales.
    converter = ChunkConverter(rate, 1)
    converter.convert(bytes(2))
    tracemalloc.start()
    pcm = converter.convert(hour)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(pcm) >= 16_000 * 900 - 300
    assert peak < 3.5 * pcm.nbytes
