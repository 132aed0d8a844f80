from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core import Audio, ScriptError
from sync_core.alignment.document_builder import WordTiming, script_document
from sync_core.base.errors import DocumentError, PluginContractError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Phone, Segment, Word
from sync_core.document.time_spans import find_time_span
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.script.script import Script


def request(text: str) -> AlignmentRequest:
    audio = Audio(np.zeros(160, np.int16), 10, "a.wav")
    return AlignmentRequest(audio, Script.parse(text), language="en-GB")


def in_turn(count: int) -> list[WordTiming]:
    return [WordTiming(100 * at, 100 * at + 90) for at in range(count)]


def test_the_whole_document() -> None:
    script = " Hi — Mr. Q!\nAnd “you”? "
    phone = Phone("h", 5, 8)
    finding = Finding("word-missing", "warning", "…", script_span=(6, 9))
    timings = [
        WordTiming(5, 9, 0.5, [phone]),
        WordTiming(status="missing"),
        WordTiming(20, 40, status="substituted"),
        WordTiming(status="missing"),
        WordTiming(status="interpolated"),
    ]
    assert script_document(request(script), timings, findings=[finding]) == Document(
        segments=[
            Segment(
                [
                    Word("Hi", 5, 9, 0.5, "matched", (1, 3), (phone,)),
                    Word("Mr.", None, None, None, "missing", (6, 9)),
                    Word("Q!", 20, 40, None, "substituted", (10, 12)),
                ],
                "Hi — Mr. Q!",
                5,
                40,
            ),
            Segment(
                [
                    Word("And", None, None, None, "missing", (13, 16)),
                    Word("“you”?", None, None, None, "interpolated", (17, 23)),
                ],
                "And “you”?",
                None,
                None,
            ),
        ],
        language="en-GB",
        duration_ms=10,
        script=script,
        source="a.wav",
        findings=[finding],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("— Hola. — ¿Qué?\n— Nada. —", ["— Hola.", "— ¿Qué?", "— Nada. —"]),
        ("Vraiment ? Oui ! « Non »", ["Vraiment ?", "Oui !", "« Non »"]),
        ("« Non ! » Oui.", ["« Non ! »", "Oui."]),
        ("Wait —\n\nWhat", ["Wait —", "What"]),
        ("Title\n***\n\n• One.\n• Two.", ["Title\n***", "• One.", "• Two."]),
        ("“ Spaced. ” “ Quotes. ”", ["“ Spaced. ”", "“ Quotes. ”"]),
        ("你好。「再见」", ["你好。", "「再见」"]),
    ],
)
def test_marks_between_sentences(text: str, expected: list[str]) -> None:
    script = Script.parse(text)
    document = script_document(request(text), in_turn(len(script.words)))
    assert [segment.text for segment in document.segments] == expected


@settings(deadline=None, max_examples=examples(200))
@given(
    st.lists(
        st.sampled_from(
            ["a", "B.", "c!", "—", "“", "”", "«", "\n\n", "。", "中", "-", "("]
        )
        | st.text(max_size=5),
        max_size=20,
    ).map(" ".join)
)
def test_no_character_of_the_script_is_lost(text: str) -> None:
    try:
        script = Script.parse(text)
    except ScriptError:
        return
    document = script_document(request(text), in_turn(len(script.words)))
    position = 0
    for segment in document.segments:
        found = text.index(segment.text, position)
        assert not text[position:found].strip()
        position = found + len(segment.text)
        inside = 0
        for word in segment.words:
            inside = segment.text.index(word.text, inside) + len(word.text)
    assert not text[position:].strip()
    assert [word.text for word in document.words] == [w.text for w in script.words]
    assert all(
        a.script_span[1] <= b.script_span[0]
        for a, b in pairwise(document.words)
        if a.script_span and b.script_span
    )
    assert Document.from_json(document.to_json()) == document


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_counts_must_match(count: int) -> None:
    with pytest.raises(PluginContractError, match=rf"^{count} timings for 2 words of"):
        script_document(request("one — two"), in_turn(count))


def test_times_that_contradict() -> None:
    with pytest.raises(DocumentError, match="Word: reversed times"):
        script_document(request("one"), [WordTiming(5, 4)])


@pytest.mark.parametrize(
    ("times", "span"),
    [
        ([], (None, None)),
        ([(None, None)], (None, None)),
        ([(5, 9)], (5, 9)),
        ([(None, None), (5, 9), (None, None), (9, 30)], (5, 30)),
        ([(50, 90), (5, 9)], (5, 90)),
        ([(0, 0)], (0, 0)),
    ],
)
def test_time_span(
    times: list[tuple[int | None, int | None]], span: tuple[int, int]
) -> None:
    assert find_time_span([Word("a", *pair) for pair in times]) == span


def test_extra_speech_stands_behind_the_sentence_in_which_it_begins() -> None:
    timings = [WordTiming(1000, 1200), WordTiming(1900, 2100), WordTiming(3000, 3200)]
    extra = [
        Word("oh", 100, 300, status="extra"),
        Word("", 1300, 1800, status="extra"),
        Word("well", 4000, 4200, status="extra"),
    ]
    document = script_document(request("One two. Three."), timings, extra=extra)
    assert [word.text for word in document.words] == (
        ["oh", "One", "two.", "", "Three.", "well"]
    )
    assert document.text.split() == ["oh", "One", "two.", "Three.", "well"]


def test_extra_speech_needs_its_status_and_times() -> None:
    for word in (Word("x", 1, 2), Word("x", None, None, status="extra")):
        with pytest.raises(PluginContractError, match="extra speech"):
            script_document(request("One."), [WordTiming(5, 9)], extra=[word])
