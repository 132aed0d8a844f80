"""A document as one flow of text pieces with their widths and times."""

from __future__ import annotations

from itertools import accumulate

from attrs import Factory, define

from sync_core.document.document import Document
from sync_core.document.records import Segment, Word
from sync_core.document.time_spans import find_time_span
from sync_core.formats.subtitles.piece_timing import time_pieces
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.text_pieces import (
    UNSPACED_TEXT,
    PhraseSplitter,
    Span,
    load_phrase_splitter,
    split_pieces,
)
from sync_core.formats.subtitles.text_width import count_columns
from sync_core.formats.subtitles.visible_text import (
    build_visible_text,
    find_segment_span,
    is_visible,
)
from sync_core.formats.subtitles.written_cues import find_fitting_lines

__all__ = ["TextFlow", "build_text_flow"]


@define
class TextFlow:
    """Lists of equal length with one row for each unbreakable piece of text.

    They are plain lists: a document of ten hours has a hundred thousand rows.
    """

    texts: list[str] = Factory(list)
    spaces: list[int] = Factory(list)
    """1 where white space precedes the piece."""
    starts: list[int] = Factory(list)
    ends: list[int] = Factory(list)
    interpolated: set[int] = Factory(set)
    """Rows whose times are interpolated between their neighbours'."""
    first_words: list[int] = Factory(list)
    """Index into ``words`` of the first word in or after the piece."""
    words: list[Word] = Factory(list)
    segment_rows: list[int] = Factory(list)
    """The first row of each segment."""
    segments: list[Segment] = Factory(list)
    """The segments that have rows."""
    is_alone: list[bool] = Factory(list)
    """Whether a segment shares no cue, since its words have no times."""
    written: dict[int, tuple[str, ...]] = Factory(dict)
    """By index of segment: the lines of those that are cues as written."""

    def count_widths(self) -> list[int]:
        """Return the width of each piece in columns."""
        if all(map(str.isascii, self.texts)):
            return list(map(len, self.texts))
        return list(map(count_columns, self.texts))


def build_text_flow(document: Document, profile: Profile) -> TextFlow:
    """Collect the visible text of a document, its segments in order of time."""
    max_columns, splitter = profile.max_columns, load_phrase_splitter(document.language)
    scripted = document.script is not None
    timed_segments: list[tuple[int, Segment]] = []
    for segment in document.segments:
        start_ms, _ = find_segment_span(segment)
        if start_ms is not None:
            timed_segments.append((start_ms, segment))
    timed_segments.sort(key=lambda pair: pair[0])
    flow = TextFlow()
    for _, segment in timed_segments:
        if not _add_plain_segment(flow, segment, max_columns):
            _add_segment(flow, segment, profile, scripted, splitter)
    return flow


def _add_plain_segment(flow: TextFlow, segment: Segment, max_columns: int) -> bool:
    """Add a segment whose words all have times and are separated by spaces."""
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
    if (
        len(max(texts, key=len)) * 2 > max_columns
        and max(map(count_columns, texts)) > max_columns
    ):
        return False
    if not segment.text.isascii() and UNSPACED_TEXT.search(segment.text):
        return False
    count = len(words)
    at = len(flow.words)
    flow.segment_rows.append(len(flow.texts))
    flow.segments.append(segment)
    flow.is_alone.append(False)
    flow.texts += texts
    flow.spaces += [1] * count
    flow.starts += accumulate(starts, max)
    flow.ends += ends
    flow.first_words += range(at, at + count)
    flow.words += words
    return True


def _add_segment(
    flow: TextFlow,
    segment: Segment,
    profile: Profile,
    scripted: bool,
    splitter: PhraseSplitter | None,
) -> None:
    words = [word for word in segment.words if is_visible(word, profile, scripted)]
    if segment.words and not words:
        return
    text, spans = build_visible_text(segment, words)
    timed = find_time_span([word for word in words if word.text])[0] is not None
    lines = () if timed else find_fitting_lines(text, profile)
    if lines:
        flow.written[len(flow.segments)] = lines
        text = " ".join(lines)
    pieces = (
        [(0, len(text))] if lines else split_pieces(text, profile.max_columns, splitter)
    )
    if timed:
        pieces = _join_word_pieces(pieces, text, spans, profile.max_columns)
    if not pieces:
        return
    times = time_pieces(segment, words if timed else [], text, spans, pieces)
    at = len(flow.texts)
    flow.segment_rows.append(at)
    flow.segments.append(segment)
    flow.is_alone.append(not timed)
    flow.interpolated.update(at + row for row in times.interpolated)
    flow.starts += times.starts
    flow.ends += times.ends
    # No subtitle format can hold a NUL.
    flow.texts += [text[start:end].replace("\0", "").strip() for start, end in pieces]
    last_end = 0
    for start, end in pieces:
        flow.spaces.append(int(start > last_end or not last_end))
        last_end = end
    _add_words(flow, words, spans, pieces)


def _join_word_pieces(
    pieces: list[Span], text: str, spans: list[Span], max_columns: int
) -> list[Span]:
    """Join the pieces of every word that fits on a line."""
    found: list[Span] = []
    at = 0
    for start, end in pieces:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        adjacent = found and found[-1][1] == start
        inside = at < len(spans) and spans[at][0] < start < spans[at][1]
        if (
            adjacent
            and inside
            and count_columns(text[found[-1][0] : end]) <= max_columns
        ):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _add_words(
    flow: TextFlow,
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
    # A word that is not in the text cannot be located in it.
    flow.words += words[:count]
