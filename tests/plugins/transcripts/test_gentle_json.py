"""Gentle's JSON, with what is wrong in it."""

import json
from pathlib import Path

import pytest

from format_files import get_messages, get_words
from sync_core import (
    Document,
    PluginManager,
    load,
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({})


def loaded(manager: PluginManager, folder: Path, data: object) -> Document:
    """Read data whose shape must be found out."""
    path = folder / "talk.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return load(path, manager=manager)


def test_gentle(manager: PluginManager, tmp_path: Path) -> None:
    phones = [{"phone": "f_B", "duration": 0.1}, {"phone": "oov_E", "duration": 0.2}]
    data = {
        "transcript": "“Fish, é!” Chips too.",
        "words": [
            {
                **{"case": "success", "word": "Fish", "alignedWord": "fish"},
                **{"startOffset": 1, "endOffset": 5, "start": 0.5, "end": 0.8},
                "phones": phones,
            },
            {"case": "not-found-in-transcript", "word": "<unk>", "start": 1, "end": 2},
            {
                "case": "not-found-in-audio",
                "word": "é",
                "startOffset": 7,
                "endOffset": 8,
            },
            {
                **{"case": "success", "word": "Chips", "start": 3.0, "end": 3.5},
                **{"startOffset": 11, "endOffset": 16},
            },
            {"case": "success", "word": "two", "startOffset": 17, "endOffset": 20},
        ],
    }
    document = loaded(manager, tmp_path, data)
    assert get_words(document) == [
        ("Fish", 500, 800, "matched"),
        ("", 1000, 2000, "extra"),
        ("é", None, None, "missing"),
        ("Chips", 3000, 3500, "matched"),
        ("two", None, None, "missing"),
    ]
    found = [(p.symbol, p.start_ms, p.end_ms) for p in document.words[0].phones]
    assert found == [("f", 500, 600), ("oov", 600, 800)]
    assert document.script == data["transcript"]
    assert [s.text for s in document.segments] == ["Fish, é!”", "Chips too."]
    assert get_messages(document) == [
        "words[4]: the transcript does not have 'two' there"
    ]
