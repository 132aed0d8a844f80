import json
from pathlib import Path

import pytest

from sync_core import Document, DocumentError, PluginManager, Segment, Word, load
from sync_core.formats.files import render, write_document

GOLDEN = Path(__file__).parents[2] / "data" / "document-v1.json"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "json,srt"})


def test_the_record(manager: PluginManager) -> None:
    record = manager.exporter_for("a.JSON").record
    assert (record.name, record.suffixes) == ("json", (".json",))
    assert record.media_type == "application/json"
    assert record.read is not None


def test_the_golden_file_comes_back_to_the_byte(
    manager: PluginManager, tmp_path: Path
) -> None:
    document = load(GOLDEN, manager=manager)
    write_document(manager, document, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == GOLDEN.read_bytes()


def test_the_whole_file(manager: PluginManager) -> None:
    document = Document([Segment([Word("é", 0, 5)], "é", 0, 5)], language="fr")
    assert render(document, manager.exporter("json")).decode() == (
        '{\n "kind": "sync-core document",\n "version": 1,\n "segments": [\n  {\n'
        '   "words": [\n    {\n     "text": "é",\n     "start_ms": 0,\n'
        '     "end_ms": 5\n    }\n   ],\n   "text": "é",\n   "start_ms": 0,\n'
        '   "end_ms": 5\n  }\n ],\n "language": "fr"\n}\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-->",
        "<>&\\\"'{[",
        "\r\n\n\t",
        "\u2028\0\x07",
        "👩‍🚀 שלום e\u0301",
        "\ud800",
    ],
)
def test_any_text_comes_back(manager: PluginManager, tmp_path: Path, text: str) -> None:
    document = Document(
        [Segment([Word(text, None, None)], text, 0, 0, speaker=text)], source=text
    )
    path = tmp_path / "a.json"
    write_document(manager, document, path)
    first = path.read_bytes()
    assert load(path, manager=manager) == document
    assert json.loads(first)["source"] == text
    write_document(manager, document, path)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not valid JSON"),
        (b"WEBVTT\n", "not valid JSON"),
        (b"[]", "a document is a JSON object, not a list"),
        (b'{"kind": "\xff"}', "not valid JSON: 'utf-8' codec"),
        (GOLDEN.read_bytes()[:-20], "not valid JSON"),
        (b'{"kind": "sync-core document", "version": 9}', "is of version 9"),
    ],
)
def test_a_damaged_file_is_named(
    manager: PluginManager, tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=message) as caught:
        load(path, manager=manager)
    assert str(caught.value).startswith(f"cannot read '{path}': ")
