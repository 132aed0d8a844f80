"""Where audio and script differ, in words."""

import numpy as np

from sync_core import (
    AlignmentRequest,
    Audio,
    Document,
    Finding,
    Script,
    Word,
    WordTiming,
    script_document,
)
from sync_core.alignment.differences import find_differences as differences_of
from sync_core.alignment.differences import mark_substitutions

AUDIO = Audio(np.full(160_000, 999, np.int16), 10_000)
MISSING = WordTiming(status="missing")


def document(
    text: str, timings: list[WordTiming], *extra: tuple[str, int, int]
) -> Document:
    return script_document(
        AlignmentRequest(AUDIO, Script.parse(text)),
        timings,
        extra=[Word(*one, status="extra") for one in extra],
    )


def find_differences(document: Document) -> list[Finding]:
    return differences_of(document, Script.parse(document.script or ""))


def test_equal_is_not_worth_a_word() -> None:
    equal = document("One two.", [WordTiming(0, 200), WordTiming(200, 500)])
    assert find_differences(equal) == []
    assert mark_substitutions(equal) is equal


def test_a_run_of_missing_words_is_one_finding_with_its_room() -> None:
    said = [WordTiming(0, 200), MISSING, MISSING, WordTiming(900, 1200)]
    (finding,) = find_differences(document("One two three. Four", said))
    assert (finding.code, finding.severity) == ("missing-words", "error")
    assert finding.message == "2 words of the script not said: 'two three.'"
    assert (finding.start_ms, finding.end_ms) == (200, 900)
    assert finding.script_span == (4, 14)


def test_missing_words_at_both_ends_have_the_clips_ends() -> None:
    said = [MISSING, WordTiming(300, 500), MISSING]
    first, last = find_differences(document("One two three", said))
    assert (first.start_ms, first.end_ms) == (0, 300)
    assert (last.start_ms, last.end_ms) == (500, 10_000)


def test_extra_speech_says_what_was_heard() -> None:
    said = [WordTiming(0, 200), WordTiming(1500, 1800)]
    heard = document("One. Two.", said, ("um", 300, 500), ("well", 600, 900))
    (finding,) = find_differences(heard)
    assert (finding.code, finding.severity) == ("extra-speech", "error")
    assert finding.message == "speech that is not in the script: 'um well'"
    assert (finding.start_ms, finding.end_ms) == (300, 900)
    (unheard,) = find_differences(document("One. Two.", said, ("", 300, 900)))
    assert unheard.message == "speech that is not in the script"


def test_other_words_in_the_place_of_missing_ones_substitute_them() -> None:
    said = [WordTiming(0, 200), MISSING, MISSING, WordTiming(900, 1200)]
    marked = mark_substitutions(
        document("One twoo four three.", said, ("seven", 300, 500), ("six", 500, 800))
    )
    assert [(w.text, w.status, w.start_ms, w.end_ms) for w in marked.words] == [
        ("One", "matched", 0, 200),
        ("twoo", "substituted", 300, 550),
        ("four", "substituted", 550, 800),
        ("three.", "matched", 900, 1200),
        ("seven", "extra", 300, 500),
        ("six", "extra", 500, 800),
    ]
    first, _ = find_differences(marked)
    assert first.code == "substituted-words"
    assert first.message == (
        "2 words of the script not said, 'seven six' is said instead: 'twoo four'"
    )
    assert (first.start_ms, first.end_ms) == (300, 800)


def test_much_more_speech_than_words_is_no_substitution() -> None:
    said = [WordTiming(0, 200), MISSING, WordTiming(9_000, 9_300)]
    odd = document("One two three", said, ("", 300, 8_900))
    assert mark_substitutions(odd) is odd
    assert [f.code for f in find_differences(odd)] == ["missing-words", "extra-speech"]


def test_long_texts_are_quoted_in_short() -> None:
    text = " ".join(["script"] * 50)
    (finding,) = find_differences(document(text, [MISSING] * 50))
    assert len(finding.message) < 120
    assert "…" in finding.message
