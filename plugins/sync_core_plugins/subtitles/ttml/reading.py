"""Reading TTML of any kind: paragraphs with times, timed spans, agents.

The tags are read by a scanner that takes what it gets, so that a file that was cut or
broken gives what is whole; what an XML parser finds wrong with it is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO
from xml.parsers import expat

from attrs import Factory, define, frozen

from sync_core import Document, Segment
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.subtitles.cue_reading import (
    make_document,
    make_segment,
    require_no_text,
)
from sync_core_plugins.subtitles.cue_text import TimedPiece, flatten_name
from sync_core_plugins.subtitles.ttml.tags import Tag, split_tags
from sync_core_plugins.subtitles.ttml.time_expressions import Rates

__all__ = ["read_ttml"]

_TIMED = ("body", "div", "p", "span")


def read_ttml(source: BinaryIO) -> Document:
    """Read each paragraph as a segment; styles and regions are left out.

    Raises:
        DocumentError: There is text, but no paragraph and no ``tt`` element.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    _check_xml(text, problems)
    reader = _Reader(problems)
    for tag in split_tags(text):
        reader.read(tag)
    reader.end_paragraph()
    if not reader.segments and not reader.seen:
        require_no_text(text, '<p begin="00:00:01.000" end="00:00:02.000">')
    return make_document(
        "ttml", reader.name_segments(), problems, language=reader.language
    )


def _check_xml(text: str, problems: Problems) -> None:
    """Add the first place at which a file is not well-formed XML to the problems."""
    if "<!ENTITY" in text:
        problems.add(1, "its own entities are not read")
        return
    try:
        expat.ParserCreate().Parse(text, True)
    except expat.ExpatError as error:
        if text.strip():
            reason = expat.ErrorString(error.code)
            problems.add(error.lineno, f"not well-formed XML: {reason}")


@frozen
class _Frame:
    """An open element that may have times."""

    tag: str
    start_ms: int
    end_ms: int | None
    timed: bool
    preserve: bool


@define
class _Text:
    """Text of a paragraph, and since when it is shown."""

    text: str
    start_ms: int | None
    end_ms: int | None


@define
class _Paragraph:
    """What is known of the paragraph that is open."""

    line: int
    frame: _Frame
    agent: str
    texts: list[_Text] = Factory(list)


