"""What no right alignment shows."""

import numpy as np
import pytest

from sync_core import (
    AlignmentRequest,
    Audio,
    Document,
    Pipeline,
    Script,
    WordTiming,
    script_document,
)
from sync_core.alignment.plausibility import check_plausibility

NOISE = np.random.default_rng(1).integers(-3_000, 3_000, 16 * 40_000).astype(np.int16)
AUDIO = Audio(NOISE, 40_000)
MISSING = WordTiming(status="missing")


def evenly(count: int, step_ms: int = 300, confidence: float = 0.9) -> list[WordTiming]:
    return [
        WordTiming(at * step_ms, (at + 1) * step_ms - 20, confidence)
        for at in range(count)
    ]


def document(timings: list[WordTiming], word: str = "words") -> Document:
    script = Script.parse(" ".join([word] * len(timings)))
    return script_document(AlignmentRequest(AUDIO, script), timings)


def codes(timings: list[WordTiming], audio: Audio = AUDIO) -> list[tuple[str, str]]:
    return [(f.code, f.severity) for f in check_plausibility(document(timings), audio)]


def test_a_right_alignment_has_no_findings() -> None:
    assert codes(evenly(40)) == []


@pytest.mark.engine
def test_neither_has_the_demo(clip: Audio, clip_script: str) -> None:
    with Pipeline(aligner="hmm", language="en") as pipeline:
        assert pipeline.align(clip, clip_script).findings == ()


def test_much_missing_is_low_coverage() -> None:
    timings = evenly(40)
    timings[10:13], timings[20:26] = [MISSING] * 3, [MISSING] * 6
    assert codes(timings) == [("low-coverage", "error")]


def test_a_long_run_that_was_not_said() -> None:
    timings = evenly(100)
    timings[10:21] = [MISSING] * 11
    assert codes(timings) == [("long-divergence", "error")]
    timings[10:20] = evenly(100)[10:20]
    assert codes(timings) == []


def test_words_of_impossible_length() -> None:
    timings = evenly(40)
    timings[5] = WordTiming(1500, 1530)
    timings[39] = WordTiming(39 * 300, 39 * 300 + 2_500)
    assert codes(timings) == [("implausible-duration", "warning")] * 2
    squeezed = [WordTiming(i * 50, i * 50 + 30) for i in range(40)]
    found = codes(squeezed)
    assert found.count(("implausible-duration", "error")) == 40
    assert ("speech-rate", "error") in found


def test_words_piled_up_at_one_time() -> None:
    timings = evenly(40)
    timings[10:15] = [WordTiming(3_000 + i, 3_010 + i) for i in range(5)]
    assert ("pile-up", "error") in codes(timings)
    assert codes(timings).count(("pile-up", "error")) == 1


def test_words_out_of_order() -> None:
    timings = evenly(40)
    timings[7], timings[8] = timings[8], timings[7]
    assert codes(timings) == [("out-of-order", "error")]


def test_speech_that_is_too_slow() -> None:
    assert codes([WordTiming(i * 1500, i * 1500 + 1400) for i in range(20)]) == [
        ("speech-rate", "error")
    ]


def test_a_score_that_collapses() -> None:
    assert codes(evenly(20) + evenly(40, confidence=0.2)[20:]) == [
        ("score-collapse", "error")
    ]
    assert codes(evenly(20, confidence=0.2) + evenly(40)[20:]) == []


def test_clipped_audio() -> None:
    loud = np.clip(NOISE.astype(np.int32) * 15, -32_768, 32_767).astype(np.int16)
    assert codes(evenly(40), Audio(loud, 40_000)) == [("clipped-audio", "warning")]


def test_silence_where_words_should_be() -> None:
    pcm = NOISE.copy()
    pcm[16 * 3_000 : 16 * 3_600] = 0
    assert codes(evenly(40), Audio(pcm, 40_000)) == [("silent-word", "error")] * 2


def test_a_clip_that_is_quiet_throughout_is_not_silent() -> None:
    quiet = (NOISE // 100).astype(np.int16)
    assert codes(evenly(40), Audio(quiet, 40_000)) == []
