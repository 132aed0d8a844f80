import io
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lrcparser import LrcLine, LrcParser

from property_tests import examples
from sync_core import Document, PluginManager, Segment, Word
from sync_core.formats.files import render
from sync_core_plugins.subtitles.lrc import read_lrc

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "lrc"})


def parsed(data: bytes) -> list[LrcLine]:
    lines: list[LrcLine] = LrcParser.parse(data.decode())["lrc_lines"]
    return lines


def milliseconds(time: object) -> int:
    return round(float(time) * 1000)  # type: ignore[arg-type]


def text_of(line: LrcLine) -> str:
    return "".join(part.text for part in line.text)


def test_the_record(manager: PluginManager) -> None:
    assert manager.exporter_for("song.LRC").record.name == "lrc"


def test_lines_and_gaps(manager: PluginManager) -> None:
    document = Document(
        [
            Segment([], "One,\ntwo", 1004, 2000),
            Segment([], "[x] three", 2000, 3000),
            Segment([], "four", 6_000_000, 6_001_000),
        ]
    )
    data = render(document, manager.exporter("lrc"), {"profile": "as-written"})
    assert data.decode() == dedent("""\
        [00:01.00]One, two
        [00:02.00]\u2060[x] three
        [00:03.00]
        [100:00.00]four
        [100:01.00]
        """)


def test_an_independent_reader_sees_the_golden_file() -> None:
    lines = parsed((DATA / "cues-enhanced.lrc").read_bytes())
    words = lines[2]
    assert [(milliseconds(part.time), part.text) for part in words.text] == [
        (3330, "日"),
        (3530, "本"),
        (3730, "語"),
        (3930, ""),
    ]
    assert milliseconds(lines[-1].start_time) == 7_265_020


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        "[00:01.00]",
        "[ti:x]",
        "[x]",
        "<00:01.00>",
        "<",
        "[",
        "]",
        "\n",
        "🙂",
        "מ",
        "a | b",
    ]
)


@settings(deadline=None, max_examples=examples(150))
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_an_independent_reader_sees_the_same(
    manager: PluginManager, texts: list[str]
) -> None:
    shown = [text for text in texts if text.replace("\0", "").split()]
    document = Document(
        [Segment([], t, 1004 * at, 1004 * at + 500) for at, t in enumerate(shown)]
    )
    data = render(document, manager.exporter("lrc"), {"profile": "as-written"})
    lines = parsed(data)
    assert len(lines) == 2 * len(shown)
    for at, text in enumerate(shown):
        assert abs(milliseconds(lines[2 * at].start_time) - 1004 * at) <= 5
        assert abs(milliseconds(lines[2 * at + 1].start_time) - 1004 * at - 500) <= 5
        assert bare(text_of(lines[2 * at])) == bare(text)
        assert text_of(lines[2 * at + 1]) == ""


def bare(text: str) -> str:
    return "".join(text.replace("\u2060", "").replace("\0", "").split())


def test_files_made_elsewhere() -> None:
    document = read("""\
        [ti:A song]
        [offset:+500]
        [00:10.5][00:20]Chorus
        not a line
        [00:05.00][00:05.20]Word [00:06.00]by [00:06.5]word
        [00:15]
        [00:25:50]<00:26.00>Last <00:26.50>one
        """)
    assert [(s.text, s.start_ms, s.end_ms) for s in document.segments] == [
        ("Word by word", 4500, 4700),
        ("Word by word", 4700, 10_000),
        ("Chorus", 10_000, 14_500),
        ("Chorus", 19_500, 25_000),
        ("Last one", 25_000, 29_000),
    ]
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("Last", 25_500, 26_000),
        ("one", 26_000, 29_000),
    ]
    assert [finding.message for finding in document.findings] == [
        "line 4: a line without a time is left out",
        "line 7: nothing says when it ends; 3000 ms are taken",
    ]


def test_the_length_ends_the_last_line() -> None:
    document = read("[length:0:30]\n[00:20]x")
    assert document.segments[0].end_ms == 30_000
    assert document.findings == ()


def test_words_get_their_times_back(manager: PluginManager) -> None:
    words = [Word("a", 1000, 1300), Word("b", 1500, 1700)]
    document = Document([Segment(words, "a b", 900, 2000)])
    options = {"profile": "as-written", "enhanced": True}
    data = render(document, manager.exporter("lrc"), options)
    assert data.startswith(b"[00:00.90]<00:01.00>a <00:01.30><00:01.50>b<00:01.70>\n")
    assert read_lrc(io.BytesIO(data)).segments == document.segments


def read(text: str) -> Document:
    return read_lrc(io.BytesIO(dedent(text).encode()))
