"""Reading ASS, and SSA before it: the events, with their karaoke times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO

from attrs import define

from sync_core import Document, Segment
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.times import parse_clock
from sync_core_plugins.subtitles.ass.writing import EVENT_FIELDS, LOOKALIKES, UNIT_MS
from sync_core_plugins.subtitles.cue_reading import (
    make_document,
    make_segment,
    require_no_text,
)
from sync_core_plugins.subtitles.cue_text import JOINER, TimedPiece

__all__ = ["read_ass"]

_BLOCK = re.compile(r"\{([^{}]*)\}")
_SYLLABLE = re.compile(r"\\[kK][fo]?([0-9]{0,6})(?![0-9t])")
_DRAWING = re.compile(r"\\p([0-9])")
_MARKED = re.compile(rf"([｛｝，\\]){JOINER}")
_ASCII = {twin: mark for mark, twin in LOOKALIKES.items()}
_DEFAULT_SYLLABLE = 100
"""Hundredths of a second that libass takes where a tag names no length."""


def read_ass(source: BinaryIO) -> Document:
    """Read each ``Dialogue`` line as a segment; styles and positions are left out.

    Raises:
        DocumentError: There is text, but not one event and no ASS header.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    fields: Sequence[str] = [name.lower() for name in EVENT_FIELDS]
    segments: list[Segment] = []
    in_events, seen = False, False
    for number, line in enumerate(text.split("\n"), start=1):
        key, colon, rest = line.partition(":")
        word = key.strip().lower()
        if line.lstrip().startswith("["):
            in_events = "events" in word
            seen = seen or in_events or "script info" in word
        elif word == "format" and colon and in_events:
            fields = [name.strip().lower() for name in rest.split(",")]
        elif word == "dialogue" and colon:
            seen = True
            segment = _read_event(rest, fields, number, problems)
            if segment is not None:
                segments.append(segment)
    if not seen:
        require_no_text(text, "Dialogue: 0,0:00:01.00,0:00:02.00,...")
    return make_document("ass", segments, problems)


def _read_event(
    rest: str, fields: Sequence[str], number: int, problems: Problems
) -> Segment | None:
    values = rest.split(",", len(fields) - 1)
    if len(values) < len(fields):
        problems.add(number, "an event with too few fields")
        return None
    event = dict(zip(fields, values, strict=True))
    start = parse_clock(event.get("start", ""))
    end = parse_clock(event.get("end", ""))
    times = None
    if start is None or end is None:
        problems.add(number, "an event without times to be read")
    elif end < start:
        problems.add(number, "ends before it starts; its start is kept")
        times = (start, start)
    else:
        times = (start, end)
    name = _unprotect(event.get("name", event.get("actor", ""))).strip()
    return make_segment(_split_karaoke(event.get("text", ""), times), times, name)


def _split_karaoke(text: str, times: tuple[int, int] | None) -> list[TimedPiece]:
    """Return an event's text, cut at its karaoke tags."""
    clock = _KaraokeClock(None if times is None else times[0])
    pieces: list[TimedPiece] = []
    position, drawing = 0, False
    for block in _BLOCK.finditer(text):
        if not drawing:
            pieces += clock.time_text(_read_text(text[position : block.start()]))
        position = block.end()
        for mode in _DRAWING.findall(block[1]):
            drawing = mode != "0"
        for length in _SYLLABLE.findall(block[1]):
            clock.begin_syllable(int(length) if length else _DEFAULT_SYLLABLE)
    if not drawing:
        pieces += clock.time_text(_read_text(text[position:]))
    return pieces


@define
class _KaraokeClock:
    """Where in its event a karaoke text is."""

    now_ms: int | None
    end_ms: int | None = None
    """Of the syllable that began; None before the first."""

    def begin_syllable(self, hundredths: int) -> None:
        if self.end_ms is not None:
            self.now_ms = self.end_ms
        if self.now_ms is not None:
            self.end_ms = self.now_ms + hundredths * UNIT_MS

    def time_text(self, text: str) -> list[TimedPiece]:
        if not text:
            return []
        if self.end_ms is None or self.end_ms == self.now_ms:
            return [TimedPiece(text, None, None)]
        return [TimedPiece(text, self.now_ms, self.end_ms)]


def _read_text(text: str) -> str:
    broken = text.replace("\\N", "\n").replace("\\n", " ").replace("\\h", "\u00a0")
    return _unprotect(broken.replace("\\{", "{").replace("\\}", "}"))


def _unprotect(text: str) -> str:
    return _MARKED.sub(lambda mark: _ASCII.get(mark[1], mark[1]), text)
