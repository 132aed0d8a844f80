import html
import io

import pytest
import webvtt

from sync_core import Document, PluginManager, Segment
from sync_core.formats.files import render
from sync_core_plugins.subtitles.sbv import read_sbv


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "sbv"})


def test_the_record(manager: PluginManager) -> None:
    assert manager.exporter_for("talk.SBV").record.name == "sbv"


def test_an_independent_reader_sees_the_same(manager: PluginManager) -> None:
    texts = ["One,\ntwo & “three”", "0:00:01.000,0:00:02.000", "מ 🙂"]
    document = Document(
        [Segment([], t, 1001 * at, 1001 * at + 999) for at, t in enumerate(texts)]
    )
    data = render(document, manager.exporter("sbv"), {"profile": "as-written"})
    found = webvtt.from_buffer(io.BytesIO(data), format="sbv").captions
    assert [html.unescape(c.text).replace("\u2060", "") for c in found] == texts
    assert [(c.start, c.end) for c in found] == [
        ("00:00:00.000", "00:00:00.999"),
        ("00:00:01.001", "00:00:02.000"),
        ("00:00:02.002", "00:00:03.001"),
    ]


def test_files_made_elsewhere() -> None:
    data = b"0:00:01.5 , 0:00:02.000\r\none\r\n0:00:03.000,0:00:02.000\r\ntwo"
    document = read_sbv(io.BytesIO(data))
    assert [(s.text, s.start_ms, s.end_ms) for s in document.segments] == [
        ("one", 1500, 2000),
        ("two", 3000, 3000),
    ]
    assert [finding.message for finding in document.findings] == [
        "line 3: the blank line before it is missing",
        "line 3: ends before it starts; its start is kept",
    ]
