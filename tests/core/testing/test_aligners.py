"""The aligners' contract finds what is wrong, and nothing else."""

import itertools
from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Anchor,
    Document,
    InputError,
    Phone,
    WordTiming,
    script_document,
)
from sync_core.plugins.protocols import EngineOptions
from sync_core.testing import (
    CheckResult,
    ScriptedAligner,
    check_aligner,
    made_audio,
    make_document,
)
from sync_core.testing.aligner_subject import AlignerSubject
from sync_core.testing.alignment_checks import ALIGNMENT_CHECKS

SOUND = made_audio([(0, 3_000)])


def broken(subject: AlignerSubject) -> dict[str, CheckResult]:
    """Run all checks, the slow ones too."""
    results = [check.evaluate(subject) for check in ALIGNMENT_CHECKS.checks]
    subject.close()
    return {result.name: result for result in results if not result.passed}


def placing(
    align: Callable[[AlignmentRequest], Any] | None = None, **methods: Any
) -> dict[str, CheckResult]:
    engine = ScriptedAligner()
    if align is not None:
        methods["align"] = align
    for name, method in methods.items():
        setattr(engine, name, method)
    options = EngineOptions(language="en")
    subject = AlignerSubject("aligner", engine.record(), SOUND, options, "One two.")
    return broken(subject)


def even(request: AlignmentRequest) -> Document:
    return ScriptedAligner().align(request)


def test_a_good_aligner() -> None:
    assert placing() == {}
    assert all(result.passed for result in check_aligner(ScriptedAligner().record()))


def test_an_aligner_may_refuse_bad_input() -> None:
    def align(request: AlignmentRequest) -> Document:
        if request.script.text != "One two." or request.audio.duration_ms < 3_000:
            raise AlignmentError("the audio does not say the script")
        return even(request)

    assert placing(align) == {}


def test_an_aligner_that_cannot_place_the_script_is_told_what_to_do() -> None:
    def align(request: AlignmentRequest) -> Document:
        raise AlignmentError("not my language")

    results = check_aligner(ScriptedAligner(error=AlignmentError("no")).record())
    notes = [result.message for result in results if result.skipped]
    assert notes
    assert all("give the contract audio=, script= and language=" in n for n in notes)


def without_cancel(request: AlignmentRequest) -> Document:
    return even(attrs.evolve(request, cancel=None))


def shouting(request: AlignmentRequest) -> Document:
    document = even(request)
    return attrs.evolve(document, segments=make_document("ONE TWO.").segments)


def shortening(request: AlignmentRequest) -> Document:
    document = even(request)
    return attrs.evolve(document, segments=document.segments[:-1])


def timing(*timings: WordTiming) -> Callable[[AlignmentRequest], Document]:
    def align(request: AlignmentRequest) -> Document:
        request.check_cancel()
        count = len(request.script.words)
        return script_document(request, [*timings, *[WordTiming()] * count][:count])

    return align


def made_up(request: AlignmentRequest) -> Document:
    document = timing()(request)
    timed = [attrs.evolve(s, start_ms=0, end_ms=1) for s in document.segments]
    return attrs.evolve(document, segments=timed)


def dividing(request: AlignmentRequest) -> Document:
    peak = np.float64(request.audio.pcm[0])
    assert len(request.script.words) / int(peak)
    return even(request)


def backwards(request: AlignmentRequest) -> Document:
    if request.progress is not None:
        request.progress(2, 3)
        request.progress(1, 3)
    return even(request)


def phone(start: int, end: int) -> WordTiming:
    return WordTiming(100, 200, phones=[Phone("w", start, end)])


@pytest.mark.parametrize(
    ("align", "check", "message"),
    [
        (lambda _: None, "every-character-of-the-script", "gave a NoneType instead of"),
        (shouting, "every-character-of-the-script", "instead of the word .'One'"),
        (shortening, "every-character-of-the-script", "has 2 words, its document 0"),
        (without_cancel, "cancelling", r"went on .* request.check_cancel\(\)"),
        (timing(WordTiming(50, 60), WordTiming(20, 30)), "times-rise", "'two.' starts"),
        (timing(WordTiming(0, 9_000)), "times-rise", "ends at 9000 ms, the audio at"),
        (timing(phone(90, 150)), "times-rise", "is not in its place in 'One'"),
        (made_up, "untimed-stays-untimed", "no word of 'One two.' has a time"),
        (
            timing(WordTiming(0, 1, status="missing")),
            *("untimed-stays-untimed", "'One' is missing, and has times"),
        ),
        (dividing, "audio-without-speech", "no audio at all raised IndexError"),
        (backwards, "progress-rises", "its progress went back"),
    ],
)
def test_what_is_wrong_with_an_aligner(
    align: Callable[[AlignmentRequest], Any], check: str, message: str
) -> None:
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(placing(align)[check].message)


def test_an_aligner_with_a_memory() -> None:
    starts = itertools.count()

    def align(request: AlignmentRequest) -> Document:
        start = next(starts)
        return timing(WordTiming(start, start + 1))(request)

    assert (
        "[0, None] at first, and then"
        in placing(align)["same-times-every-time"].message
    )


def test_anchors() -> None:
    falling = [Anchor(1, 5, 6), Anchor(0, 7, 8)]
    found = placing(anchors=lambda _: falling)["anchors-rise"]
    assert "anchors have to rise" in found.message
    found = placing(anchors=lambda _: [Anchor(2, 5, 6)])["anchors-rise"]
    assert "the script has 2 words, and none for" in found.message


def test_audio_and_script_go_together() -> None:
    with pytest.raises(InputError, match="give both of them, or none"):
        check_aligner(ScriptedAligner().record(), script="One.")
