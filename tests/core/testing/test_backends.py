"""The backends' contract finds what is wrong, and nothing else."""

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest

from sync_core import (
    AlignerPlugin,
    Audio,
    AudioError,
    BackendPlugin,
    CancelledError,
    InputError,
    Segment,
    Transcription,
    Word,
)
from sync_core.plugins.protocols import EngineOptions
from sync_core.testing import (
    CheckResult,
    ScriptedAligner,
    ScriptedBackend,
    check_aligner,
    check_backend,
    made_audio,
    make_document,
)
from sync_core.testing.backend_subject import BackendSubject
from sync_core.testing.backends import _select_checks
from sync_core.testing.engine_subject import EngineSubject
from sync_core.testing.suite import Suite

HELLO = make_document("Hello world.", "Bye.").segments
SOUND = made_audio([(0, 3_000)])


def broken(suite: Suite[Any], subject: EngineSubject[Any]) -> dict[str, CheckResult]:
    """Run all checks, the slow ones too."""
    results = [check.evaluate(subject) for check in suite.checks]
    subject.close()
    return {result.name: result for result in results if not result.passed}


def hearing(
    transcribe: Callable[..., Any],
    close: Callable[[], None] | None = None,
    **facts: Any,
) -> dict[str, CheckResult]:
    engine = ScriptedBackend()
    engine.transcribe = transcribe  # type: ignore[method-assign]
    if close is not None:
        engine.close = close  # type: ignore[method-assign]
    record = engine.record(**facts)
    subject = BackendSubject("backend", record, SOUND, EngineOptions(language="en"))
    return broken(_select_checks(record), subject)


def within(audio: Audio, *_: object) -> Iterator[Segment]:
    return iter([s for s in HELLO if (s.end_ms or 0) <= audio.duration_ms])


def test_a_good_backend() -> None:
    assert hearing(within, word_times=True, languages="en") == {}
    assert hearing(lambda *_: Transcription(iter([]), language="pt-BR")) == {}


def test_a_backend_may_refuse_bad_input() -> None:
    def transcribe(audio: Audio, language: str | None = None) -> Any:
        if language == "qaa":
            raise InputError("no such language")
        if audio.duration_ms < 60 or audio.peak_dbfs < -60:
            raise AudioError("nothing to hear")
        return within(audio)

    assert hearing(transcribe) == {}


def moving() -> Callable[..., Any]:
    counter = itertools.count(1)
    return lambda *_: iter([Segment([], "Hm", n := next(counter), n + 1)])


def printing(audio: Audio, *_: object) -> Any:
    print("0 %")  # noqa: T201
    return within(audio)


def writing(audio: Audio, *_: object) -> Any:
    audio.pcm.base[0] += 1  # type: ignore[index]
    return within(audio)


def indexing(audio: Audio, *_: object) -> Any:
    return iter([Segment([], str(audio.pcm[20_000]), 0, 1)])


def detecting(**facts: Any) -> Callable[..., Any]:
    return lambda *_: Transcription(iter([]), **facts)


class Fragile(Transcription):
    """Cannot be closed before it is done."""

    def close(self) -> None:
        if next(self, None) is not None:
            raise RuntimeError("busy")


class Abortable(Transcription):
    def __init__(self, error: BaseException) -> None:
        super().__init__(iter(HELLO))
        self._error: BaseException | None = None
        self._on_abort = error

    def abort(self) -> None:
        self._error = self._on_abort

    def __next__(self) -> Segment:
        if self._error is not None:
            raise self._error
        return super().__next__()


def test_aborting_is_cancelling() -> None:
    found = hearing(lambda *_: Abortable(CancelledError("stopped")))
    assert "aborting" not in found
    found = hearing(lambda *_: Abortable(RuntimeError("stopped")))
    assert "RuntimeError: stopped" in found["aborting"].message


HALF = Segment([Word("Hello", 0, 5)], "Hello world", 0, 5)


