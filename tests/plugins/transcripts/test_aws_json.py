"""Amazon Transcribe's JSON, with what is wrong in it."""

import json
from pathlib import Path

import pytest

from format_files import get_words
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


def test_aws_transcribe(manager: PluginManager, tmp_path: Path) -> None:
    def item(content: str, start: str = "", end: str = "") -> dict[str, object]:
        choices = {"alternatives": [{"confidence": "0.99", "content": content}]}
        if not start:
            return {"type": "punctuation", **choices}
        return {
            "type": "pronunciation",
            "start_time": start,
            "end_time": end,
            **choices,
        }

    items = [item("Fish", "0.5", "0.75"), item("."), item("Yes", "2.04", "2.5")]
    labels = [{"items": [{"start_time": "2.04", "speaker_label": "spk_1"}]}]
    data = {
        "results": {
            "transcripts": [{"transcript": "Fish. Yes"}],
            "speaker_labels": {"segments": labels},
            "items": items,
        },
        "status": "COMPLETED",
    }
    document = loaded(manager, tmp_path, data)
    assert get_words(document) == [
        ("Fish.", 500, 750, "matched"),
        ("Yes", 2040, 2500, "matched"),
    ]
    assert [s.speaker for s in document.segments] == [None, "spk_1"]
    assert document.words[0].confidence == 0.99
