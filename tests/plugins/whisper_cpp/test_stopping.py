"""The whisper-cpp backend when it is stopped half way."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from sync_core import Audio, CancelledError, EngineOptions, InputError
from sync_core_plugins.whisper_cpp import load
from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend
from sync_core_plugins.whisper_cpp.binding import pw

pytestmark = pytest.mark.engine
Meanwhile: TypeAlias = Callable[[Callable[[], object]], list[int]]


@pytest.fixture
def meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Meanwhile]:
    """Have something done while the engine runs; its return codes tell how it went."""
    full, timers = pw.whisper_full, list[threading.Timer]()

    def have_done(work: Callable[[], object]) -> list[int]:
        codes: list[int] = []

        def watched(*arguments: object) -> int:
            # A tenth of a second is within the encoder's pass.
            timers.append(threading.Timer(0.1, work))
            timers[-1].start()
            codes.append(full(*arguments))
            return codes[-1]

        monkeypatch.setattr(pw, "whisper_full", watched)
        return codes

    yield have_done
    for timer in timers:
        timer.join()


def test_a_second_thread_stops_it(
    tiny: WhisperCppBackend, repeated: tuple[Audio, list[int]], meanwhile: Meanwhile
) -> None:
    stream = tiny.transcribe(repeated[0], "en")
    codes = meanwhile(stream.close)
    with pytest.raises(CancelledError):
        list(stream)
    (code,) = codes
    assert code != 0, "the engine was not broken off"
    assert list(stream) == []


def test_an_interrupt_stops_the_engine_too(
    tiny: WhisperCppBackend, repeated: tuple[Audio, list[int]], meanwhile: Meanwhile
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupted)
    codes = meanwhile(lambda: os.kill(os.getpid(), signal.SIGUSR1))
    try:
        with pytest.raises(KeyboardInterrupt):
            list(tiny.transcribe(repeated[0], "en"))
    finally:
        signal.signal(signal.SIGUSR1, before)
    (code,) = codes
    assert code != 0, "the engine was not broken off"


def test_closing_the_backend_stops_what_runs(
    tiny_options: EngineOptions,
    repeated: tuple[Audio, list[int]],
    meanwhile: Meanwhile,
) -> None:
    engine = load(tiny_options)
    stream = engine.transcribe(repeated[0], "en")
    codes = meanwhile(engine.close)
    with pytest.raises(CancelledError):
        list(stream)
    (code,) = codes
    assert code != 0, "the engine was not broken off"
    engine.close()
    with pytest.raises(InputError, match="closed"):
        list(engine.transcribe(repeated[0], "en"))


def test_closing_the_backend_between_two_chunks_stops_what_runs(
    tiny_options: EngineOptions, repeated: tuple[Audio, list[int]]
) -> None:
    engine = load(tiny_options)
    stream = engine.transcribe(repeated[0], "en")
    assert next(stream).text
    engine.close()
    with pytest.raises(CancelledError):
        list(stream)


def test_a_stream_that_nobody_reads_ends_quietly(
    tiny: WhisperCppBackend, clip: Audio
) -> None:
    stream = tiny.transcribe(clip, "en")
    assert next(stream).text
    stream.close()
    stream.close()
    assert list(stream) == []
