import pickle
from typing import Any

import attrs
import numpy as np
import pytest
from attrs.exceptions import FrozenInstanceError

from sync_core.base.errors import DocumentError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Phone, Provenance, Segment, Step, Word

PHONE = Phone("h", 0, 50)
WORD = Word("Hi,", 0, 100, 0.5, script_span=(0, 3), phones=[PHONE])
THERE = Word("there.", None, None, status="missing", script_span=(4, 10))
SEGMENT = Segment([WORD, THERE], "Hi, there.", 0, 100, speaker="Ann")
FINDING = Finding("word-missing", "warning", "‘there’ is not said", None, None, (4, 10))
STEP = Step("aligner", "acme", "acme 1.0", options={"beam": 3})
PROVENANCE = Provenance("sync-core 0.1", "aligner acme", [STEP])
DOCUMENT = Document(
    [SEGMENT, Segment([], "(music)", None, None)],
    language="en",
    duration_ms=900,
    script="Hi, there.",
    provenance=PROVENANCE,
    findings=[FINDING],
)
RECORDS = [PHONE, WORD, SEGMENT, FINDING, STEP, PROVENANCE, DOCUMENT]


def timed(kind: type, start: object, end: object) -> Any:
    """Make a record that has times, with these."""
    needed: dict[type, dict[str, object]] = {
        Phone: {"symbol": "h"},
        Word: {"text": "hi"},
        Segment: {"words": [], "text": "hi"},
        Finding: {"code": "x", "severity": "info", "message": "x"},
    }
    return kind(**needed[kind], start_ms=start, end_ms=end)


def new(kind: Any, *values: Any, **named: Any) -> Any:
    """Make a record without a type checker's eye on it."""
    return kind(*values, **named)


TIMED = pytest.mark.parametrize("kind", [Phone, Word, Segment, Finding])


@pytest.mark.parametrize("record", RECORDS)
def test_records_are_frozen(record: Any) -> None:
    for field in attrs.fields(type(record)):
        with pytest.raises(FrozenInstanceError):
            setattr(record, field.name, None)
    with pytest.raises((AttributeError, TypeError)):
        record.anything = 1


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_records_survive_pickling(record: object, protocol: int) -> None:
    again = pickle.loads(pickle.dumps(record, protocol))
    assert again == record
    assert again is not record


def test_records_are_dictionary_keys() -> None:
    again = pickle.loads(pickle.dumps(DOCUMENT))
    assert {DOCUMENT: 1}[again] == 1


def test_words_and_text_of_a_document() -> None:
    assert DOCUMENT.words == (WORD, THERE)
    assert DOCUMENT.text == "Hi, there. (music)"
    assert Document([]).words == ()
    assert Document([]).text == ""


def test_lists_become_tuples() -> None:
    assert type(DOCUMENT.segments) is tuple
    assert type(SEGMENT.words) is tuple
    assert type(WORD.phones) is tuple
    assert Segment((w for w in [WORD]), "Hi,", 0, 100).words == (WORD,)


@TIMED
@pytest.mark.parametrize("number", [np.int16(7), np.int64(7), np.uint8(7)])
def test_whole_numbers_of_numpy_become_int(kind: type, number: Any) -> None:
    record = timed(kind, number, number)
    assert (record.start_ms, record.end_ms) == (7, 7)
    assert type(record.start_ms) is type(record.end_ms) is int


@TIMED
@pytest.mark.parametrize(
    "time", [0.0, 1.5, "1", True, np.float64(1), np.bool_(True), float("nan"), [1]]
)
def test_times_that_are_no_whole_numbers(kind: type, time: object) -> None:
    with pytest.raises(DocumentError, match="times are whole milliseconds"):
        timed(kind, time, 2)
    with pytest.raises(DocumentError, match="times are whole milliseconds"):
        timed(kind, 0, time)


@TIMED
@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (-1, 5, "{}: negative time: start_ms=-1"),
        (5, 4, "{}: reversed times: start_ms=5, end_ms=4"),
        (0, -1, "{}: reversed times: start_ms=0, end_ms=-1"),
        (None, 5, r"{}: a start without an end \(or the reverse\): None, 5"),
        (5, None, r"{}: a start without an end \(or the reverse\): 5, None"),
    ],
)
def test_times_that_contradict(
    kind: type, start: object, end: object, message: str
) -> None:
    with pytest.raises(DocumentError, match=message.format(kind.__name__)):
        timed(kind, start, end)


@TIMED
@pytest.mark.parametrize("times", [(0, 0), (7, 7), (0, 10**12), (None, None)])
def test_times_that_are_fine(kind: type, times: tuple[int, int]) -> None:
    record = timed(kind, *times)
    assert (record.start_ms, record.end_ms) == times


@pytest.mark.parametrize("value", [0, 1, 0.25, np.float32(0.25), np.float64(1)])
def test_confidences(value: Any) -> None:
    for record in (
        Word("a", 0, 1, value),
        Phone("a", 0, 1, value),
        Segment([], "a", 0, 1, confidence=value),
    ):
        assert record.confidence == float(value)
        assert type(record.confidence) is float


