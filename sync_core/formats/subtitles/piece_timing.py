"""The times of the pieces of a segment's text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from attrs import frozen

from sync_core.document.records import Segment, Word
from sync_core.formats.subtitles.visible_text import find_segment_span

__all__ = ["PieceTimes", "time_pieces"]

_MS_PER_CHARACTER = 75
"""Read English with its pauses; only for words that were not found in the audio."""

Spans = Sequence[tuple[int, int]]


@frozen
class PieceTimes:
    """The times of pieces in milliseconds; starts never decrease."""

    starts: list[int]
    ends: list[int]
    interpolated: list[int]
    """Indices of the pieces without a timed word."""


def time_pieces(
    segment: Segment, words: Sequence[Word], text: str, spans: Spans, pieces: Spans
) -> PieceTimes:
    """Return the times of all pieces, from their words or else from their neighbours.

    Args:
        segment: The segment, whose time applies where its words have none.
        words: The visible words; empty: the segment's time is spread over its text.
        text: The visible text.
        spans: Start and end of each word in the text.
        pieces: Start and end of each piece in the text.
    """
    start_ms, end_ms = find_segment_span(segment)
    low, high = start_ms or 0, end_ms or 0
    if not words:
        return _spread_evenly(low, high, len(text), pieces)
    known = _find_known_times(words, spans, pieces)
    missing = [at for at, times in enumerate(known) if times is None]
    filled = _interpolate(known, pieces, low, high) if missing else known
    times = [pair for pair in filled if pair is not None]
    starts = list(accumulate((start for start, _ in times), max))
    ends = [end for _, end in times]
    return PieceTimes(starts, ends, missing)


def _spread_evenly(low: int, high: int, length: int, pieces: Spans) -> PieceTimes:
    """Return times in proportion to the number of characters."""
    starts = [low + (high - low) * start // length for start, _ in pieces]
    ends = [low + (high - low) * end // length for _, end in pieces]
    starts[0], ends[-1] = low, high
    return PieceTimes(starts, ends, [])


def _find_known_times(
    words: Sequence[Word], spans: Spans, pieces: Spans
) -> list[tuple[int, int] | None]:
    """Return the time of each piece that a timed word overlaps; None for others."""
    found: list[tuple[int, int] | None] = [None] * len(pieces)
    at = 0
    for word, (start, end) in zip(words, spans, strict=True):
        if word.start_ms is None or word.end_ms is None or end <= start:
            continue
        while at + 1 < len(pieces) and pieces[at][1] <= start:
            at += 1
        row = at
        while row < len(pieces) and pieces[row][0] < end:
            first, stop = max(start, pieces[row][0]), min(end, pieces[row][1])
            share = (word.end_ms - word.start_ms) / (end - start)
            times = (
                word.start_ms + int((first - start) * share),
                word.start_ms + int((stop - start) * share),
            )
            old = found[row]
            found[row] = _merge_times(old, times)
            row += 1
    return found


def _merge_times(old: tuple[int, int] | None, new: tuple[int, int]) -> tuple[int, int]:
    return new if old is None else (min(old[0], new[0]), max(old[1], new[1]))


def _interpolate(
    known: list[tuple[int, int] | None], pieces: Spans, low: int, high: int
) -> list[tuple[int, int] | None]:
    """Fill in pieces without a time after the piece before them, in the free time."""
    filled = list(known)
    count = len(known)
    at = 0
    while at < count:
        if known[at] is not None:
            at += 1
            continue
        stop = at
        while stop < count and known[stop] is None:
            stop += 1
        before = filled[at - 1] if at else None
        after = known[stop] if stop < count else None
        lengths = [end - start for start, end in pieces[at:stop]]
        start, end = _find_free_span(
            before, after, low, high, sum(lengths) * _MS_PER_CHARACTER
        )
        marks = [0, *accumulate(lengths)]
        for row, (i, j) in enumerate(pairwise(marks), start=at):
            share = (end - start) / marks[-1]
            filled[row] = (start + int(i * share), start + int(j * share))
        at = stop
    return filled


def _find_free_span(
    before: tuple[int, int] | None,
    after: tuple[int, int] | None,
    low: int,
    high: int,
    wanted: int,
) -> tuple[int, int]:
    if before is None:
        end = after[0] if after is not None else high
        return max(min(low, end), end - wanted), end
    start = before[1]
    end = after[0] if after is not None else high
    return start, max(start, min(end, start + wanted))
