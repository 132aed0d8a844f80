"""Files that are whole at every moment."""

import os
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
import srt
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core import (
    Document,
    ExportError,
    InputError,
    PluginManager,
    Segment,
    UnknownPluginError,
    Word,
    load,
)
from sync_core.formats.files import extend, render
from sync_core.live.recording import Recorder
from sync_core.live.updates import Endpoint, Final

STREAMED = ("srt", "vtt", "jsonl", "json")


def document(gaps: Sequence[int], **others: object) -> Document:
    """Words of 300 ms in segments of two, each behind a gap; some end sentences."""
    segments, now = [], 0
    for number, gap in enumerate(gaps):
        now += gap
        end = "." if number % 4 == 3 else ""
        words = [
            Word(f"word{2 * number}", now, now + 300),
            Word(f"“ü{2 * number + 1}”{end}", now + 300, now + 600),
        ]
        now += 600
        text = " ".join(word.text for word in words)
        segments.append(Segment(words, text, words[0].start_ms, now))
    return Document(segments, language="en", duration_ms=now + 500, **others)  # type: ignore[arg-type]


def words_in(path: Path, manager: PluginManager) -> list[str]:
    return load(path, manager=manager).text.split()


@pytest.mark.parametrize("name", STREAMED)
@given(
    gaps=st.lists(st.integers(0, 6_000), max_size=12),
    cuts=st.lists(st.integers(0, 12), max_size=4),
)
@settings(max_examples=12, deadline=None)
def test_pieces_join_to_a_file_that_reads_the_same(
    manager: PluginManager, name: str, gaps: list[int], cuts: list[int]
) -> None:
    found, whole = manager.exporter(name), document(gaps)
    borders = sorted({0, len(gaps), *(c for c in cuts if c <= len(gaps))})
    count, data, tail = 0, b"", b""
    for first, behind in [*pairwise(borders)] or [(0, 0)]:
        part = Document(
            whole.segments[first:behind],
            language="en",
            duration_ms=whole.duration_ms,
        )
        made = extend(part, count, found)
        count, data, tail = made.count, data + made.body, made.tail
    one = extend(whole, 0, found)
    assert one.body + one.tail == render(whole, found)
    if name in ("jsonl", "json") or len(borders) == 2:
        assert data + tail == render(whole, found)


@pytest.mark.parametrize("name", STREAMED)
def test_every_final_is_in_the_file_at_once(
    name: str, tmp_path: Path, manager: PluginManager
) -> None:
    gaps = ([0, 100, 0, 300, 2_500, 0, 0, 700] * 5)[:36]
    whole, path = document(gaps), tmp_path / f"talk.{name}"
    sizes: list[int] = []
    known: list[Segment] = []
    with Recorder(
        path, lambda: Document(known, language="en"), manager=manager
    ) as recorder:
        for number, segment in enumerate(whole.segments):
            known.append(segment)
            recorder.take(Final(segment, number))
            if number % 5 == 0:
                recorder.take(Endpoint(segment.end_ms or 0, "pause"))
            expected = " ".join(s.text for s in known).split()
            assert words_in(path, manager) == expected
            sizes.append(path.stat().st_size)
        recorder.finish(whole)
    found = manager.exporter(name)
    assert path.read_bytes() == render(whole, found)
    assert os.listdir(tmp_path) == [path.name]


def test_other_readers_read_what_is_there_midway(tmp_path: Path) -> None:
    whole = document([0, 100, 0, 300, 2_500, 0, 0, 700] * 4)
    known: list[Segment] = []
    paths = {name: tmp_path / f"talk.{name}" for name in ("srt", "vtt")}
    recorders = [Recorder(p, lambda: Document(known)) for p in paths.values()]
    for number, segment in enumerate(whole.segments):
        known.append(segment)
        for recorder in recorders:
            recorder.take(Final(segment, number))
    expected = whole.text.split()
    text = paths["srt"].read_text(encoding="utf-8")
    assert " ".join(s.content for s in srt.parse(text)).split() == expected
    assert [s.index for s in srt.parse(text)] == [
        n + 1 for n, _ in enumerate(srt.parse(text))
    ]
    captions = webvtt.read(str(paths["vtt"])).captions
    assert " ".join(c.text for c in captions).split() == expected
    assert " ".join(e.plaintext for e in pysubs2.load(str(paths["srt"]))).split()
    for recorder in recorders:
        recorder.close()


def test_cues_of_speech_without_a_pause_are_as_good_as_at_once(
    tmp_path: Path, manager: PluginManager
) -> None:
    """What a long passage costs is bounded by closing it at a sentence's end."""
    whole, path = document([10] * 250), tmp_path / "talk.srt"
    known: list[Segment] = []
    changed: list[int] = []
    before = b""
    with Recorder(
        path, lambda: Document(known, language="en"), manager=manager
    ) as recorder:
        for number, segment in enumerate(whole.segments):
            known.append(segment)
            recorder.take(Final(segment, number))
            data = path.read_bytes()
            same = [*map(int.__eq__, before, data), False].index(False)
            changed.append(len(data) - same)
            before = data
        cues = [(s.start, s.end, s.content) for s in srt.parse(before.decode())]
        recorder.finish(whole)
    final = [*srt.parse(path.read_text(encoding="utf-8"))]
    assert max(changed) < 4_096 < len(before)
    for one, other in pairwise(cues):
        assert one[1] - other[0] <= timedelta(milliseconds=83)
    assert abs(len(cues) - len(final)) <= 0.05 * len(final)


def test_a_format_that_cannot_be_written_in_pieces(
    tmp_path: Path, manager: PluginManager
) -> None:
    whole, path = document([0, 100, 50]), tmp_path / "talk.ttml"
    known: list[Segment] = []
    with Recorder(
        path, lambda: Document(known, language="en"), manager=manager
    ) as recorder:
        for number, segment in enumerate(whole.segments):
            known.append(segment)
            recorder.take(Final(segment, number))
        assert "word0" in path.read_text(encoding="utf-8")
        recorder.finish(whole)
    assert path.read_bytes() == render(whole, manager.exporter("ttml"))


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text("something else" * 100)
    with Recorder(path, lambda: Document([])):
        assert path.read_text() == "WEBVTT\n"


def test_options_of_the_format(tmp_path: Path) -> None:
    path = tmp_path / "talk.out"
    whole = document([0, 0])
    options = {"unit": "segment"}
    with Recorder(path, lambda: whole, format="jsonl", options=options) as recorder:
        for number, segment in enumerate(whole.segments):
            recorder.take(Final(segment, number))
        assert len(path.read_text(encoding="utf-8").splitlines()) == 2
        assert '"segment": 1' in path.read_text(encoding="utf-8").splitlines()[1]
    with pytest.raises(InputError, match="units"):
        Recorder(tmp_path / "a.jsonl", lambda: whole, options={"units": "word"})
    assert not (tmp_path / "a.jsonl").exists()


@pytest.mark.parametrize("name", ["no/such/folder.srt", "", "pipe.srt"])
def test_a_file_that_cannot_be_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.srt")
    with pytest.raises(ExportError):
        Recorder(name, lambda: Document([]), format="srt")


def test_no_such_format(tmp_path: Path) -> None:
    with pytest.raises(UnknownPluginError):
        Recorder(tmp_path / "talk.nosuch", lambda: Document([]))