@pytest.mark.parametrize(
    ("transcribe", "check", "message"),
    [
        (lambda *_: list(HELLO), "segments-one-by-one", "it gave a list: yield"),
        (lambda *_: iter(["Hi"]), "segments-one-by-one", "gave a str instead of"),
        (lambda *_: iter(HELLO[::-1]), "times-rise", "go back in time: 'Hello world.'"),
        (lambda *_: iter(HELLO), "slices-of-audio", "ends at 300 ms, the audio at 60"),
        (lambda *_: iter([HALF]), "text-of-the-words", "'Hello' are not the text"),
        (lambda *_: iter([Segment([], "Hi", 0, 1)]), "word-times-as-stated", "no word"),
        (detecting(language="EN_us"), "language-it-detected", "and not 'en-US'"),
        (
            detecting(language_probabilities={"en": 7}),
            *("language-it-detected", "not in 0..1"),
        ),
        (indexing, "audio-without-speech", "no audio at all raised IndexError"),
        (lambda *_: Fragile(iter(HELLO)), "stopping-half-way", "RuntimeError: busy"),
        (moving(), "same-segments-every-time", r"heard \[\(1, 'Hm'\)\] at first"),
        (moving(), "slices-of-audio", "other segments the second time"),
        (printing, "nothing-is-printed", "it printed '0 %"),
        (writing, "audio-left-as-it-was", "it changed the samples"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_backend(
    transcribe: Callable[..., Any], check: str, message: str
) -> None:
    found = hearing(transcribe, word_times=True)
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(found[check].message)


class Stream:
    """Hears a word per second, and can be told to be wrong."""

    language = "en"
    opened: ClassVar[list["Stream"]] = []

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.aborted = self.closed = False
        self.opened.append(self)

    def decode(self, audio: Audio, *, prompt: str = "", last: bool = False) -> Any:
        if self.fault == "deaf":
            raise RuntimeError("deaf")
        if self.fault == "slow" and last:
            for _ in range(20):
                if self.aborted:
                    raise CancelledError("stopped")
                time.sleep(0.005)
        if self.fault == "untimed":
            return [Word("uh", None, None)]
        starts = range(0, audio.duration_ms, 1_000)
        if self.fault == "falling":
            starts = starts[::-1]
        return [Word(f"w{at}", at, at + 9) for at in starts]

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        if self.fault == "once" and self.closed:
            raise RuntimeError("closed already")
        self.closed = True


def streaming(fault: str) -> dict[str, CheckResult]:
    engine = ScriptedBackend(HELLO)
    engine.open_stream = lambda language=None: Stream(fault)  # type: ignore[attr-defined]
    record = engine.record(streaming=True)
    subject = BackendSubject("backend", record, SOUND, EngineOptions(language="en"))
    return broken(_select_checks(record), subject)


@pytest.mark.parametrize("fault", ["", "slow"])
def test_a_good_stream(fault: str) -> None:
    assert streaming(fault) == {}


@pytest.mark.parametrize(
    ("fault", "check", "message"),
    [
        ("deaf", "words-of-a-growing-utterance", "RuntimeError: deaf"),
        ("falling", "words-of-a-growing-utterance", "after a word that starts at"),
        ("untimed", "words-of-a-growing-utterance", "decode gave 'uh' no times"),
        ("once", "closing-a-stream", "RuntimeError: closed already"),
    ],
)
def test_what_is_wrong_with_a_stream(fault: str, check: str, message: str) -> None:
    assert message in streaming(fault)[check].message


def test_a_stream_that_another_one_disturbs() -> None:
    class Disturbed(Stream):
        def decode(self, audio: Audio, *, prompt: str = "", last: bool = False) -> Any:
            return [Word(f"w{len(self.opened)}", 0, 1)]

    engine = ScriptedBackend(HELLO)
    engine.open_stream = lambda language=None: Disturbed()  # type: ignore[attr-defined]
    record = engine.record(streaming=True)
    subject = BackendSubject("backend", record, SOUND, EngineOptions(language="en"))
    found = broken(_select_checks(record), subject)
    assert set(found) == {"streams-side-by-side"}
    assert " alone, and w" in found["streams-side-by-side"].message


def closing_once() -> Callable[[], None]:
    calls: list[int] = []

    def close() -> None:
        if calls:
            raise RuntimeError("closed already")
        calls.append(1)

    return close


def test_closing_twice() -> None:
    result = hearing(within, closing_once())["closing-twice"]
    assert "RuntimeError: closed already" in result.message


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"languages": ["en-US"]}, "subtags like 'en', not 'en-US'"),
        ({"options": dict}, "no attrs class"),
        ({"available": lambda: True}, "available gave True"),
    ],
)
def test_what_is_wrong_with_a_record(facts: dict[str, Any], message: str) -> None:
    record = ScriptedBackend(HELLO).record(**facts)
    (first, *_) = check_backend(record)
    assert (first.name, first.passed) == ("facts-of-the-record", False)
    assert message in first.message


def test_what_cannot_run_here_is_not_checked() -> None:
    record = ScriptedAligner().record(available=lambda: "needs a moon: go there")
    first, *others = check_aligner(record)
    assert (first.passed, first.skipped) == (True, False)
    assert {(r.passed, r.skipped) for r in others} == {(True, True)}
    assert (
        others[0].message == "not checked: it cannot run here: needs a moon: go there"
    )


def test_an_engine_is_tried_in_a_language_that_it_knows() -> None:
    aligner = ScriptedAligner()
    check_aligner(aligner.record(languages=["de", "fr"]))
    assert {request.language for request in aligner.requests} == {"de"}
    backend = ScriptedBackend(HELLO)
    assert all(r.passed for r in check_backend(backend.record(languages=["de"])))
    assert (backend.loaded, backend.asked, backend.closed) == (1, 1, 3)


def test_records_of_engines_are_plain() -> None:
    assert isinstance(ScriptedBackend().record(), BackendPlugin)
    assert isinstance(ScriptedAligner().record(), AlignerPlugin)
