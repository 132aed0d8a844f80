import io
import re
from pathlib import Path
from textwrap import dedent

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core import Document, InputError, PluginManager, Segment, Word
from sync_core.formats.files import render
from sync_core_plugins.subtitles.ass import read_ass

DATA = Path(__file__).parents[2] / "data"
WRITTEN = {"profile": "as-written"}


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "ass"})


def parsed(data: bytes) -> pysubs2.SSAFile:
    return pysubs2.SSAFile.from_string(data.decode(), format_="ass")


def fish() -> Document:
    words = [Word("Fish", 1250, 1730), Word("and", 1850, 2154), Word("x", 2154, 2700)]
    return Document([Segment(words, "Fish and x", 1000, 3204)])


def test_the_record(manager: PluginManager) -> None:
    record = manager.exporter_for("talk.en.ASS").record
    assert (record.name, record.suffixes) == ("ass", (".ass", ".ssa"))


def test_pauses_are_kept_in_karaoke(manager: PluginManager) -> None:
    found = manager.exporter("ass")
    data = render(fish(), found, {"karaoke": True, **WRITTEN})
    [event] = parsed(data)
    assert event.text == "{\\k25}{\\kf48}Fish {\\k12}{\\kf30}and {\\kf55}x"
    lengths = [int(length) for length in re.findall(r"\\kf?(\d+)", event.text)]
    assert event.start + 10 * sum(lengths) == 2700
    instant = render(fish(), found, {"karaoke": "yes", "sweep": "no", **WRITTEN})
    assert "{\\k48}Fish" in instant.decode()


def test_options_reach_the_style(manager: PluginManager) -> None:
    options = {"font": "Noto Sans", "resolution": "1280x720", "color": "#102030"}
    data = render(fish(), manager.exporter("ass"), {**options, **WRITTEN})
    subtitles = parsed(data)
    style = subtitles.styles["Default"]
    assert (style.fontname, style.fontsize) == ("Noto Sans", 43)
    color = style.primarycolor
    assert (color.r, color.g, color.b, color.a) == (0x10, 0x20, 0x30, 0)
    assert subtitles.info["PlayResX"] == "1280"


@pytest.mark.parametrize(
    "options",
    [{"font": "a,b"}, {"size": 0}, {"resolution": "10"}, {"color": "red"}],
)
def test_options_that_are_refused(
    manager: PluginManager, options: dict[str, object]
) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        render(fish(), manager.exporter("ass"), options)


def test_an_independent_reader_sees_the_golden_file() -> None:
    subtitles = parsed((DATA / "cues-karaoke.ass").read_bytes())
    assert [(event.start, event.end) for event in subtitles] == [
        (1000, 3200),
        (3330, 4000),
        (4000, 4500),
        (65_000, 66_000),
        (7_265_000, 7_265_020),
    ]
    assert subtitles[0].plaintext == "Fish & <i>chips</i>,\nplease."
    assert subtitles[1].name == "Zoë"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["{\\k20}", "\\N", "\\h", "{", "}", "a,b", "Dialogue: 0", "[Events]", "מ", "🙂\n-"]
)


@settings(deadline=None, max_examples=examples(150))
@given(st.lists(TEXT, min_size=1, max_size=4), st.booleans())
def test_an_independent_reader_sees_the_same(
    manager: PluginManager, texts: list[str], karaoke: bool
) -> None:
    shown = [text for text in texts if text.replace("\0", "").split()]
    segments = [
        Segment(
            [Word(text, 1004 * at, 1004 * at + 505)], text, 1004 * at, 1004 * at + 505
        )
        for at, text in enumerate(shown)
    ]
    options = {"karaoke": karaoke, **WRITTEN}
    subtitles = parsed(render(Document(segments), manager.exporter("ass"), options))
    assert len(subtitles) == len(segments)
    for event, segment in zip(subtitles, segments, strict=True):
        assert abs(event.start - (segment.start_ms or 0)) <= 5
        assert abs(event.end - (segment.end_ms or 0)) <= 5
        assert bare(event.plaintext) == bare(segment.text)


def bare(text: str) -> str:
    kept = text.replace("｛", "{").replace("｝", "}").replace("\u2060", "")
    return "".join(kept.replace("\0", "").split())


def test_files_made_elsewhere(manager: PluginManager) -> None:
    document = read("""\
        [Script Info]
        ; a comment: Dialogue: no
        [Events]
        Format: Layer, Start, End, Style, Actor, Effect, Text
        Comment: 0,0:00:00.00,0:00:01.00,S,,,hidden
        Dialogue: 0,0:00:02.00,0:00:03.00,S,Ann,,{\\an8\\i1}One{\\i0},\\Ntwo\\hx
        Dialogue: 0,0:00:01.00,0:00:02.50,S,,,{\\p1}m 0 0 l 1 1{\\p0}shown
        Dialogue: 0,0:00:05.00,0:00:04.00,S,,,back
        Dialogue: 0,when,0:00:04.00,S,,,untimed
        Dialogue: 0,0:00:05.00
        Dialogue: 0,0:00:06.00,0:00:08,S,,,{\\k50}ka{\\k20}ra{\\K30}oke {\\k}{\\k10}x
        """)
    assert [(s.text, s.start_ms, s.end_ms, s.speaker) for s in document.segments] == [
        ("One,\ntwo\u00a0x", 2000, 3000, "Ann"),
        ("shown", 1000, 2500, None),
        ("back", 5000, 5000, None),
        ("untimed", None, None, None),
        ("karaoke x", 6000, 8000, None),
    ]
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("karaoke", 6000, 7000),
        ("x", 8000, 8100),
    ]
    assert [finding.message for finding in document.findings] == [
        "line 8: ends before it starts; its start is kept",
        "line 9: an event without times to be read",
        "line 10: an event with too few fields",
    ]


def read(text: str) -> Document:
    return read_ass(io.BytesIO(dedent(text).encode()))
