"""YouTube's chapters, and its rules for them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from format_files import write as write_bytes
from short_talks import TALK
from sync_core import (
    Document,
    ExportError,
    InputError,
    PluginManager,
    Segment,
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    names = "fcpxml,markdown,otio,txt,youtube-chapters"
    return PluginManager.installed({"SYNC_CORE_PLUGINS": names})


def write(
    manager: PluginManager, name: str, document: Document, **options: object
) -> str:
    return write_bytes(manager, name, document, **options).decode()


def chapters_of(seconds: list[int], length: int) -> Document:
    segments = [
        Segment([], f"Part <{at}> of it", 1000 * s + 500, 1000 * s + 900)
        for at, s in enumerate(seconds)
    ]
    return Document(segments, duration_ms=1000 * length)


def test_youtube_chapters(manager: PluginManager) -> None:
    document = chapters_of([3, 8, 65, 124, 3700, 3795], 3800)
    assert write(manager, "youtube-chapters", document) == (
        "0:00 Part ‹0› of it\n1:05 Part ‹2› of it\n1:01:40 Part ‹4› of it\n"
    )
    assert write(
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
        text = write(manager, "youtube-chapters", document, shortest_s=shortest_s)
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
        write(manager, "youtube-chapters", TALK)
    many = chapters_of(list(range(0, 8000, 10)), 8000)
    with pytest.raises(ExportError, match="a description has 5000: use a larger"):
        write(manager, "youtube-chapters", many, shortest_s=10)
    with pytest.raises(InputError, match="shortest_s"):
        write(manager, "youtube-chapters", many, shortest_s=9)
