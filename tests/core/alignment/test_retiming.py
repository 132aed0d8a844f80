"""Better times for recognised words, with a stand-in aligner."""

from collections.abc import Callable

import numpy as np
import pytest

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Audio,
    Document,
    Phone,
    Script,
    Segment,
    Word,
    WordTiming,
    script_document,
)
from sync_core.alignment.retiming import retime

LENGTH_MS = 120_000


@pytest.fixture(scope="module")
def audio() -> Audio:
    return Audio(np.ones(16 * LENGTH_MS, np.int16), LENGTH_MS)


class Ruler:
    """Puts a word every 100 ms, 50 ms long, from the start of what it is given."""

    def __init__(self, refuse: Callable[[str], bool] = lambda text: False) -> None:
        self.refuse = refuse
        self.calls: list[tuple[str, int]] = []

    def __call__(self, audio: Audio, script: Script) -> Document:
        self.calls.append((script.text, audio.duration_ms))
        if self.refuse(script.text):
            raise AlignmentError("no")
        timings = [
            WordTiming(i * 100, i * 100 + 50, 0.5, [Phone("a", i * 100, i * 100 + 50)])
            for i, _ in enumerate(script.words)
        ]
        return script_document(AlignmentRequest(audio, script), timings)


def segment(text: str, start_ms: int, end_ms: int, *words: str) -> Segment:
    parts = words or text.split()
    return Segment([Word(w, start_ms, end_ms) for w in parts], text, start_ms, end_ms)


def times(segments: list[Segment]) -> list[tuple[str, int | None, int | None]]:
    return [(w.text, w.start_ms, w.end_ms) for s in segments for w in s.words]


def no_progress(_done_ms: int) -> None:
    pass


def test_times_are_shifted_by_the_start_of_the_stretch(audio: Audio) -> None:
    before = [segment("Hello, world.", 5000, 6000)]
    after, findings = retime(audio, before, Ruler(), no_progress)
    assert findings == []
    assert times(after) == [("Hello,", 4600, 4650), ("world.", 4700, 4750)]
    assert after[0].text == "Hello, world."
    assert (after[0].start_ms, after[0].end_ms) == (4600, 4750)
    assert after[0].words[1].phones == (Phone("a", 4700, 4750),)
    assert after[0].words[1].confidence == 0.5


def test_short_segments_go_together_long_stretches_do_not(audio: Audio) -> None:
    before = [segment(f"Word {n}.", n * 10_000, n * 10_000 + 9_000) for n in range(6)]
    ruler, done = Ruler(), list[int]()
    retime(audio, before, ruler, done.append)
    assert [text for text, _ in ruler.calls] == [
        "Word 0. Word 1.",
        "Word 2. Word 3.",
        "Word 4. Word 5.",
    ]
    assert done == [19_000, 39_000, 59_000]
    assert all(length <= 25_800 for _, length in ruler.calls)


def test_a_stretch_ends_halfway_to_its_neighbours(audio: Audio) -> None:
    before = [segment("One.", 0, 24_900), segment("Two.", 25_100, 50_000)]
    ruler = Ruler()
    after, _ = retime(audio, before, ruler, no_progress)
    assert [length for _, length in ruler.calls] == [25_000, 25_400]
    assert after[1].words[0].start_ms == 25_000


def test_what_cannot_be_aligned_keeps_its_times(audio: Audio) -> None:
    before = [segment("Good one.", 0, 900), segment("Bad one.", 1000, 1900)]
    ruler = Ruler(refuse=lambda text: "Bad" in text)
    after, findings = retime(audio, before, ruler, no_progress)
    assert [text for text, _ in ruler.calls] == [
        "Good one. Bad one.",
        "Good one.",
        "Bad one.",
    ]
    assert times(after) == [
        ("Good", 0, 50),
        ("one.", 100, 150),
        ("Bad", 1000, 1900),
        ("one.", 1000, 1900),
    ]
    (finding,) = findings
    assert (finding.code, finding.severity) == ("not-retimed", "warning")
    assert (finding.start_ms, finding.end_ms) == (1000, 1900)


def test_a_segment_without_words_is_kept(audio: Audio) -> None:
    before = [segment("...", 0, 900, "...")]
    after, findings = retime(audio, before, Ruler(), no_progress)
    assert after == before
    assert len(findings) == 1


def test_one_recognised_word_may_be_several_tokens(audio: Audio) -> None:
    after, _ = retime(audio, [segment("stop—now go", 0, 900)], Ruler(), no_progress)
    assert times(after) == [("stop—now", 0, 150), ("go", 200, 250)]
    assert len(after[0].words[0].phones) == 2


def test_several_recognised_words_may_share_a_token(audio: Audio) -> None:
    before = [segment("see ab.cd now", 0, 900, "see", "ab", ".cd", "now")]
    after, _ = retime(audio, before, Ruler(), no_progress)
    assert times(after) == [
        ("see", 0, 50),
        ("ab", 100, 120),
        (".cd", 120, 150),
        ("now", 200, 250),
    ]
    statuses = [word.status for word in after[0].words]
    assert statuses == ["matched", "interpolated", "interpolated", "matched"]


def test_words_that_the_text_does_not_have_keep_their_times(audio: Audio) -> None:
    before = [segment("Hello", 0, 900, "Goodbye")]
    after, _ = retime(audio, before, Ruler(), no_progress)
    assert after == before
