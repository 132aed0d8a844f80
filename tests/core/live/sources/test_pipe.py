"""Pipes as sources."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live_encoding import FORMS, encoded
from sync_core import Audio, AudioError
from sync_core.live.sources import PipeSource, RawSource


def assign_spans(source: Any) -> np.ndarray:
    return np.concatenate(list(source.chunks()))


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    for number in (read, write):
        try:
            os.close(number)
        except OSError:
            continue


def fill(number: int, data: bytes) -> threading.Thread:
    """Write from another thread, and close."""

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(number, "wb") as out:
            out.write(data)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture(scope="module")
def some_speech(clip: Audio) -> Audio:
    return clip.slice(0, 2_345)


@pytest.mark.parametrize(("name", "codec", "rate", "options"), FORMS)
def test_a_pipe_is_decoded_as_a_file(
    name: str,
    codec: str,
    rate: int,
    options: Any,
    some_speech: Audio,
    tmp_path: Path,
    pipe: tuple[int, int],
) -> None:
    path = encoded(some_speech, tmp_path / name, codec, rate, **options)
    writer = fill(pipe[1], path.read_bytes())
    source = PipeSource(pipe[0])
    pcm, whole = assign_spans(source), Audio.load(path).pcm
    # What an encoder padded at the end cannot be told in a pipe.
    sure = len(whole) - 100
    np.testing.assert_array_equal(pcm[:sure], whole[:sure])
    assert len(pcm) - len(whole) < 1_600
    writer.join()


def test_an_mp4_with_its_index_at_the_end_is_no_pipe(
    clip: Audio, tmp_path: Path, pipe: tuple[int, int]
) -> None:
    long = Audio(np.tile(clip.pcm, 4), 4 * clip.duration_ms)
    path = encoded(long, tmp_path / "a.m4a", "aac", 44_100)
    writer = fill(pipe[1], path.read_bytes())
    with pytest.raises(AudioError, match="can only be read as a file"):
        assign_spans(PipeSource(pipe[0]))
    os.close(pipe[0])
    writer.join()


def test_a_pipe_is_heard_before_it_ends(some_speech: Audio, tmp_path: Path) -> None:
    read, write = os.pipe()
    path = encoded(some_speech, tmp_path / "a.webm", "libopus", 48_000)
    source = PipeSource(read)
    data = path.read_bytes()
    os.write(write, data[: len(data) // 2])
    chunks = source.chunks()
    taken = 0
    while taken < 8_000:
        taken += len(next(chunks))
    os.write(write, data[len(data) // 2 :])
    os.close(write)
    taken += sum(map(len, chunks))
    assert abs(taken - len(some_speech.pcm)) < 1_600
    os.close(read)


@pytest.mark.parametrize("kind", [PipeSource, RawSource])
def test_an_empty_pipe(kind: Any, pipe: tuple[int, int]) -> None:
    os.close(pipe[1])
    with pytest.raises(AudioError, match="standard input: it ended before"):
        list(kind(pipe[0]).chunks())


def test_a_pipe_with_something_else(pipe: tuple[int, int]) -> None:
    fill(pipe[1], b"no sound at all " * 500).join()
    with pytest.raises(AudioError, match="--raw"):
        list(PipeSource(pipe[0]).chunks())


def test_a_pipe_that_breaks_off(
    some_speech: Audio, tmp_path: Path, pipe: tuple[int, int]
) -> None:
    """What came is given before the error, where the form says how long it is."""
    path = encoded(some_speech, tmp_path / "a.flac", "flac", 16_000)
    data = path.read_bytes()
    fill(pipe[1], data[: len(data) // 2]).join()
    taken: list[Any] = []
    with pytest.raises(AudioError, match="it was cut off"):
        taken.extend(PipeSource(pipe[0]).chunks())
    assert 8_000 < sum(map(len, taken)) < len(some_speech.pcm)


@pytest.mark.parametrize("kind", [PipeSource, RawSource])
def test_closing_wakes_a_reader(kind: Any, pipe: tuple[int, int]) -> None:
    source = kind(pipe[0])
    failed: list[Exception] = []

    def read() -> None:
        try:
            list(source.chunks())
        except AudioError as error:
            failed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    source.close()
    thread.join(30)
    assert not thread.is_alive()


def test_raw_samples(pipe: tuple[int, int]) -> None:
    samples = np.arange(-5_000, 5_000, dtype="<i2")
    writer = fill(pipe[1], samples.tobytes())
    source = RawSource(pipe[0], sample_rate_hz=8_000, channels=2)
    assert (source.sample_rate_hz, source.channels, source.waits) == (8_000, 2, None)
    assert b"".join(source.chunks()) == samples.tobytes()
    writer.join()


@pytest.mark.parametrize("rate", [0, -1, 10**9])
def test_no_such_rate(rate: int) -> None:
    with pytest.raises(AudioError, match="sample_rate_hz"):
        RawSource(sample_rate_hz=rate)
