"""A document as one flow of pieces, each with its text, its width and its time."""

from __future__ import annotations

from itertools import accumulate

from attrs import Factory, define

from sync_core.document.document import Document
from sync_core.document.records import Segment, Word
from sync_core.document.time_spans import time_span
from sync_core.formats.subtitles.as_written import lines_as_they_fit
from sync_core.formats.subtitles.piece_times import piece_times
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.shown_text import is_shown, shown_text, span_of
from sync_core.formats.subtitles.text_pieces import (
    WIDE,
    Cutter,
    Span,
    chunks,
    phrase_cutter,
)
from sync_core.formats.subtitles.text_width import columns

__all__ = ["Flow", "flow_of"]


@define
class Flow:
    """Columns of equal length, one row for each piece of text that stays whole.

    Plain lists, since a document of ten hours has a hundred thousand rows.
    """

    texts: list[str] = Factory(list)
    spaces: list[int] = Factory(list)
    """1 where white space stands before the piece."""
    starts: list[int] = Factory(list)
    ends: list[int] = Factory(list)
    guessed: set[int] = Factory(set)
    """Rows whose time stands between their neighbours' and is nobody's."""
    first_words: list[int] = Factory(list)
    """Index into ``words`` of the first word in the piece or behind it."""
    words: list[Word] = Factory(list)
    heads: list[int] = Factory(list)
    """The first row of each segment."""
    segments: list[Segment] = Factory(list)
    """The segments that have rows."""
    alone: list[bool] = Factory(list)
    """Whether a segment shares no cue, since its words have no times of their own."""
    written: dict[int, tuple[str, ...]] = Factory(dict)
    """By number of segment: the lines of those that are cues as they stand."""

    def widths(self) -> list[int]:
        """Return the columns that each piece takes."""
        if all(map(str.isascii, self.texts)):
            return list(map(len, self.texts))
        return list(map(columns, self.texts))


def flow_of(document: Document, profile: Profile) -> Flow:
    """Lay out all that is to be seen, the segments in order of time."""
    room, cutter = profile.max_columns, phrase_cutter(document.language)
    scripted = document.script is not None
    laid: list[tuple[int, Segment]] = []
    for segment in document.segments:
        start_ms, _ = span_of(segment)
        if start_ms is not None:
            laid.append((start_ms, segment))
    laid.sort(key=lambda pair: pair[0])
    flow = Flow()
    for _, segment in laid:
        if not _add_plain(flow, segment, room):
            _add_any(flow, segment, profile, scripted, cutter)
    return flow


def _add_plain(flow: Flow, segment: Segment, room: int) -> bool:
    """Add a segment whose words, all timed, are just what its spaces part."""
    words = segment.words
    texts = [word.text for word in words]
    if not texts or segment.text.split() != texts or "\0" in segment.text:
        return False
    starts, ends = [], []
    for word in words:
        if word.start_ms is None or word.end_ms is None:
            return False
        if word.status in ("missing", "extra"):
            return False
        starts.append(word.start_ms)
        ends.append(word.end_ms)
    if len(max(texts, key=len)) * 2 > room and max(map(columns, texts)) > room:
        return False
    if not segment.text.isascii() and WIDE.search(segment.text):
        return False
    count = len(words)
    at = len(flow.words)
    flow.heads.append(len(flow.texts))
    flow.segments.append(segment)
    flow.alone.append(False)
    flow.texts += texts
    flow.spaces += [1] * count
    flow.starts += accumulate(starts, max)
    flow.ends += ends
    flow.first_words += range(at, at + count)
    flow.words += words
    return True


def _add_any(
    flow: Flow,
    segment: Segment,
    profile: Profile,
    scripted: bool,
    cutter: Cutter | None,
) -> None:
    words = [word for word in segment.words if is_shown(word, profile, scripted)]
    if segment.words and not words:
        return
    text, spans = shown_text(segment, words)
    timed = time_span([word for word in words if word.text])[0] is not None
    lines = () if timed else lines_as_they_fit(text, profile)
    if lines:
        flow.written[len(flow.segments)] = lines
        text = " ".join(lines)
    pieces = [(0, len(text))] if lines else chunks(text, profile.max_columns, cutter)
    if timed:
        pieces = _whole_words(pieces, text, spans, profile.max_columns)
    if not pieces:
        return
    times = piece_times(segment, words if timed else [], text, spans, pieces)
    at = len(flow.texts)
    flow.heads.append(at)
    flow.segments.append(segment)
    flow.alone.append(not timed)
    flow.guessed.update(at + row for row in times.guessed)
    flow.starts += times.starts
    flow.ends += times.ends
    # No subtitle can hold a NUL.
    flow.texts += [text[start:end].replace("\0", "").strip() for start, end in pieces]
    behind = 0
    for start, end in pieces:
        flow.spaces.append(int(start > behind or not behind))
        behind = end
    _add_words(flow, words, spans, pieces)


def _whole_words(
    pieces: list[Span], text: str, spans: list[Span], room: int
) -> list[Span]:
    """Put together the pieces of any word that has room on a line."""
    found: list[Span] = []
    at = 0
    for start, end in pieces:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        adjacent = found and found[-1][1] == start
        inside = at < len(spans) and spans[at][0] < start < spans[at][1]
        if adjacent and inside and columns(text[found[-1][0] : end]) <= room:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _add_words(
    flow: Flow,
    words: list[Word],
    spans: list[Span],
    pieces: list[Span],
) -> None:
    base = len(flow.words)
    index, count = 0, len(spans)
    for number, (start, _) in enumerate(pieces):
        while number and index < count and spans[index][0] < start:
            index += 1
        flow.first_words.append(base + index)
    # Words that are not in the text cannot be told apart in it.
    flow.words += words[:count]
