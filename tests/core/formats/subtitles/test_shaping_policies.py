"""What is shown, from when to when."""

from itertools import pairwise
from typing import Literal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core import PROFILES, Cue, Document, Segment, Word, check_cues, cues


def said(text: str, start_ms: int, each_ms: int = 300, **more: str) -> Segment:
    words = [
        Word(part, start_ms + at * each_ms, start_ms + (at + 1) * each_ms)
        for at, part in enumerate(text.split())
    ]
    end_ms = start_ms + len(words) * each_ms
    return Segment(words, text, start_ms, end_ms, **more)


def shown(document: Document, profile: str | None = None) -> list[str]:
    return [" / ".join(cue.lines) for cue in cues(document, profile)]


MIXED = Segment(
    [
        Word("He", 0, 300),
        Word("really", None, None, status="missing"),
        Word("went", 300, 700, status="substituted"),
        Word("uh", 700, 900, status="extra"),
        Word("home.", 900, 1500, status="interpolated"),
    ],
    "He really went uh home.",
    0,
    1500,
)


@pytest.mark.parametrize(
    ("missing", "extra", "script", "text"),
    [
        ("hide", "unscripted", "He really went home.", "He went home."),
        ("hide", "unscripted", None, "He went uh home."),
        ("show", "hide", None, "He really went home."),
        ("show", "show", "He really went home.", "He really went uh home."),
    ],
)
def test_missing_and_extra_words(
    missing: Literal["hide", "show"],
    extra: Literal["unscripted", "hide", "show"],
    script: str | None,
    text: str,
) -> None:
    profile = evolve(PROFILES["netflix-en"], missing=missing, extra=extra)
    (cue,) = cues(Document([MIXED], script=script), profile)
    assert " ".join(cue.lines) == text
    assert [word.text for word in cue.words] == text.split()


def test_segments_of_which_nothing_is_shown_make_no_cue() -> None:
    gone = Word("Gone.", 0, 900, status="missing")
    assert cues(Document([Segment([gone], "Gone.", 0, 900)])) == []


def test_speakers_and_long_silence_part_cues() -> None:
    segments = [
        said("Yes.", 0, speaker="Ann"),
        said("No.", 310, speaker="Bob"),
        said("Oh, go on.", 620, speaker="Bob"),
        said("Why?", 5000, speaker="Bob"),
    ]
    assert shown(Document(segments, language="en")) == [
        "Yes.",
        "No. Oh, go on.",
        "Why?",
    ]


def test_short_sentences_stay_apart_where_there_is_time_to_read_them() -> None:
    segments = [said("Well, I never.", 0, 400), said("Who was it?", 1600, 400)]
    assert shown(Document(segments)) == ["Well, I never.", "Who was it?"]


def test_an_end_goes_into_the_silence_for_reading_but_not_for_ever() -> None:
    fast = said("Unbelievably extraordinary circumstances notwithstanding", 0, 250)
    (cue,) = cues(Document([fast]), "netflix-en")
    assert cue.end_ms == 1500
    (cue,) = cues(Document([fast], duration_ms=1200), "netflix-en")
    assert cue.end_ms == 1200
    (cue,) = cues(Document([said("Oh!", 0)]), "netflix-en")
    assert cue.end_ms == 833


@pytest.mark.parametrize(
    ("pause", "end"), [(0, 1116), (50, 1166), (100, 1216), (480, 1596), (1500, 1200)]
)
def test_gaps_are_two_frames_or_half_a_second(pause: int, end: int) -> None:
    segments = [
        said("one two three", 0, 400, speaker="a"),
        said("four five six", 1200 + pause, 400, speaker="b"),
    ]
    first, second = cues(Document(segments), "netflix-en")
    assert (first.end_ms, second.start_ms) == (end, 1200 + pause)


def test_a_start_moves_only_as_far_as_allowed() -> None:
    segments = [
        said("one two three", 0, 400, speaker="a"),
        said("Oh!", 1500, 300, speaker="b"),
        said("four five six", 2350, 400, speaker="a"),
    ]
    first, second, third = cues(Document(segments), "netflix-en")
    assert (second.start_ms, second.end_ms) == (1433, 2266)
    assert first.end_ms == 1433 - 84
    assert third.start_ms == 2350
    assert check_cues([first, second, third], "netflix-en") == []
    _, second, _ = cues(Document(segments), "dcmp")
    assert second.start_ms == 1500


def test_a_word_at_a_time() -> None:
    made = cues(Document([said("one two three", 0, 400)]), "one-word")
    assert made == [
        Cue(at * 400, at * 400 + 400, (text,), None, made[at].words)
        for at, text in enumerate(["one", "two", "three"])
    ]


def test_one_line_for_karaoke() -> None:
    text = "the quick brown fox jumps over the lazy dog and runs away from home"
    assert all(len(c.lines) == 1 for c in cues(Document([said(text, 0)]), "karaoke"))


def test_lines_that_someone_wrote_are_kept() -> None:
    segments = [
        Segment([], "a line,\nand one more", 0, 400),
        Segment([], "next", 400, 9000),
        Segment([], "last", 9010, 9500),
    ]
    assert cues(Document(segments, language="en")) == [
        Cue(0, 400, ("a line,", "and one more")),
        Cue(400, 9000, ("next",)),
        Cue(9010, 9500, ("last",)),
    ]


def test_nothing_is_shaped_where_nothing_shall_be() -> None:
    segments = [
        Segment([], "second", 400, 400),
        Segment([], "x" * 60 + "\ny\nz", 0, 9000),
    ]
    assert cues(Document(segments), "as-written") == [
        Cue(0, 9000, ("x" * 60, "y", "z")),
        Cue(400, 401, ("second",)),
    ]


some_words = st.sampled_from("a the of house running, went. extraordinarily".split())
sentences = st.lists(
    st.tuples(
        st.lists(some_words, min_size=1, max_size=40),
        st.integers(80, 900),
        st.integers(0, 3000),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=examples(150))
@given(sentences, st.sampled_from(list(PROFILES)))
def test_what_shaping_promises(
    parts: list[tuple[list[str], int, int]], name: str
) -> None:
    segments, clock = [], 0
    for words, each, pause in parts:
        segments.append(said(" ".join(words), clock, each))
        clock += len(words) * each + pause
    document = Document(segments, language="en")
    made = cues(document, name)
    assert made == cues(document, name)
    assert [w for cue in made for w in cue.words] == list(document.words)
    assert " ".join(" ".join(c.lines) for c in made) == document.text
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(made))
    codes = {finding.code for finding in check_cues(made, name)}
    # What depends on how fast people speak is all that may remain.
    assert codes <= {"cue-speed", "cue-short", "cue-chaining"}
    read = [Segment([], "\n".join(c.lines), c.start_ms, c.end_ms) for c in made]
    again = cues(Document(read, language="en"), name)
    assert [evolve(c, words=()) for c in made] == again
