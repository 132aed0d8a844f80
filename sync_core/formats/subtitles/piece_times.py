"""When each piece of a segment's text is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from attrs import frozen

from sync_core.document.records import Segment, Word
from sync_core.formats.subtitles.shown_text import span_of

__all__ = ["PieceTimes", "piece_times"]

_MS_A_LETTER = 75
"""Read English, pauses counted in; only for words that nobody found in the audio."""

Spans = Sequence[tuple[int, int]]


@frozen
class PieceTimes:
    """Times by piece; starts never fall."""

    starts: list[int]
    ends: list[int]
    guessed: list[int]
    """The pieces none of whose words has a time."""


def piece_times(
    segment: Segment, words: Sequence[Word], text: str, spans: Spans, pieces: Spans
) -> PieceTimes:
    """Return times to all pieces, from their words or else from their neighbours.

    Args:
        segment: Its time counts where its words have none.
        words: Those shown; empty: the segment's time is spread over its text.
        text: What is shown.
        spans: Where the words lie in it.
        pieces: What is to get times, by where it lies in the text.
    """
    start_ms, end_ms = span_of(segment)
    low, high = start_ms or 0, end_ms or 0
    if not words:
        return _spread(low, high, len(text), pieces)
    known = _known(words, spans, pieces)
    missing = [at for at, times in enumerate(known) if times is None]
    filled = _filled(known, pieces, low, high) if missing else known
    times = [pair for pair in filled if pair is not None]
    starts = list(accumulate((start for start, _ in times), max))
    ends = [end for _, end in times]
    return PieceTimes(starts, ends, missing)


def _spread(low: int, high: int, length: int, pieces: Spans) -> PieceTimes:
    """Return times as if each character took as long."""
    starts = [low + (high - low) * start // length for start, _ in pieces]
    ends = [low + (high - low) * end // length for _, end in pieces]
    starts[0], ends[-1] = low, high
    return PieceTimes(starts, ends, [])


def _known(
    words: Sequence[Word], spans: Spans, pieces: Spans
) -> list[tuple[int, int] | None]:
    """Return the time of each piece that a timed word reaches into."""
    found: list[tuple[int, int] | None] = [None] * len(pieces)
    at = 0
    for word, (start, end) in zip(words, spans, strict=True):
        if word.start_ms is None or word.end_ms is None or end <= start:
            continue
        while at + 1 < len(pieces) and pieces[at][1] <= start:
            at += 1
        row = at
        while row < len(pieces) and pieces[row][0] < end:
            first, behind = max(start, pieces[row][0]), min(end, pieces[row][1])
            share = (word.end_ms - word.start_ms) / (end - start)
            times = (
                word.start_ms + int((first - start) * share),
                word.start_ms + int((behind - start) * share),
            )
            old = found[row]
            found[row] = _joined(old, times)
            row += 1
    return found


def _joined(old: tuple[int, int] | None, new: tuple[int, int]) -> tuple[int, int]:
    return new if old is None else (min(old[0], new[0]), max(old[1], new[1]))


def _filled(
    known: list[tuple[int, int] | None], pieces: Spans, low: int, high: int
) -> list[tuple[int, int] | None]:
    """Put pieces without a time behind what precedes them, in the room there is."""
    filled = list(known)
    count = len(known)
    at = 0
    while at < count:
        if known[at] is not None:
            at += 1
            continue
        behind = at
        while behind < count and known[behind] is None:
            behind += 1
        before = filled[at - 1] if at else None
        after = known[behind] if behind < count else None
        letters = [end - start for start, end in pieces[at:behind]]
        start, end = _room(before, after, low, high, sum(letters) * _MS_A_LETTER)
        marks = [0, *accumulate(letters)]
        for row, (i, j) in enumerate(pairwise(marks), start=at):
            share = (end - start) / marks[-1]
            filled[row] = (start + int(i * share), start + int(j * share))
        at = behind
    return filled


def _room(
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
