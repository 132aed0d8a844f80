"""Long audio through a pipeline: with a stand-in aligner, and with the real one."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from sync_core import (
    AlignerPlugin,
    AlignmentError,
    AlignmentRequest,
    Anchor,
    Audio,
    CancelledError,
    Document,
    Pipeline,
    PluginContractError,
    PluginManager,
    Segment,
    Transcription,
    Word,
    WordTiming,
    hookimpl,
    script_document,
)
from sync_core import BackendPlugin as BackendRecord

STEP_MS, WORD_MS = 400, 300
WORDS = 600


@pytest.fixture(scope="module")
def audio() -> Audio:
    """Word number n is noise from 400 n ms on, for 300 ms."""
    pcm = np.zeros((WORDS, STEP_MS * 16), np.int16)
    generator = np.random.default_rng(1)
    pcm[:, : WORD_MS * 16] = generator.integers(-5000, 5000, (WORDS, WORD_MS * 16))
    return Audio(pcm.ravel(), WORDS * STEP_MS)


def text(numbers: Sequence[int]) -> str:
    return " ".join(f"word{number}." for number in numbers)


class Oracle:
    """Knows that ``word7.`` is where it is; its slices tell their place by address."""

    def __init__(self, whole: Audio, refuse: Sequence[int] = ()) -> None:
        self.base = whole.pcm.__array_interface__["data"][0]
        self.refuse = refuse
        self.pieces: list[tuple[int, int]] = []

    def align(self, request: AlignmentRequest) -> Document:
        address = request.audio.pcm.__array_interface__["data"][0]
        start_ms = (address - self.base) // 32
        end_ms = start_ms + request.audio.duration_ms
        self.pieces.append((start_ms, end_ms))
        numbers = [int(word.text[4:-1]) for word in request.script.words]
        if any(number in self.refuse for number in numbers):
            raise AlignmentError("refused")
        timings = []
        for number in numbers:
            at = number * STEP_MS
            inside = start_ms <= at and at + WORD_MS <= end_ms
            timing = WordTiming(at - start_ms, at - start_ms + WORD_MS, 0.9)
            timings.append(timing if inside else WordTiming(status="missing"))
        return script_document(request, timings)

    def close(self) -> None:
        pass


class Anchored(Oracle):
    """The same, with every tenth and eleventh word heard."""

    def anchors(self, request: AlignmentRequest) -> list[Anchor]:
        if request.progress is not None:
            request.progress(request.audio.duration_ms, request.audio.duration_ms)
        heard = [
            (at, int(word.text[4:-1])) for at, word in enumerate(request.script.words)
        ]
        return [
            Anchor(at, number * STEP_MS, number * STEP_MS + WORD_MS)
            for at, number in heard
            if number % 10 < 2
        ]


class Heard:
    """A backend that hears every word."""

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        words = [
            Word(f"word{n}", n * STEP_MS, n * STEP_MS + WORD_MS) for n in range(WORDS)
        ]
        whole = Segment(words, text(range(WORDS)), 0, WORDS * STEP_MS)
        return Transcription(iter([whole]), language=language)

    def close(self) -> None:
        pass


def pipeline_with(aligner: Any, backend: Any = None) -> Pipeline:
    class Plugin:
        @hookimpl
        def sync_core_aligners(self) -> list[AlignerPlugin]:
            return [AlignerPlugin("oracle", load=lambda _: aligner, longest_ms=40_000)]

        @hookimpl
        def sync_core_backends(self) -> list[BackendRecord]:
            return [BackendRecord("heard", load=lambda _: backend or Heard())]

    manager = PluginManager()
    manager.register(Plugin(), "tests")
    return Pipeline(backend="heard", aligner="oracle", language="en", manager=manager)


def check(document: Document, numbers: Sequence[int]) -> None:
    words = [word for word in document.words if word.status != "extra"]
    for number, word in zip(numbers, words, strict=True):
        assert word.text == f"word{number}."
        assert (word.start_ms, word.end_ms) == (
            number * STEP_MS,
            number * STEP_MS + WORD_MS,
        )


@pytest.mark.parametrize("kind", [Anchored, Oracle])
def test_every_word_on_the_clock_of_the_whole(
    audio: Audio, kind: Callable[[Audio], Oracle]
) -> None:
    aligner = kind(audio)
    with pipeline_with(aligner) as pipeline:
        document = pipeline.align(audio, text(range(WORDS)))
    check(document, range(WORDS))
    assert document.findings == ()
    assert document.script == text(range(WORDS))
    assert all(end - start <= 40_000 for start, end in aligner.pieces)
    assert len(aligner.pieces) > 5


def test_speech_between_that_the_script_does_not_have(audio: Audio) -> None:
    numbers = [n for n in range(WORDS) if not 205 <= n < 395]
    with pipeline_with(Anchored(audio)) as pipeline:
        document = pipeline.align(audio, text(numbers))
    check(document, numbers)
    extra = [word for word in document.words if word.status == "extra"]
    assert extra[0].text
    # Near to words of the script it is the aligner's to say, and this one says nothing.
    assert 205 * STEP_MS <= (extra[0].start_ms or 0) <= 240 * STEP_MS
    assert 360 * STEP_MS <= (extra[-1].end_ms or 0) <= 395 * STEP_MS
    assert [f.code for f in document.findings] == ["extra-speech"]


def test_a_piece_that_cannot_be_aligned_is_missing_and_found(audio: Audio) -> None:
    with pipeline_with(Anchored(audio, refuse=[333])) as pipeline:
        document = pipeline.align(audio, text(range(WORDS)))
    lost = [
        word for word in document.words if word.status in ("missing", "substituted")
    ]
    assert 1 <= len(lost) < 150
    assert "word333." in [word.text for word in lost]
    assert {f.severity for f in document.findings} == {"error"}


def test_nothing_found_at_all_is_an_error(audio: Audio) -> None:
    with (
        pipeline_with(Anchored(audio, refuse=range(WORDS))) as pipeline,
        pytest.raises(AlignmentError, match="none of its 600 words"),
    ):
        pipeline.align(audio, text(range(WORDS)))


def test_progress_rises_over_both_rounds(audio: Audio) -> None:
    seen: list[tuple[int, int]] = []
    with pipeline_with(Anchored(audio)) as pipeline:
        pipeline.align(
            audio,
            text(range(WORDS)),
            progress=lambda done, total: seen.append((done, total)),
        )
    assert seen == sorted(seen)
    assert (audio.duration_ms // 2, audio.duration_ms) in seen
    assert seen[-1] == (audio.duration_ms, audio.duration_ms)


def test_cancelling_between_pieces(audio: Audio) -> None:
    class Cancel:
        pieces = 0

        def is_set(self) -> bool:
            self.pieces += 1
            return self.pieces > 4

    aligner = Anchored(audio)
    with pipeline_with(aligner) as pipeline, pytest.raises(CancelledError):
        pipeline.align(audio, text(range(WORDS)), cancel=Cancel())
    assert len(aligner.pieces) < 5


@pytest.mark.parametrize(
    ("anchors", "message"),
    [
        ([Anchor(600, 0, 5)], "no such word"),
        ([Anchor(-1, 0, 5)], "no such word"),
        ([Anchor(5, 500, 600), Anchor(5, 700, 800)], "have to rise"),
        ([Anchor(5, 500, 600), Anchor(6, 400, 450)], "have to rise"),
    ],
)
def test_anchors_that_contradict_themselves(
    audio: Audio, anchors: list[Anchor], message: str
) -> None:
    aligner = Anchored(audio)
    aligner.anchors = lambda request: anchors  # type: ignore[method-assign]
    with (
        pipeline_with(aligner) as pipeline,
        pytest.raises(PluginContractError, match=message),
    ):
        pipeline.align(audio, text(range(WORDS)))


@pytest.mark.engine
def test_minutes_of_speech_with_the_real_engine(clip: Audio, clip_script: str) -> None:
    gap = np.zeros(16_000, np.int16)
    with Pipeline(aligner="hmm", language="en") as pipeline:
        once = pipeline.align(clip, clip_script)
        pcm = np.concatenate([clip.pcm, gap] * 8)
        document = pipeline.align(
            pcm, "\n".join([clip_script] * 8), sample_rate_hz=16_000
        )
    period_ms = (len(clip.pcm) + len(gap)) // 16
    assert document.findings == ()
    assert len(document.words) == 8 * len(once.words)
    for at, word in enumerate(document.words):
        turn, place = divmod(at, len(once.words))
        expected = once.words[place]
        assert word.start_ms is not None
        assert expected.start_ms is not None
        assert word.start_ms - turn * period_ms == pytest.approx(
            expected.start_ms, abs=60
        )
