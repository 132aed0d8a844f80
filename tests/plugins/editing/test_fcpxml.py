"""FCPXML: as its DTD wants it, every time a whole frame."""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from format_files import write as write_bytes
from short_talks import TALK, bare, saying, texts
from sync_core import (
    Document,
    PluginManager,
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    names = "fcpxml,markdown,otio,txt,youtube-chapters"
    return PluginManager.installed({"SYNC_CORE_PLUGINS": names})


def write(
    manager: PluginManager, name: str, document: Document, **options: object
) -> str:
    return write_bytes(manager, name, document, **options).decode()


@settings(deadline=None, max_examples=60)
@given(parts=st.lists(texts, min_size=1, max_size=4))
def test_fcpxml_markers_of_any_text(manager: PluginManager, parts: list[str]) -> None:
    said = [part for part in parts if part.strip()]
    found = fcp_markers(write(manager, "fcpxml", saying(parts)))
    assert len(found) == len(said)
    for marker, part in zip(found, said, strict=True):
        assert bare(marker.attrib["value"]) == bare(part)


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
    text = write(manager, "fcpxml", TALK, rate=rate, unit="word")
    for marker, word in zip(fcp_markers(text), TALK.words, strict=True):
        start = time(marker.attrib["start"])
        assert abs(start * 1000 - (word.start_ms or 0)) <= 500 / Fraction(rate) + 1
        assert marker.attrib["note"] == "Ann"
    chapters = fcp_markers(
        write(manager, "fcpxml", TALK, kind="chapter"), "chapter-marker"
    )
    assert [chapter.attrib["value"] for chapter in chapters] == ["Fish & chips", "Bye"]