class _Reader:
    """Takes the tags in order."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._line = 1
        self._rates = Rates()
        self._frames = [_Frame("", 0, None, False, False)]
        self._paragraph: _Paragraph | None = None
        self._agents: dict[str, str] = {}
        self._agent = ""
        self._in_name = self._in_metadata = False
        self.segments: list[tuple[Segment, str]] = []
        self.language: str | None = None
        self.seen = False

    def name_segments(self) -> list[Segment]:
        """Return the segments, with the agents' names where the file has them."""
        return [
            Segment(
                segment.words,
                segment.text,
                segment.start_ms,
                segment.end_ms,
                flatten_name(self._agents.get(agent, agent)) or None,
            )
            for segment, agent in self.segments
        ]

    def read(self, tag: Tag) -> None:
        """Read the next tag."""
        self._line = tag.line
        if tag.kind == "start":
            self._start_element(tag.name, tag.attributes)
        elif tag.kind == "end":
            self._end_element(tag.name)
        else:
            self._read_text(tag.text)

    def _start_element(self, name: str, values: Mapping[str, str]) -> None:
        if name == "tt":
            self.seen = True
            self._rates = Rates.read(values)
            self.language = values.get("lang", "").strip() or None
            self._open(name, values)
        elif name == "agent":
            self._agent = values.get("id", "")
        elif name == "name" and self._agent:
            self._in_name = True
        elif name in ("metadata", "title", "desc", "copyright"):
            self._in_metadata = True
        elif name == "br":
            self._add_text("\n")
        elif name in _TIMED:
            if name != "span":
                self.end_paragraph()
            self._open(name, values)

    def _end_element(self, name: str) -> None:
        if name == "agent":
            self._agent = ""
        elif name == "name":
            self._in_name = False
        elif name in ("metadata", "title", "desc", "copyright"):
            self._in_metadata = False
        elif name in _TIMED:
            self._close(name)

    def _read_text(self, data: str) -> None:
        if self._in_name:
            self._agents[self._agent] = self._agents.get(self._agent, "") + data
        elif not self._in_metadata:
            preserve = self._frames[-1].preserve
            self._add_text(data if preserve else re.sub("[ \t\r\n]+", " ", data))

    def end_paragraph(self) -> None:
        """End the paragraph that is open, if one is."""
        paragraph, self._paragraph = self._paragraph, None
        if paragraph is None:
            return
        while len(self._frames) > 1 and self._frames.pop().tag != "p":
            pass
        segment = make_segment(*_time_pieces(paragraph, self._problems))
        if segment is not None:
            self.segments.append((segment, paragraph.agent))

    def _open(self, name: str, values: Mapping[str, str]) -> None:
        outer = self._frames[-1]
        begin, end, length = (
            self._parse_time(values, k) for k in ("begin", "end", "dur")
        )
        start_ms = outer.start_ms + (begin or 0)
        ends = [outer.start_ms + end] if end is not None else []
        ends += [start_ms + length] if length is not None else []
        # What has no end of its own, a span aside, lasts as long as what it is in.
        own = min(ends, default=None if name == "span" else outer.end_ms)
        space = values.get("space")
        preserve = outer.preserve if space is None else space == "preserve"
        frame = _Frame(name, start_ms, own, begin is not None, preserve)
        self._frames.append(frame)
        if name == "p":
            agent = (values.get("agent", "").split() or [""])[0]
            self._paragraph = _Paragraph(self._line, frame, agent)
        elif name == "span":
            self._add_text("", begins=True)

    def _close(self, name: str) -> None:
        if name == "p":
            self.end_paragraph()
        elif any(frame.tag == name for frame in self._frames):
            if name in ("body", "div"):
                self.end_paragraph()
            while self._frames.pop().tag != name:
                pass

    def _parse_time(self, values: Mapping[str, str], key: str) -> int | None:
        if key not in values:
            return None
        time_ms = self._rates.parse_ms(values[key])
        if time_ms is None:
            line = self._line
            self._problems.add(line, f"{key} is no time: {values[key][:80]!r}")
        return time_ms

    def _add_text(self, text: str, *, begins: bool = False) -> None:
        if self._paragraph is None or not (text or begins):
            return
        timed = [f for f in self._frames if f.tag == "span" and f.timed]
        times = (timed[-1].start_ms, timed[-1].end_ms) if timed else (None, None)
        texts = self._paragraph.texts
        if not begins and texts and (texts[-1].start_ms, texts[-1].end_ms) == times:
            texts[-1].text += text
        elif text or timed:
            texts.append(_Text(text, *times))


def _time_pieces(
    paragraph: _Paragraph, problems: Problems
) -> tuple[list[TimedPiece], tuple[int, int]]:
    """Return a paragraph's pieces with all their times, and its own."""
    texts, frame = paragraph.texts, paragraph.frame
    starts = [text.start_ms for text in texts if text.start_ms is not None]
    ends = [text.end_ms for text in texts if text.end_ms is not None]
    start = frame.start_ms
    if not frame.timed and frame.end_ms is None and starts:
        start = min(starts)
    end = frame.end_ms
    if end is None:
        end = max([*starts, *ends], default=start)
        if any(text.text.strip() for text in texts) and not ends:
            problems.add(paragraph.line, "a paragraph without an end")
    elif end < start:
        problems.add(paragraph.line, "ends before it starts; its start is kept")
        end = start
    pieces: list[TimedPiece] = []
    limit, begun = end, end
    for text in reversed(texts):
        if text.start_ms is None:
            pieces.append(TimedPiece(text.text, None, None))
            continue
        if text.start_ms != begun:
            limit, begun = begun, text.start_ms
        until = limit if text.end_ms is None else text.end_ms
        pieces.append(TimedPiece(text.text, text.start_ms, max(text.start_ms, until)))
    return pieces[::-1], (start, max(start, end))
