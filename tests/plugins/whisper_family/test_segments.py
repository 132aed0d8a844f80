"""Segments out of the words of Whisper engines that work in seconds."""

from sync_core import Segment, Word
from sync_core_plugins.whisper_family.segments import EngineWord, SegmentBuilder


def made(*pieces: EngineWord, language: str = "en") -> Segment:
    text = "".join(piece[0] for piece in pieces)
    segment = SegmentBuilder(1000, language).build(text, pieces, 0.0, (0, 1))
    assert segment is not None
    return segment


def test_what_the_engine_cuts_at_a_mark_is_joined() -> None:
    segment = made(
        (" See", 0.1, 0.2, 0.5), (" LibriVox", 0.2, 0.6, 0.5), (".org.", 0.6, 0.9, 0.25)
    )
    assert segment == Segment(
        [Word("See", 100, 200, 0.5), Word("LibriVox.org.", 200, 900, 0.25)],
        "See LibriVox.org.",
        100,
        900,
        confidence=1.0,
    )


def test_languages_without_spaces_are_left_as_they_are() -> None:
    segment = made(("今", 0, 0.2, 0.5), ("天", 0.2, 0.4, 0.5), language="zh")
    assert [word.text for word in segment.words] == ["今", "天"]


def test_times_never_run_back_or_past_the_end() -> None:
    segment = made((" a", 0.5, 0.4, 1), (" b", 0.3, 0.9, 1), (" c", 1.2, 1.5, 1))
    assert [(w.start_ms, w.end_ms) for w in segment.words] == [
        (500, 500),
        (500, 900),
        (1000, 1000),
    ]


def test_times_do_not_run_back_from_one_segment_to_the_next() -> None:
    maker = SegmentBuilder(1000, "en")
    maker.build(" a", [(" a", 0.5, 0.6, 1)], 0.0, (0, 1))
    segment = maker.build(" b", [(" b", 0.4, 0.7, 1)], 0.0, (0, 1))
    assert segment is not None
    assert segment.start_ms == 500


def test_text_that_the_engine_gave_no_words_for_is_kept() -> None:
    segment = SegmentBuilder(1000, "en").build(" Hm. ", [], 0.0, (0.2, 1.5))
    assert segment == Segment([], "Hm.", 200, 1000, confidence=1.0)


def test_a_segment_that_says_nothing_is_none() -> None:
    pieces = [(" ", 0.0, 1.0, 1.0)]
    assert SegmentBuilder(1000, "en").build(" ", pieces, 0.0, (0, 1)) is None
