import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core.base.errors import DocumentError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Phone, Provenance, Segment, Step, Word

GOLDEN = Path(__file__).parents[2] / "data" / "document-v1.json"

SCRIPT = "Žluťoučký kůň — “naïve” 日本!"
EVERYTHING = Document(
    segments=[
        Segment(
            words=[
                Word(
                    "Žluťoučký",
                    120,
                    480,
                    confidence=0.875,
                    script_span=(0, 9),
                    phones=[
                        Phone("ʒ", 120, 180, confidence=0.5),
                        Phone("l̩", 180, 480),
                        Phone("u", None, None),
                    ],
                ),
                Word("kůň", 500, 500, 0, status="interpolated", script_span=(10, 13)),
                Word("“naïve”", None, None, status="missing", script_span=(16, 23)),
            ],
            text="Žluťoučký kůň — “naïve”",
            start_ms=120,
            end_ms=500,
            speaker="Zoë & “Al”",
            confidence=1,
        ),
        Segment(
            words=[
                Word("日", 1000, 1200, status="substituted", script_span=(24, 25)),
                Word("eh", 1200, 1250, 0.1, status="extra"),
                Word("本!", 1250, 359_999_999, script_span=(25, 27)),
            ],
            text="日eh本!",
            start_ms=1000,
            end_ms=359_999_999,
        ),
        Segment(words=[], text="\u2028🎵 👩‍🚀\t\x07", start_ms=None, end_ms=None),
    ],
    language="cs-CZ",
    duration_ms=360_000_000,
    script=SCRIPT,
    source="C:\\zvuk\\kůň.wav",
    provenance=Provenance(
        made_by="sync-core 0.1.0",
        word_times="aligner acme",
        steps=[
            Step(
                kind="backend",
                plugin="acme-backend",
                distribution="acme 1.0",
                model="tiny",
                options={"beam": 5, "deep": {"a": [1, None, True, 0.25, "ž"]}},
                note="picked as the only one for cs",
            ),
            Step(kind="aligner", plugin="acme", distribution="acme 1.0"),
            Step(kind="exporter", plugin="json", distribution="sync-core 0.1.0"),
        ],
    ),
    findings=[
        Finding("word-missing", "warning", "“naïve” is not said", script_span=(16, 23)),
        Finding("slow", "info", "3 s for 1 s", 0, 1000),
        Finding("odd", "error", "…", 5, 5, (0, 1)),
    ],
)


def test_the_golden_file_is_read_as_this() -> None:
    assert Document.from_json(GOLDEN.read_bytes()) == EVERYTHING
    assert Document.from_json(GOLDEN.read_text("utf-8")) == EVERYTHING


def test_this_is_written_as_the_golden_file() -> None:
    assert EVERYTHING.to_json(indent=1).encode() + b"\n" == GOLDEN.read_bytes()


def test_the_shortest_document() -> None:
    text = '{"kind": "sync-core document", "version": 1, "segments": []}'
    assert Document([]).to_json() == text
    assert Document.from_json(text) == Document([])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32-le"])
def test_other_unicode_encodings_are_read(encoding: str) -> None:
    assert Document.from_json(EVERYTHING.to_json().encode(encoding)) == EVERYTHING


texts = st.text(st.characters(exclude_categories=()), max_size=12)
confidences = st.none() | st.floats(0, 1)
times = st.lists(st.integers(0, 2**45), min_size=2, max_size=2).map(sorted) | st.just(
    [None, None]
)
spans = st.none() | st.lists(
    st.integers(0, 2**40), min_size=2, max_size=2, unique=True
).map(sorted)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
    ),
    max_leaves=5,
)
phones = st.builds(
    lambda symbol, t, c: Phone(symbol, t[0], t[1], c), texts, times, confidences
)
words = st.builds(
    lambda text, t, *rest: Word(text, t[0], t[1], *rest),
    texts,
    times,
    confidences,
    st.sampled_from(["matched", "missing", "extra", "substituted", "interpolated"]),
    spans,
    st.lists(phones, max_size=2),
)
segments = st.builds(
    lambda w, text, t, *rest: Segment(w, text, t[0], t[1], *rest),
    st.lists(words, max_size=3),
    texts,
    times,
    st.none() | texts,
    confidences,
)
findings = st.builds(
    lambda code, severity, message, t, s: Finding(
        code, severity, message, t[0], t[1], s
    ),
    texts,
    st.sampled_from(["info", "warning", "error"]),
    texts,
    times,
    spans,
)
steps = st.builds(
    Step,
    st.sampled_from(["backend", "aligner", "exporter"]),
    texts,
    texts,
    st.none() | texts,
    st.dictionaries(texts, json_values, max_size=3),
    st.none() | texts,
)
documents = st.builds(
    Document,
    st.lists(segments, max_size=3),
    st.none() | texts,
    st.none() | st.integers(0, 2**45),
    st.none(),
    st.none() | texts,
    st.none()
    | st.builds(Provenance, texts, st.none() | texts, st.lists(steps, max_size=2)),
    st.lists(findings, max_size=2),
)


