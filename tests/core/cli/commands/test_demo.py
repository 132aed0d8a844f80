"""``sync-core demo``."""

import os
from pathlib import Path

import pytest

from command_line import Run
from sync_core import Document


@pytest.mark.engine
def test_demo(run: Run) -> None:
    code, out, _ = run("demo")
    assert code == 0
    files = ["line.json", "line.srt", "line.vtt"]
    assert sorted(os.listdir("sync-core-demo")) == files
    document = Document.from_json(Path("sync-core-demo/line.json").read_bytes())
    assert len(document.words) == 41
    assert all(word.start_ms is not None for word in document.words)
    for title in ("word", "start", "end", "confidence", "Lindbergh", "align the"):
        assert title in out
