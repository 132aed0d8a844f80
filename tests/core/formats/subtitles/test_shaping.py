from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core.document.document import Document
from sync_core.document.records import Segment, Word
from sync_core.formats.subtitles import Cue, cues, find_word_spans, untimed_segments
from sync_core.formats.subtitles.text_width import count_columns

MAX_CUE_MS = 7000


def bare(text: str) -> str:
    """The text without white space, and without NUL, which no subtitle can hold."""
    return "".join(text.replace("\0", "").split())


def spoken(text: str, start_ms: int = 0, each_ms: int = 300) -> Segment:
    """Make a segment whose words take the same time, without pauses."""
    parts = text.split(" ")
    words = [
        Word(part, start_ms + at * each_ms, start_ms + (at + 1) * each_ms)
        for at, part in enumerate(parts)
    ]
    return Segment(words, text, start_ms, start_ms + len(parts) * each_ms)


def shown(document: Document, profile: str | None = None) -> list[tuple[int, int, str]]:
    """Give the cues as start, end and text, the lines parted by slashes."""
    return [
        (cue.start_ms, cue.end_ms, " / ".join(cue.lines))
        for cue in cues(document, profile)
    ]


def texts(document: Document, profile: str | None = None) -> list[str]:
    return [text for _, _, text in shown(document, profile)]


def test_a_short_segment_is_one_cue() -> None:
    words = (Word("Hi", 100, 700), Word("Al", 700, 1400))
    segment = Segment(words, "Hi, Al!", 90, 1450)
    assert cues(Document([segment])) == [Cue(100, 1400, ("Hi, Al!",), None, words)]


def test_the_speaker_is_kept() -> None:
    segment = Segment([Word("Hi", 100, 1200)], "Hi", 100, 1200, speaker="Ann")
    assert cues(Document([segment]))[0].speaker == "Ann"


def test_a_cue_knows_its_words() -> None:
    segment = spoken("one two three four", each_ms=3000)
    first, second = cues(Document([segment]))
    assert first.words + second.words == segment.words
    assert [word.text for word in first.words] == ["one", "two"]


def test_a_long_segment_is_cut_at_its_clauses() -> None:
    text = (
        "The north wind and the sun were disputing which was the stronger, when a "
        "traveler came along, wrapped in a warm cloak, that he had bought in town."
    )
    assert shown(Document([spoken(text, each_ms=350)], language="en")) == [
        (
            0,
            4116,
            "The north wind and the sun were disputing / which was the stronger,",
        ),
        (4200, 5866, "when a traveler came along,"),
        (5950, 9800, "wrapped in a warm cloak, / that he had bought in town."),
    ]


def test_a_long_time_is_cut() -> None:
    assert shown(Document([spoken("one two three four", each_ms=3000)])) == [
        (0, 5916, "one two"),
        (6000, 12000, "three four"),
    ]


def test_a_long_pause_is_cut_out() -> None:
    words = [Word("Wait", 0, 300), Word("for", 300, 900), Word("it", 2900, 3900)]
    assert shown(Document([Segment(words, "Wait for it", 0, 3900)])) == [
        (0, 900, "Wait for"),
        (2900, 3900, "it"),
    ]


def test_words_without_times_stay_between_their_neighbours() -> None:
    words = [
        Word("One", None, None),
        Word("two", 100, 1200),
        Word("three", None, None),
        Word("four", 9000, 9100),
        Word("five", None, None),
    ]
    document = Document([Segment(words, "One two, three; four five.", 0, 9900)])
    assert [(start, text) for start, _, text in shown(document)] == [
        (100, "One two, three;"),
        (9000, "four five."),
    ]


def test_a_segment_without_word_times_is_spread_over_its_time() -> None:
    text = " ".join(["lorem"] * 40)
    words = [Word("lorem", None, None)] * 40
    for segment in (
        Segment(words, text, 1000, 21_000),
        Segment([], text, 1000, 21_000),
    ):
        result = cues(Document([segment]))
        assert " ".join(" ".join(cue.lines) for cue in result) == text
        assert (result[0].start_ms, result[-1].end_ms) == (1000, 21_000)
        assert all(cue.end_ms - cue.start_ms <= MAX_CUE_MS for cue in result)
        assert [len(cue.lines) for cue in result] == [2] * len(result)


