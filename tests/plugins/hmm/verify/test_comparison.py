"""Audio that does not say just what its script says."""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from sync_core.audio import Audio
from sync_core.document.document import Document
from sync_core.document.records import Segment, Word
from sync_core_plugins.hmm.verify.senones import SenoneScorer

pytestmark = pytest.mark.engine
Align = Callable[[Audio, str], Document]


@pytest.fixture(scope="module")
def whole(align: Align, clip: Audio, clip_script: str) -> Document:
    return align(clip, clip_script)


@pytest.fixture(scope="module")
def sentences(whole: Document) -> Sequence[Segment]:
    return whole.segments


def said(clip: Audio, sentences: Sequence[Segment]) -> Audio:
    """Join sentences of the clip, each with the pause behind it."""
    spans = [(s.start_ms or 0, s.end_ms or 0) for s in sentences]
    parts = [clip.pcm[max(0, a - 50) * 16 : (b + 150) * 16] for a, b in spans]
    pcm = np.concatenate(parts)
    return Audio(pcm=pcm, duration_ms=round(len(pcm) / 16))


def extras(document: Document) -> list[Word]:
    return [word for word in document.words if word.status == "extra"]


def text(sentences: Sequence[Segment]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def length(timed: Segment | Word) -> int:
    return (timed.end_ms or 0) - (timed.start_ms or 0)


def extra_ms(document: Document) -> int:
    return sum(length(word) for word in extras(document))


def check_times(found: Document, whole: Document, at: int, sentence: int) -> None:
    """See that a sentence's words are as long as they were in the whole clip."""
    words, others = found.segments[at].words, whole.segments[sentence].words
    assert {word.status for word in words} == {"matched"}
    off = [abs(length(a) - length(b)) for a, b in zip(words, others, strict=True)]
    assert fmean(off) < 15
    assert max(off) < 60


def test_the_clip_says_its_script(whole: Document) -> None:
    assert {word.status for word in whole.words} == {"matched"}


def test_a_sentence_that_was_cut_out(
    align: Align, clip: Audio, whole: Document, sentences: Sequence[Segment]
) -> None:
    audio = said(clip, [sentences[0], sentences[1], sentences[3]])
    found = align(audio, text(sentences))
    # The release of "sleep" before the cut passes for the "The" behind it.
    lost = found.segments[2].words[1:]
    assert {(word.status, word.start_ms) for word in lost} == {("missing", None)}
    assert not extras(found)
    for at in (0, 1, 3):
        check_times(found, whole, at, at)


def test_a_sentence_said_twice(
    align: Align, clip: Audio, sentences: Sequence[Segment]
) -> None:
    audio = said(clip, [sentences[0], sentences[0], sentences[1]])
    found = align(audio, text(sentences[:2]))
    scripted = [word for word in found.words if word.script_span]
    assert {word.status for word in scripted} == {"matched"}
    assert extra_ms(found) == pytest.approx(length(sentences[0]), rel=0.15)


def test_speech_before_and_behind_the_script(
    align: Align, clip: Audio, whole: Document, sentences: Sequence[Segment]
) -> None:
    found = align(said(clip, sentences), text(sentences[1:3]))
    (before, *scripted, behind) = found.segments
    assert {word.status for word in before.words + behind.words} == {"extra"}
    assert [segment.text for segment in scripted] == [s.text for s in sentences[1:3]]
    for at in (0, 1):
        check_times(found, whole, at + 1, at + 1)
    for segment, sentence in ((before, sentences[0]), (behind, sentences[3])):
        assert length(segment) == pytest.approx(length(sentence), rel=0.1)
        assert all(word.phones for word in segment.words)


def test_other_words_than_the_script_has(
    align: Align, clip: Audio, clip_script: str
) -> None:
    wrong = clip_script.replace("five sandwiches, and not", "an umbrella but plenty of")
    found = align(clip, wrong)
    lost = [word.text for word in found.words if word.status == "missing"]
    assert set(lost) >= {"umbrella", "but", "plenty"}
    assert set(lost) <= {"an", "umbrella", "but", "plenty", "of"}
    assert 500 < extra_ms(found) < 2000


def test_a_script_ten_times_too_long(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, spoken = first_sentence
    unsaid = "Please call Stella and ask her to bring these things from the store. "
    found = align(audio, spoken + " " + unsaid * 9)
    assert [w.status for w in found.words[:12]] == ["matched"] * 12
    others = [word.status for word in found.words[12:]]
    assert others.count("missing") >= len(others) - 1


def test_no_file_is_left_behind(clip: Audio) -> None:
    """The engine hands its scores over in a file."""
    scorer = SenoneScorer()
    scorer.score(clip.slice(0, 300).pcm.tobytes())
    folder = Path(scorer._folder.name)
    assert not list(folder.iterdir())
    scorer.close()
    scorer.close()
    assert not folder.exists()
