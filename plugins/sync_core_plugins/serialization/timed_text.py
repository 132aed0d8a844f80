"""Segments and words that have both a text and times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sync_core import Document, Segment, Word

__all__ = [
    "Unit",
    "find_timed_segments",
    "find_timed_words",
    "get_span",
    "join_transcript",
    "split_at_words",
]

Unit = Literal["word", "segment"]


_MAX_GAP_CHARS = 60
"""So many marks and spaces may stand between two words of a segment's text."""


def get_span(segment: Segment) -> tuple[int, int] | None:
    """Return a segment's times, or else those of its words; None if there are none."""
    if segment.start_ms is not None and segment.end_ms is not None:
        return segment.start_ms, segment.end_ms
    times = [(start, end) for _, start, end in find_timed_words(segment)]
    if not times:
        return None
    return min(start for start, _ in times), max(end for _, end in times)


def find_timed_segments(document: Document) -> list[tuple[Segment, int, int]]:
    """Return the segments that have a text and times, with their times."""
    found = []
    for segment in document.segments:
        times = get_span(segment)
        if times is not None and segment.text.strip():
            found.append((segment, *times))
    return found


def find_timed_words(segment: Segment) -> Iterator[tuple[Word, int, int]]:
    """Yield the words that have a text and times, with their times."""
    for word in segment.words:
        if word.start_ms is not None and word.end_ms is not None and word.text.strip():
            yield word, word.start_ms, word.end_ms


def join_transcript(document: Document, between: str = " ") -> str:
    """Return the whole text, with a mark between segments."""
    texts = (segment.text.strip() for segment in document.segments)
    return between.join(filter(None, texts))


def split_at_words(segment: Segment) -> list[str]:
    """Return for each word its text with the marks and spaces that part it from others.

    Joined they are the segment's text, as far as its words are in it.
    """
    found: list[str] = []
    behind = 0
    for word in segment.words:
        at = segment.text.find(
            word.text, behind, behind + len(word.text) + _MAX_GAP_CHARS
        )
        gap = segment.text[behind : max(at, behind)]
        if at < 0 or any(map(str.isalnum, gap)):
            found.append(f" {word.text}" if found else word.text)
            continue
        found.append((gap if found else gap.lstrip()) + word.text)
        behind = at + len(word.text)
    rest = segment.text[behind : behind + _MAX_GAP_CHARS].rstrip()
    if found and behind and not any(map(str.isalnum, rest)):
        found[-1] += rest
    return found