@pytest.mark.parametrize(
    ("segment", "lines"),
    [
        (Segment([Word("two", 1, 5)], "three", 0, 9), ("two",)),
        (Segment([Word("b", 1, 2), Word("a", 3, 5)], "a b", 0, 9), ("b a",)),
        (Segment([Word("a", None, None)], "", 1, 5), ("a",)),
        (Segment([], "♪", 1, 5), ("♪",)),
        (Segment([], "— one two —", 1, 5), ("— one two —",)),
        (Segment([Word("♪", None, None)], "♪ ♫", 1, 5), ("♪ ♫",)),
        (Segment([Word("a", 1, 5)], "“a”", None, None), ("“a”",)),
    ],
)
def test_segments_whose_words_and_text_differ(
    segment: Segment, lines: tuple[str, ...]
) -> None:
    (cue,) = cues(Document([segment]))
    assert (cue.start_ms, cue.lines) == (1, lines)
    assert cue.end_ms == (
        5 if cue.words == () or cue.words[0].start_ms is None else 834
    )


def test_segments_without_a_time_make_no_cue() -> None:
    timed = Segment([Word("a", 1, 2)], "a", None, None)
    untimed = Segment([Word("b", None, None)], "b", None, None)
    blank = Segment([], " \n", None, None)
    document = Document([untimed, timed, blank, spoken("c", 9000)])
    assert texts(document) == ["a", "c"]
    assert untimed_segments(document) == [untimed]


@pytest.mark.parametrize("text", ["", " \t", "\0", "\u00a0", "\u2028"])
def test_nothing_to_show_makes_no_cue(text: str) -> None:
    assert cues(Document([Segment([], text, 0, 500)])) == []
    assert cues(Document([Segment([Word(text, 0, 500)], text, 0, 500)])) == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((0, 500), (400, 900), [(0, 400), (400, 900)]),
        ((0, 500), (500, 500), [(0, 500), (500, 501)]),
        ((700, 900), (0, 500), [(0, 500), (700, 900)]),
        ((0, 900), (300, 500), [(0, 300), (300, 500)]),
        ((7, 7), (8, 8), [(7, 8), (8, 9)]),
    ],
)
def test_no_cue_reaches_into_the_next(
    first: tuple[int, int], second: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    segments = [Segment([], name, *t) for name, t in (("a", first), ("b", second))]
    result = cues(Document(segments))
    assert [(cue.start_ms, cue.end_ms) for cue in result] == expected


@pytest.mark.parametrize(
    ("one", "other", "speaker"),
    [("Ann", "Ann", "Ann"), ("Ann", "Bob", None), (None, "Bob", None)],
)
def test_cues_that_start_together_are_one(
    one: str | None, other: str | None, speaker: str | None
) -> None:
    segments = [
        Segment([], "long", 0, 500, speaker=one),
        Segment([], "short", 0, 0, speaker=other),
    ]
    assert cues(Document(segments)) == [Cue(0, 500, ("long", "short"), speaker)]


def test_word_spans() -> None:
    segment = Segment([Word(w, 0, 0) for w in "a ab a".split()], "“a” ab, a", 0, 0)
    assert find_word_spans(segment) == [(1, 2), (4, 6), (8, 9)]
    assert find_word_spans(Segment([Word("x", 0, 0)], "a", 0, 0)) is None
    assert find_word_spans(Segment([], "a", 0, 0)) == []


HOSTILE = [
    "-->",
    "--->",
    "<b>",
    "&amp;",
    "{\\an8}",
    "1",
    "NOTE",
    "\n\n",
    "\u2028",
    "\0",
]
pieces = st.sampled_from(
    [*HOSTILE, "中文字幕", "a", "word,", "—", "👩‍🚀", "é", "م"]
) | st.text(max_size=8)
pairs = st.lists(st.integers(0, 60_000), min_size=2, max_size=2).map(sorted)
times = pairs | st.just([None, None]) | st.integers(0, 900).map(lambda at: [at, at])
any_words = st.builds(lambda text, t: Word(text, *t), pieces, times)


@st.composite
def any_segments(draw: st.DrawFn) -> Segment:
    """Draw words in any order, in a text that holds them or not."""
    words = draw(st.lists(any_words, max_size=8))
    glue = draw(st.sampled_from([" ", "", " — ", "\n"]))
    joined = glue.join(word.text for word in words)
    text = draw(st.sampled_from([joined, f"“{joined}”"]) | st.text(max_size=90))
    speaker = draw(st.sampled_from([None, "Ann"]))
    start_ms, end_ms = draw(times)
    return Segment(words, text, start_ms, end_ms, speaker=speaker)


def expected_text(segment: Segment) -> str:
    """Say what of a segment must be seen, if it has any time."""
    timed = any(word.start_ms is not None for word in segment.words)
    if segment.start_ms is None and not timed:
        return ""
    if (timed and find_word_spans(segment) is None) or not segment.text.strip():
        return bare(" ".join(word.text for word in segment.words))
    return bare(segment.text)


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(any_segments(), max_size=4))
def test_whatever_comes_makes_sound_cues(segments: list[Segment]) -> None:
    result = cues(Document(segments))
    for cue in result:
        assert 0 <= cue.start_ms < cue.end_ms
        assert cue.lines
        for line in cue.lines:
            assert line.strip() == line != ""
            assert len(line.splitlines()) == 1
            assert count_columns(line) <= 42
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(result))
    seen = "".join(bare(" ".join(cue.lines)) for cue in result)
    assert sorted(seen) == sorted("".join(map(expected_text, segments)))


