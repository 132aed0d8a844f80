"""A long file is never held twice."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sync_core.audio import Audio

MakeClip = Callable[..., Path]


@pytest.fixture
def ten_minutes(make_clip: MakeClip, tmp_path: Path) -> Path:
    """Frames of MP3 joined, for encoding so much would take long."""
    part = make_clip(
        "a.mp3", "libmp3lame", rate=16_000, seconds=20, options={"write_xing": "0"}
    )
    path = tmp_path / "long.mp3"
    path.write_bytes(part.read_bytes() * 30)
    return path


def peak_of(load: Callable[[], Audio]) -> tuple[int, Audio]:
    gc.collect()
    tracemalloc.start()
    try:
        audio = load()
        return tracemalloc.get_traced_memory()[1], audio
    finally:
        tracemalloc.stop()


def test_a_long_file_takes_the_room_of_its_samples(ten_minutes: Path) -> None:
    peak, audio = peak_of(lambda: Audio.load(ten_minutes))
    assert abs(audio.duration_ms - 600_000) < 3_000
    assert peak < 1.3 * audio.pcm.nbytes + 2_000_000


def test_a_pipe_of_unknown_length_takes_little_more(ten_minutes: Path) -> None:
    contents = ten_minutes.read_bytes()
    peak, audio = peak_of(lambda: Audio.load(contents))
    assert peak < 1.3 * audio.pcm.nbytes + len(contents) + 2_000_000


def test_an_array_takes_the_room_of_the_result() -> None:
    array = np.zeros((48_000 * 60, 2), np.int16)
    peak, audio = peak_of(lambda: Audio.load(array, sample_rate_hz=48_000))
    # And a block of two channels in double precision.
    assert peak < audio.pcm.nbytes + 16_000_000
