"""What is told of everything that is installed."""

import json
from pathlib import Path

import pytest

from command_line import Run


def test_plugins_as_a_table(run: Run) -> None:
    code, out, _ = run("plugins")
    assert code == 0
    for name in ("faster-whisper", "hmm", "json", "srt", "txt", "vtt"):
        assert name in out


def test_plugins_as_json(run: Run) -> None:
    code, out, _ = run("plugins", "--json")
    assert code == 0
    listed = json.loads(out)
    assert listed["failures"] == []
    kinds = [(row["kind"], row["name"]) for row in listed["plugins"]]
    assert ("backend", "faster-whisper") in kinds
    assert ("aligner", "hmm") in kinds


def test_a_plugin_that_raises_on_import_is_reported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[sync_core]\nbad = acme_bad\n")
    (tmp_path / "acme_bad.py").write_text("raise RuntimeError('boom')")
    monkeypatch.syspath_prepend(str(tmp_path))
    code, out, _ = run("plugins")
    assert code == 0
    assert "not loaded: bad (acme 1.0): RuntimeError: boom" in out
    assert "faster-whisper" in out