@settings(deadline=None, max_examples=examples(200))
@given(any_segments())
def test_the_text_of_a_segment_stays_in_order(segment: Segment) -> None:
    seen = "".join(bare(" ".join(cue.lines)) for cue in cues(Document([segment])))
    assert seen == expected_text(segment)


@st.composite
def in_turn(draw: st.DrawFn) -> list[Segment]:
    """Draw segments as an aligner gives them: words in turn, pauses, gaps."""
    clock = 0
    segments = []
    for _ in range(draw(st.integers(1, 3))):
        words = []
        for text in draw(
            st.lists(st.text("ab,.中é", min_size=1, max_size=9), min_size=1)
        ):
            if draw(st.integers(0, 5)):
                start = clock + draw(st.sampled_from([0, 0, 50, 2500]))
                clock = start + draw(st.integers(0, 1500) | st.just(8000))
                words.append(Word(text, start, clock))
            else:
                words.append(Word(text, None, None))
        timed = [word for word in words if word.start_ms is not None]
        ends = (timed[0].start_ms, timed[-1].end_ms) if timed else (None, None)
        segments.append(Segment(words, " ".join(w.text for w in words), *ends))
    return segments


@settings(deadline=None, max_examples=examples(200))
@given(in_turn())
def test_aligned_words_make_readable_cues(segments: list[Segment]) -> None:
    document = Document(segments)
    result = cues(document)
    seen = "".join(bare(" ".join(cue.lines)) for cue in result)
    assert seen == "".join(map(expected_text, segments))
    spans = [(w.start_ms, w.end_ms) for w in document.words if w.start_ms is not None]
    for cue in result:
        first = next((w.start_ms for w in cue.words if w.start_ms is not None), None)
        assert first is None or first - 83 <= cue.start_ms <= first
        inside = {
            s for s, _ in spans if s is not None and cue.start_ms <= s < cue.end_ms
        }
        # Longer than seven seconds only where a cut would have to go through a word.
        assert cue.end_ms - cue.start_ms <= MAX_CUE_MS or len(inside) == 1


def test_a_chapter_in_one_segment_takes_no_time() -> None:
    segment = spoken(" ".join(["word,"] * 12_000))
    result = cues(Document([segment]))
    assert len(result) > 800
    assert all(len(cue.lines) <= 2 for cue in result)
    assert " ".join(" ".join(cue.lines) for cue in result) == segment.text


def test_words_without_text_take_no_time() -> None:
    words = [Word("", at * 5000, at * 5000 + 1) for at in range(3000)]
    assert cues(Document([Segment(words, "", 0, 15_000_000)])) == []
