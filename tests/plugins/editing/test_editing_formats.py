"""OTIO, FCPXML, YouTube chapters, Markdown and text, judged by others' readers."""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from property_tests import examples
from sync_core import (
    Document,
    ExportError,
    InputError,
    PluginManager,
    Segment,
    Word,
)
from sync_core.formats.files import render


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    names = "fcpxml,markdown,otio,txt,youtube-chapters"
    return PluginManager.installed({"SYNC_CORE_PLUGINS": names})


def written(
    manager: PluginManager, name: str, document: Document, **options: object
) -> str:
    return render(document, manager.exporter(name), options).decode()


TALK = Document(
    [
        Segment(
            [Word("Fish", 1000, 1480, 0.5), Word("& chips", 1480, 2001)],
            "Fish\n& chips",
            1000,
            2500,
            "Ann",
        ),
        Segment([], "Never", None, None),
        Segment([], "Bye", 20_000, 61_017),
    ],
    duration_ms=61_017,
    source="/talk.wav",
)

texts = st.lists(
    st.sampled_from(
        ["<", "&", "]]>", '"', "'", "\\", "\n", "\0", "\ud83d", "*", "_", "[x]("]
    )
    | st.text(st.characters(exclude_categories=()), max_size=5),
    max_size=5,
).map("".join)


def saying(parts: list[str]) -> Document:
    return Document(
        [Segment([], t, 5000 * at, 5000 * at + 1, t) for at, t in enumerate(parts)]
    )


def markers(text: str) -> list[opentimelineio.schema.Marker]:
    timeline = opentimelineio.adapters.read_from_string(text, "otio_json")
    [clip] = timeline.find_clips()
    return list(clip.markers)


def test_opentimelineio_reads_markers(manager: PluginManager) -> None:
    text = written(manager, "otio", TALK, unit="word")
    found = markers(text)
    assert [marker.name for marker in found] == ["Fish", "& chips"]
    times = [marker.marked_range for marker in found]
    assert [t.start_time.to_seconds() for t in times] == [1.0, 1.48]
    assert [t.end_time_exclusive().to_seconds() for t in times] == [1.48, 2.001]
    assert found[0].metadata["sync_core"]["confidence"] == 0.5
    assert found[0].color == opentimelineio.schema.MarkerColor.GREEN
    timeline = opentimelineio.adapters.read_from_string(text, "otio_json")
    assert timeline.duration().to_seconds() == 61.017
    [clip] = timeline.find_clips()
    assert clip.media_reference.target_url == "/talk.wav"


def test_otio_in_frames(manager: PluginManager) -> None:
    found = markers(written(manager, "otio", TALK, rate=29.97))
    times = [marker.marked_range.start_time for marker in found]
    assert [(t.value, round(t.rate, 5)) for t in times] == [
        (30, 29.97003),
        (599, 29.97003),
    ]
    with pytest.raises(InputError, match="a frame rate is a number from 1 on, not 0"):
        written(manager, "otio", TALK, rate=0)


@settings(deadline=None, max_examples=60)
@given(parts=st.lists(texts, min_size=1, max_size=4))
def test_markers_of_any_text(manager: PluginManager, parts: list[str]) -> None:
    said = [part for part in parts if part.strip()]
    assert len(markers(written(manager, "otio", saying(parts)))) == len(said)
    found = fcp_markers(written(manager, "fcpxml", saying(parts)))
    assert len(found) == len(said)
    for marker, part in zip(found, said, strict=True):
        assert bare(marker.attrib["value"]) == bare(part)


def bare(text: str) -> str:
    kept = "".join(text.encode("utf-8", "replace").decode().split())
    return re.sub("[\x00-\x1f\ufffd-\uffff]", "", kept)


def fcp_markers(text: str, tag: str = "marker") -> list[ET.Element]:
    """Walk down as the DTD of FCPXML 1.9 has it."""
    root = ET.fromstring(text)
    assert (root.tag, root.attrib["version"]) == ("fcpxml", "1.9")
    assert [child.tag for child in root] == ["resources", "library"]
    path = "library/event/project/sequence/spine/gap"
    [gap] = root.findall(path)
    [form] = root.findall("resources/format")
    [sequence] = root.findall("library/event/project/sequence")
    assert sequence.attrib["format"] == form.attrib["id"]
    frame = time(form.attrib["frameDuration"])
    end = time(gap.attrib["duration"])
    assert end == time(sequence.attrib["duration"])
    for marker in gap:
        assert marker.tag == tag
        start, length = (time(marker.attrib[k]) for k in ("start", "duration"))
        assert (start / frame).denominator == (length / frame).denominator == 1
        assert length > 0
        assert "value" in marker.attrib
    return list(gap)


def time(text: str) -> Fraction:
    match = re.fullmatch(r"(\d+)(?:/(\d+))?s", text)
    assert match is not None
    assert int(match[2] or 1) < 2**31
    return Fraction(int(match[1]), int(match[2] or 1))


