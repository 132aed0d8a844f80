"""Decodings that turn in circles: noticed, tried again, told of."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sync_core import Audio, EngineOptions
from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend
from sync_core_plugins.whisper_cpp.binding import pw
from sync_core_plugins.whisper_cpp.context import Token
from sync_core_plugins.whisper_cpp.repetition import estimate_max_tokens, is_loop

pytestmark = pytest.mark.engine


@pytest.fixture
def engine(tiny_options: EngineOptions) -> Iterator[WhisperCppBackend]:
    found = WhisperCppBackend(tiny_options)
    yield found
    found.close()


def turn_in_circles(
    engine: WhisperCppBackend, monkeypatch: pytest.MonkeyPatch, times: int
) -> list[float]:
    """Let the first decodings say all ten times over; give their temperatures."""
    decode, temperatures = engine._context.decode, list[float]()

    def decoded(params: Any, *rest: Any) -> list[Token]:
        temperatures.append(round(params.temperature, 3))
        heard = decode(params, *rest)
        phrase = [token for token in heard if token.stamp_ms is None]
        return phrase * 10 if len(temperatures) <= times else heard

    monkeypatch.setattr(engine._context, "decode", decoded)
    return temperatures


def test_a_loop_is_tried_again(
    engine: WhisperCppBackend,
    first_sentence: tuple[Audio, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temperatures = turn_in_circles(engine, monkeypatch, 1)
    stream = engine.transcribe(first_sentence[0], "en")
    (segment,) = stream
    assert temperatures == [0.0, 0.4]
    assert (segment.confidence or 0) > 0
    assert stream.findings == []


def test_a_loop_that_stays_one_is_a_finding(
    engine: WhisperCppBackend,
    first_sentence: tuple[Audio, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    audio, _ = first_sentence
    pause = np.zeros(16 * 5_000, np.int16)
    twice = Audio(np.concatenate([audio.pcm, pause, audio.pcm]), 14_700)
    turn_in_circles(engine, monkeypatch, 2)
    stream = engine.transcribe(twice, "en")
    doubted, trusted = stream
    assert doubted.confidence == 0
    assert {word.confidence for word in doubted.words} == {0.0}
    assert (trusted.confidence or 0) > 0
    (finding,) = stream.findings
    assert (finding.code, finding.severity) == ("repetition-loop", "error")
    assert finding.start_ms == 0
    assert 4_500 < (finding.end_ms or 0) < 5_500
    assert "repeats itself between 00:00:00.000 and 00:00:0" in finding.message


@pytest.mark.parametrize(
    "phrase", [b" no", b" ask not to", b" thank you for watching this video please"]
)
def test_a_loop_is_noticed(phrase: bytes) -> None:
    vocabulary: dict[bytes, int] = {}
    said = [b" and", *phrase.split() * 9, b" end"]
    looped = [Token(vocabulary.setdefault(w, len(vocabulary)), w) for w in said]
    assert is_loop(looped, 200)


def test_speech_is_no_loop() -> None:
    line = (
        "No, no, no, no, no, he said, and ask not what your country can do for you, "
        "ask what you can do for your country, very very very well. "
    ) * 3
    vocabulary: dict[str, int] = {}
    spoken = [
        Token(vocabulary.setdefault(word, len(vocabulary)), f" {word}".encode())
        for word in line.split()
    ]
    assert not is_loop(spoken, 200)
    assert is_loop(spoken, len(spoken))


def test_tokens_are_bounded_by_the_time() -> None:
    assert estimate_max_tokens(1) == 36
    # Where the engine itself would stop, and leave a state that aborts the process.
    assert estimate_max_tokens(30) == 218


def test_room_for_a_second_segment_is_made_once(
    engine: WhisperCppBackend, first_sentence: tuple[Audio, str]
) -> None:
    audio, _ = first_sentence
    stream = engine.open_stream("en")
    context, counts = engine._context._context, list[int]()
    heard = []
    for _ in range(2):
        heard.append(stream.decode(audio, last=True))
        counts.append(pw.whisper_full_n_segments(context))
    stream.close()
    assert counts[0] > 1
    assert counts[1] == 1
    assert heard[0] == heard[1]
    assert len(heard[0]) > 3