@pytest.mark.parametrize(
    "value",
    [-0.01, 1.01, float("nan"), float("inf"), 10**400, "0.5", b"1", True, [0.5], 1j],
)
def test_confidences_out_of_range(value: Any) -> None:
    with pytest.raises(DocumentError, match=r"a confidence is a number in 0\.\.1"):
        Word("a", 0, 1, value)
    with pytest.raises(DocumentError, match=r"a confidence is a number in 0\.\.1"):
        Phone("a", 0, 1, value)
    with pytest.raises(DocumentError, match=r"a confidence is a number in 0\.\.1"):
        Segment([], "a", 0, 1, confidence=value)


@pytest.mark.parametrize(
    "value", [(1,), (1, 2, 3), (2, 2), (3, 2), (-1, 2), (0.0, 1), "ab", 5, (False, 1)]
)
def test_spans_that_are_none(value: Any) -> None:
    with pytest.raises(DocumentError, match="a script span"):
        Word("a", 0, 1, script_span=value)
    with pytest.raises(DocumentError, match="a script span"):
        Finding("a", "info", "a", script_span=value)


def test_a_span_may_be_a_list_of_numpy_numbers() -> None:
    word = Word("a", 0, 1, script_span=np.array([3, 4]))
    assert word.script_span == (3, 4)
    assert type(word.script_span[0]) is int


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: new(Document, [WORD]),
            "Document.segments holds Segment records, not Word",
        ),
        (
            lambda: new(Document, "ab"),
            "Document.segments holds Segment records, not str",
        ),
        (lambda: new(Document, None), "a list of records is wanted, not None"),
        (lambda: new(Document, [], findings=["x"]), "Document.findings holds Finding"),
        (
            lambda: new(Document, [], provenance={}),
            "Document.provenance is a Provenance",
        ),
        (lambda: new(Document, [], language=5), "Document.language is text, not 5"),
        (lambda: new(Document, [], script=b"x"), "Document.script is text"),
        (lambda: new(Document, [], source=1), "Document.source is text"),
        (lambda: new(Document, [], duration_ms=1.0), "times are whole milliseconds"),
        (
            lambda: new(Document, [], duration_ms=-5),
            "negative duration: duration_ms=-5",
        ),
        (
            lambda: new(Segment, [SEGMENT], "a", 0, 1),
            "Segment.words holds Word records",
        ),
        (lambda: new(Segment, 5, "a", 0, 1), "a list of records is wanted, not 5"),
        (lambda: new(Segment, [], None, 0, 1), "Segment.text is text, not None"),
        (
            lambda: new(Segment, [], "a", 0, 1, speaker=3),
            "Segment.speaker is text, not 3",
        ),
        (lambda: new(Word, 5, 0, 1), "Word.text is text, not 5"),
        (lambda: new(Word, "a", 0, 1, phones=["h"]), "Word.phones holds Phone records"),
        (
            lambda: new(Word, "a", 0, 1, status="ok"),
            "Word.status is one of matched, .*'ok'",
        ),
        (lambda: new(Word, "a", 0, 1, status=[]), "Word.status is one of"),
        (lambda: new(Phone, None, 0, 1), "Phone.symbol is text, not None"),
        (lambda: new(Finding, "a", "fatal", "a"), "Finding.severity is one of info, "),
        (lambda: new(Finding, "a", "info", 1), "Finding.message is text"),
        (lambda: new(Finding, None, "info", "a"), "Finding.code is text"),
        (lambda: new(Step, "cli", "a", "a"), "Step.kind is one of backend, aligner, "),
        (lambda: new(Step, "backend", 1, "a"), "Step.plugin is text"),
        (
            lambda: new(Step, "backend", "a", "a", options=5),
            "a mapping of options, not 5",
        ),
        (lambda: new(Provenance, None), "Provenance.made_by is text"),
        (
            lambda: new(Provenance, "x", steps=[WORD]),
            "Provenance.steps holds Step records",
        ),
    ],
)
def test_what_is_of_the_wrong_kind(make: Any, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        make()


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("Ho, there.", "the word 'Hi,' is not what the script has at 0:3: 'Ho,'"),
        ("Hi, the", "the word 'there.' is not what the script has at 4:10: 'the'"),
        ("", "the word 'Hi,' is not what the script has at 0:3: ''"),
    ],
)
def test_a_span_that_does_not_match_the_script(script: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        Document([SEGMENT], script=script)


def test_spans_count_code_points() -> None:
    script = "👩‍🚀 é ja"
    document = Document(
        [Segment([Word("ja", 0, 1, script_span=(6, 8))], "ja", 0, 1)], script=script
    )
    assert document.script is not None
    assert document.script[6:8] == "ja"


def test_options_are_what_json_can_hold() -> None:
    asked = {
        "beam": 3,
        "heat": 0.5,
        "nan": float("nan"),
        "on": True,
        "none": None,
        "list": (1, [2.5, "x"]),
        5: {"path": np.int8(4)},
    }
    step = Step("backend", "a", "a", options=asked)  # type: ignore[arg-type]
    assert step.options == {
        "beam": 3,
        "heat": 0.5,
        "nan": "nan",
        "on": True,
        "none": None,
        "list": (1, (2.5, "x")),
        "5": {"path": "4"},
    }
    asked["beam"] = 4
    assert step.options["beam"] == 3
