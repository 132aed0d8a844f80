"""JSON Lines, as other tools write them."""

import pytest

from format_files import get_messages, get_words, read
from sync_core import (
    PluginManager,
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({})


def test_lines_of_other_tools(manager: PluginManager) -> None:
    lines = [
        '{"word": "fish", "start": 0.5, "end": 0.75, "speaker": "A"}',
        "rubbish",
        '{"word": "chips", "start": 1, "end": 2, "speaker": "B"}',
        "[1]",
    ]
    document = read(manager, "jsonl", "\r\n".join(lines))
    assert get_words(document) == [
        ("fish", 500, 750, "matched"),
        ("chips", 1000, 2000, "matched"),
    ]
    assert [s.speaker for s in document.segments] == ["A", "B"]
    assert get_messages(document) == [
        "line 2: not JSON: Expecting value: line 1 column 1 (char 0)",
        "line 4: not a JSON object",
    ]
    nested = '{"text": "fish", "start": 0, "end": 1, "words": [{"word": "fish"}]}'
    assert read(manager, "jsonl", nested).segments[0].words[0].text == "fish"
