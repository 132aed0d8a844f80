"""The JSON Schema of a document says what the records and their JSON say."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

from sync_core import (
    Document,
    DocumentError,
    Finding,
    Mark,
    Phone,
    Provenance,
    Segment,
    Step,
    Word,
    document_schema,
)
from sync_core.document.json_codec import SCHEMA_VERSION

GOLDEN = Path(__file__).parents[2] / "data" / "document-v1.json"
RECORDS = [Document, Segment, Word, Phone, Finding, Mark, Provenance, Step]
SCHEMA = document_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def schema_of(record: type) -> dict[str, Any]:
    if record is Document:
        return SCHEMA
    part: dict[str, Any] = SCHEMA["$defs"][record.__name__.lower()]
    return part


def refuses(text: str) -> bool:
    try:
        Document.from_json(text)
    except DocumentError:
        return True
    return False


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["version"] == {"const": SCHEMA_VERSION}
    assert SCHEMA["$id"].endswith(f":{SCHEMA_VERSION}")


@pytest.mark.parametrize("record", RECORDS)
def test_its_fields_are_those_of_the_record(record: type[attrs.AttrsInstance]) -> None:
    part = schema_of(record)
    fields = attrs.fields(record)
    head = ["kind", "version"] if record is Document else []
    assert list(part["properties"]) == head + [field.name for field in fields]
    needed = [field.name for field in fields if field.default is attrs.NOTHING]
    assert part["required"] == head + needed
    assert part["additionalProperties"] is False


def test_every_field_has_a_meaning() -> None:
    for record in RECORDS:
        for name, field in schema_of(record)["properties"].items():
            told = "description" in field or "const" in field or "enum" in field
            assert told or "oneOf" in field, f"{record.__name__}.{name}"


def test_documents_are_valid(clip_path: Path) -> None:
    VALIDATOR.validate(json.loads(Document([]).to_json()))
    VALIDATOR.validate(json.loads(GOLDEN.read_text(encoding="utf-8")))


@pytest.mark.engine
def test_an_aligned_document_is_valid(clip_path: Path, clip_script: str) -> None:
    from sync_core import align

    document = align(clip_path, clip_script, aligner="hmm", language="en")
    VALIDATOR.validate(json.loads(document.to_json()))


BAD = [
    {"kind": "another"},
    {"version": 2},
    {"segments": None},
    {"unknown": 1},
    {"duration_ms": -1},
    {"duration_ms": 1.5},
    {"language": 5},
    {"marks": [{"name": "a"}]},
    {"findings": [{"code": "a", "severity": "bad", "message": ""}]},
    {"segments": [{"words": [], "text": "", "start_ms": 0}]},
    {"segments": [{"words": [{}], "text": "", "start_ms": 0, "end_ms": 1}]},
    {"provenance": {"made_by": "x", "steps": [{"kind": "cook"}]}},
]


@pytest.mark.parametrize("change", BAD)
def test_what_the_schema_refuses_the_reader_refuses(change: dict[str, object]) -> None:
    data = {"kind": "sync-core document", "version": 1, "segments": [], **change}
    assert not VALIDATOR.is_valid(data)
    assert refuses(json.dumps(data))


WORD = {"text": "a", "start_ms": 0, "end_ms": 1}
BAD_WORDS = [
    {"confidence": 1.5},
    {"confidence": "0.5"},
    {"status": "lost"},
    {"status": None},
    {"script_span": [0]},
    {"script_span": [-1, 2]},
    {"start_ms": -1},
    {"start_ms": "0"},
    {"text": None},
    {"phones": [{"symbol": "a"}]},
    {"speaker": "Ann"},
]


@pytest.mark.parametrize("change", BAD_WORDS)
def test_bad_words_are_refused_by_both(change: dict[str, object]) -> None:
    segment = {"words": [{**WORD, **change}], "text": "a", "start_ms": 0, "end_ms": 1}
    data = {"kind": "sync-core document", "version": 1, "segments": [segment]}
    assert not VALIDATOR.is_valid(data)
    assert refuses(json.dumps(data))