@settings(deadline=None, max_examples=examples(150))
@given(documents, st.none() | st.integers(0, 3))
def test_nothing_is_lost(document: Document, indent: int | None) -> None:
    text = document.to_json(indent=indent)
    assert Document.from_json(text) == document
    assert Document.from_json(text.encode()) == document
    assert Document.from_json(text).to_json(indent=indent) == text


@settings(deadline=None, max_examples=50)
@given(texts.filter(bool), texts)
def test_a_script_and_its_span_are_not_lost(text: str, before: str) -> None:
    span = (len(before), len(before) + len(text))
    word = Word(text, 0, 1, script_span=span)
    document = Document([Segment([word], text, 0, 1)], script=before + text)
    assert Document.from_json(document.to_json()) == document


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\udc80\ud800"])
def test_lone_surrogates_are_escaped(text: str) -> None:
    document = Document([Segment([], text, 0, 1)])
    assert document.to_json().isascii()
    assert Document.from_json(document.to_json().encode()) == document


def changed(path: list[Any], value: object) -> str:
    """Give the golden file with one value changed, or left out for ``...``."""
    data = json.loads(GOLDEN.read_bytes())
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return json.dumps(data)


WORD = ["segments", 0, "words", 0]
WORD_PLACE = r"document\.segments\[0\]\.words\[0\]"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["version"], 2, "is of version 2, this sync-core reads up to 1: update"),
        (["version"], 0, "no such document version: 0"),
        (["version"], -1, "no such document version: -1"),
        (["version"], True, "no such document version: True"),
        (["version"], "1", "no such document version: '1'"),
        (["version"], 1.0, r"no such document version: 1\.0"),
        (["version"], ..., "no such document version: None"),
        (["kind"], ..., 'not a sync-core document: "kind" is not "sync-core document"'),
        (["kind"], "subtitles", "not a sync-core document"),
        (["kind"], ["sync-core document"], "not a sync-core document"),
        (["segments"], ..., "^document: the field 'segments' is missing"),
        (["segments"], None, r"^document\.segments: expected a list, not null"),
        (["segments"], {}, r"^document\.segments: expected a list, not an object"),
        (["segments", 1], [], r"^document\.segments\[1\]: expected an object, not a l"),
        (["segments", 1], "x", r"document\.segments\[1\]: expected an object, not tex"),
        (["segments", 1, "texts"], "x", r"document\.segments\[1\]: unknown field 'tex"),
        (["segments", 1, "text"], ..., r"document\.segments\[1\]: the field 'text' is"),
        (["segments", 1, "text"], 5, r"document\.segments\[1\]: Segment.text is text"),
        (["segments", 1, "words"], 5, r"segments\[1\]\.words: expected a list, not a "),
        (["segments", 1, "speaker"], [], r"document\.segments\[1\]: Segment.speaker"),
        (["segments", 1, "end_ms"], 9, r"document\.segments\[1\]: Segment: reversed"),
        ([*WORD, "start_ms"], -1, WORD_PLACE + ": Word: negative time"),
        ([*WORD, "start_ms"], 481, WORD_PLACE + ": Word: reversed times"),
        ([*WORD, "start_ms"], None, WORD_PLACE + ": Word: a start without an end"),
        ([*WORD, "start_ms"], ..., WORD_PLACE + ": the field 'start_ms' is missing"),
        ([*WORD, "start_ms"], 120.0, WORD_PLACE + ": times are whole milliseconds"),
        ([*WORD, "start_ms"], "120", WORD_PLACE + ": times are whole milliseconds"),
        ([*WORD, "start_ms"], False, WORD_PLACE + ": times are whole milliseconds"),
        ([*WORD, "confidence"], 2, WORD_PLACE + ": a confidence is a number"),
        ([*WORD, "confidence"], 10**400, WORD_PLACE + ": a confidence is a number"),
        ([*WORD, "confidence"], "1", WORD_PLACE + ": a confidence is a number"),
        ([*WORD, "status"], "fine", WORD_PLACE + r": Word\.status is one of"),
        ([*WORD, "status"], {}, WORD_PLACE + r": Word\.status is one of"),
        ([*WORD, "script_span"], [0], WORD_PLACE + ": a script span is two whole"),
        ([*WORD, "script_span"], [9, 0], WORD_PLACE + ": a script span runs forwards"),
        ([*WORD, "script_span"], "09", WORD_PLACE + ": a script span is two whole"),
        ([*WORD, "script_span"], [0, 8], "^document: the word 'Žluťoučký' is not what"),
        ([*WORD, "phones", 2, "symbol"], 1, WORD_PLACE + r"\.phones\[2\]: Phone\.symb"),
        ([*WORD, "phones", 0, "end_ms"], 1, WORD_PLACE + r"\.phones\[0\]: Phone: reve"),
        (["language"], 5, r"^document: Document\.language is text"),
        (["duration_ms"], -5, "^document: negative duration"),
        (["script"], 5, r"^document: Document\.script is text"),
        (["provenance"], [], r"document\.provenance: expected an object, not a list"),
        (["provenance", "made_by"], ..., r"document\.provenance: the field 'made_by'"),
        (["provenance", "steps", 0, "kind"], "x", r"provenance\.steps\[0\]: Step\.ki"),
        (["provenance", "steps", 0, "options"], 5, r"provenance\.steps\[0\]: expecte"),
        (["findings", 1, "severity"], "x", r"document\.findings\[1\]: Finding\.sever"),
        (["findings", 1, "start_ms"], 1001, r"document\.findings\[1\]: Finding: rev"),
        (["finding"], [], "^document: unknown field 'finding'"),
    ],
)
def test_damage_is_named_with_its_place(
    path: list[Any], value: object, message: str
) -> None:
    with pytest.raises(DocumentError, match=message):
        Document.from_json(changed(path, value))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not valid JSON: Expecting value: line 1 column 1"),
        (b"", "not valid JSON"),
        ("WEBVTT", "not valid JSON"),
        ("[]", "a document is a JSON object, not a list"),
        ('"x"', "a document is a JSON object, not text"),
        ("null", "a document is a JSON object, not null"),
        ("5", "a document is a JSON object, not a number or boolean"),
        ("{}", "not a sync-core document"),
        (b'{"kind": "\xff"}', "not valid JSON: 'utf-8' codec.*position 10"),
        (b"\xff\xfe\x00", "not valid JSON"),
        ('{"a": NaN}', "not valid JSON: NaN is not a JSON number"),
        ('{"a": [-Infinity]}', "not valid JSON: -Infinity is not a JSON number"),
        ('{"a": ' + "9" * 5000 + "}", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('{"a":' * 100_000, "not valid JSON"),
        (None, "the JSON of a document is text or bytes, not NoneType"),
        (5, "the JSON of a document is text or bytes, not int"),
    ],
)
def test_what_is_no_document(text: Any, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        Document.from_json(text)


@pytest.mark.parametrize("depth", [50, 500, 900, 5000, 100_000])
def test_deeply_nested_options_are_read_or_refused(depth: int) -> None:
    """How deep the interpreter goes differs by version; it never falls over."""
    text = changed(["provenance", "steps", 0, "options", "x"], "DEEP")
    nested = text.replace('"DEEP"', "[" * depth + "]" * depth)
    outcome: Document | str
    try:
        outcome = Document.from_json(nested)
    except DocumentError as error:
        outcome = str(error)
    if isinstance(outcome, Document):
        assert depth < 100_000
        assert Document.from_json(outcome.to_json()) == outcome
    else:
        assert depth > 50
        assert re.search(r"nested too deeply|recursion", outcome)


def test_every_truncation_is_noticed() -> None:
    data = GOLDEN.read_bytes().rstrip()
    for size in range(len(data)):
        with pytest.raises(DocumentError, match=r"not valid JSON|JSON object"):
            Document.from_json(data[:size])


STRANGE: list[object] = [
    None,
    True,
    -1,
    0,
    1.5,
    10**400,
    "",
    "\ud800",
    [],
    [[]],
    [None],
    {},
    {"": {}},
    [1, 2],
]


def mutate(node: Any, chance: random.Random) -> Any:
    """Change one place of a JSON tree: another value, none, one more, or swapped."""
    if chance.random() < 0.15 or not isinstance(node, dict | list) or not node:
        return copy.deepcopy(chance.choice(STRANGE))
    key = chance.choice(sorted(node) if isinstance(node, dict) else range(len(node)))
    act = chance.random()
    if act < 0.1:
        del node[key]
    elif act < 0.2 and isinstance(node, list):
        node.append(node[key])
    elif act < 0.2 and isinstance(node, dict):
        node[chance.choice(["text", "words", "x", "phones"])] = node[key]
    else:
        node[key] = mutate(node[key], chance)
    return node


@pytest.mark.parametrize("seed", range(8))
def test_no_mutation_raises_anything_else(seed: int) -> None:
    chance = random.Random(seed)
    whole = json.loads(GOLDEN.read_bytes())
    refused = 0
    for _ in range(250):
        text = json.dumps(mutate(copy.deepcopy(whole), chance))
        try:
            document = Document.from_json(text)
        except DocumentError:
            refused += 1
        else:
            assert Document.from_json(document.to_json()) == document
    assert refused > 100


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=40) | st.text(max_size=40))
def test_no_text_raises_anything_else(text: str | bytes) -> None:
    with pytest.raises(DocumentError):
        Document.from_json(text)