@pytest.mark.parametrize("rate", [23.976, 24, 25, 29.97, 30, 50, 59.94, 12.5])
def test_fcpxml_times_are_whole_frames(manager: PluginManager, rate: float) -> None:
    text = written(manager, "fcpxml", TALK, rate=rate, unit="word")
    for marker, word in zip(fcp_markers(text), TALK.words, strict=True):
        start = time(marker.attrib["start"])
        assert abs(start * 1000 - (word.start_ms or 0)) <= 500 / Fraction(rate) + 1
        assert marker.attrib["note"] == "Ann"
    chapters = fcp_markers(
        written(manager, "fcpxml", TALK, kind="chapter"), "chapter-marker"
    )
    assert [chapter.attrib["value"] for chapter in chapters] == ["Fish & chips", "Bye"]


def chapters_of(seconds: list[int], length: int) -> Document:
    segments = [
        Segment([], f"Part <{at}> of it", 1000 * s + 500, 1000 * s + 900)
        for at, s in enumerate(seconds)
    ]
    return Document(segments, duration_ms=1000 * length)


def test_youtube_chapters(manager: PluginManager) -> None:
    document = chapters_of([3, 8, 65, 124, 3700, 3795], 3800)
    assert written(manager, "youtube-chapters", document) == (
        "0:00 Part ‹0› of it\n1:05 Part ‹2› of it\n1:01:40 Part ‹4› of it\n"
    )
    assert written(
        manager, "youtube-chapters", document, shortest_s=10, title_length=10
    ).splitlines() == [
        "0:00 Part ‹0›…",
        "1:05 Part ‹2›…",
        "2:04 Part ‹3›…",
        "1:01:40 Part ‹4›…",
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 4000), max_size=30), st.integers(10, 300))
def test_youtube_rules(
    manager: PluginManager, seconds: list[int], shortest_s: int
) -> None:
    document = chapters_of(sorted(seconds), 4000)
    try:
        text = written(manager, "youtube-chapters", document, shortest_s=shortest_s)
    except ExportError:
        return
    found = [re.fullmatch(r"((?:\d+:)?\d?\d:\d\d) \S.*", x) for x in text.splitlines()]
    starts = []
    for match in found:
        assert match is not None
        parts = [int(part) for part in match[1].split(":")]
        starts.append(sum(p * 60**at for at, p in enumerate(reversed(parts))))
    assert starts[0] == 0
    assert len(starts) >= 3
    lengths = [b - a for a, b in zip(starts, [*starts[1:], 4000], strict=True)]
    assert min(lengths) >= shortest_s


def test_chapters_that_youtube_would_not_take(manager: PluginManager) -> None:
    with pytest.raises(ExportError, match="shortest_s=60 there are 1: use a smaller"):
        written(manager, "youtube-chapters", TALK)
    many = chapters_of(list(range(0, 8000, 10)), 8000)
    with pytest.raises(ExportError, match="a description has 5000: use a larger"):
        written(manager, "youtube-chapters", many, shortest_s=10)
    with pytest.raises(InputError, match="shortest_s"):
        written(manager, "youtube-chapters", many, shortest_s=9)


def test_markdown(manager: PluginManager) -> None:
    assert written(manager, "markdown", TALK) == (
        "`00:00:01` **Ann:** Fish \\& chips\n\nNever\n\n`00:00:20` Bye\n"
    )
    assert (
        written(
            manager,
            "markdown",
            TALK,
            timestamps=False,
            speakers=False,
            title="1. A <talk>",
        )
        == "# 1. A \\<talk\\>\n\nFish \\& chips\n\nNever\n\nBye\n"
    )
    assert "[00:00:20](https://x.test/?t=20s) Bye" in written(
        manager, "markdown", TALK, link="https://x.test/?t={s}s"
    )


@settings(deadline=None, max_examples=examples(150))
@given(
    text=texts
    | st.sampled_from(
        [
            "- a",
            "+ a",
            "1. a",
            "2) a",
            "# a",
            "> a",
            "---",
            "~~~",
            "```",
            "a\n===",
            "    a",
            "| a |\n|---|",
            "<script>",
            "&amp;",
            "![a](b)",
            "a  \nb",
            "\\",
            "*a*",
            "__a__",
        ]
    ),
    timestamps=st.booleans(),
)
def test_markdown_shows_the_text(
    manager: PluginManager, text: str, timestamps: bool
) -> None:
    document = Document([Segment([], text, 0, 1), Segment([], "end", 2, 3)])
    source = written(manager, "markdown", document, timestamps=timestamps)
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    paragraphs = [token for token in tokens if token.type == "inline"]
    kinds = {token.type for token in tokens}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}
    shown = [
        "".join(child.content for child in token.children or ()) for token in paragraphs
    ]
    said = [t for t in (text, "end") if t.split()]
    expected = [f"00:00:00 {t}" if timestamps else t for t in said]
    assert [bare(t) for t in shown if bare(t)] == list(
        filter(None, map(bare, expected))
    )


def test_text_with_times_and_speakers(manager: PluginManager) -> None:
    assert written(manager, "txt", TALK) == "Fish & chips\nNever\nBye\n"
    assert written(manager, "txt", TALK, timestamps=True, speakers=True) == (
        "[00:00:01.000] Ann: Fish & chips\nNever\n[00:00:20.000] Bye\n"
    )
