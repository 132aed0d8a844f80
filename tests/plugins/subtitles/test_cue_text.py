"""The text of cues, cut at the times of its words."""

from sync_core import (
    Cue,
    Word,
)
from sync_core_plugins.subtitles.cue_text import split_at_timed_words


def test_words_that_start_together_are_moved() -> None:
    words = [Word(text, 0, 0) for text in "abc"]
    found = split_at_timed_words(Cue(0, 100, ("a b", "c"), None, tuple(words)), 10)
    assert [(p.text, p.start_ms, p.end_ms) for p in found] == [
        ("a ", 0, 10),
        ("b\n", 10, 20),
        ("c", 20, 30),
    ]
    crowded = split_at_timed_words(Cue(0, 20, ("a b c",), None, tuple(words)), 10)
    assert [(p.text, p.start_ms) for p in crowded] == [("a ", 0), ("b c", 10)]


def test_words_with_entities_are_found() -> None:
    words = (Word("R&amp;B", 0, 50), Word("x", 50, 100))
    found = split_at_timed_words(Cue(0, 100, ("R&B x",), None, words))
    assert [(p.text, p.start_ms) for p in found] == [("R&B ", 0), ("x", 50)]
