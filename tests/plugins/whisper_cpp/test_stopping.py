"""The whisper-cpp backend when it is stopped half way."""

import os
import signal
import threading
import time

import pytest

from sync_core import Audio, CancelledError, EngineOptions, InputError
from sync_core_plugins.whisper_cpp import load
from sync_core_plugins.whisper_cpp._backend import WhisperCppBackend

pytestmark = pytest.mark.engine


def test_a_second_thread_stops_it_within_a_second(
    tiny: WhisperCppBackend, repeated: tuple[Audio, list[int]]
) -> None:
    stream = tiny.transcribe(repeated[0], "en")
    stopped = threading.Timer(0.4, stream.close)
    stopped.start()
    began = time.monotonic()
    with pytest.raises(CancelledError):
        list(stream)
    # One pass of the encoder cannot be stopped: half a second here, if nobody else
    # wants the cores.
    assert time.monotonic() - began < 0.4 + 2.0
    stopped.join()
    assert list(stream) == []


def test_an_interrupt_stops_the_engine_too(
    tiny: WhisperCppBackend, repeated: tuple[Audio, list[int]]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupted)
    timer = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            list(tiny.transcribe(repeated[0], "en"))
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert time.monotonic() - began < 0.4 + 2.0
    timer.join()


def test_closing_the_backend_stops_what_runs(
    tiny_options: EngineOptions, repeated: tuple[Audio, list[int]]
) -> None:
    engine = load(tiny_options)
    stream = engine.transcribe(repeated[0], "en")
    closing = threading.Timer(0.4, engine.close)
    closing.start()
    with pytest.raises(CancelledError):
        list(stream)
    closing.join()
    engine.close()
    with pytest.raises(InputError, match="closed"):
        list(engine.transcribe(repeated[0], "en"))


def test_a_stream_that_nobody_reads_ends_quietly(
    tiny: WhisperCppBackend, clip: Audio
) -> None:
    stream = tiny.transcribe(clip, "en")
    assert next(stream).text
    stream.close()
    stream.close()
    assert list(stream) == []
