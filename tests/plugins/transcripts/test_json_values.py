"""JSON that is damaged."""

import pytest

from format_files import read
from sync_core import (
    DocumentError,
    PluginManager,
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({})


@pytest.mark.parametrize(
    "name", ["aws-json", "gentle-json", "verbose-json", "whisper-cpp-json", "jsonl"]
)
def test_json_that_is_cut_off(manager: PluginManager, name: str) -> None:
    with pytest.raises(DocumentError, match=r"line 1, column|JSON"):
        read(manager, name, '{"segments": [{"start": 1.0,')
