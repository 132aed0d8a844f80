"""From words to subtitle cues: short pieces of text with a start and an end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import evolve, frozen

from sync_core.document import Document, Segment, Word
from sync_core.script_document import time_span

__all__ = ["Cue", "cues", "untimed_segments", "word_spans"]

MAX_LINE_CHARS = 42
"""Characters in a line (Netflix Timed Text Style Guide, English)."""
MAX_LINES = 2
MAX_CUE_MS = 7000
"""Longest cue (Netflix Timed Text Style Guide, General Requirements)."""
_MAX_INNER_PAUSE_MS = 2000
_PUNCTUATION_BONUS = 24
_CLAUSE_MARKS = ".,;:!?…。、，；：！？—–"


@frozen
class Cue:
    """One subtitle: lines of plain text, shown from a start to an end."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str | None = None


def cues(document: Document) -> list[Cue]:
    """Cut a document into cues: in order, none empty, none overlapping.

    A segment makes one cue, or several if it is too long for two lines or seven
    seconds. Words without times stay in the text between their neighbours; a segment
    without any times has no place on the clock and makes no cue
    (``untimed_segments`` gives those).
    """
    pieces: list[Cue] = []
    for segment in document.segments:
        if segment.start_ms is not None:
            pieces += _segment_cues(segment)
    pieces.sort(key=lambda cue: (cue.start_ms, cue.end_ms))
    return _apart(pieces)


def untimed_segments(document: Document) -> list[Segment]:
    """Give the segments that have text but no time, and so make no cue."""
    return [s for s in document.segments if s.start_ms is None and s.text.strip()]


def word_spans(segment: Segment) -> list[tuple[int, int]] | None:
    """Give where each word lies in the segment's text; None if one is not there."""
    spans: list[tuple[int, int]] = []
    position = 0
    for word in segment.words:
        at = segment.text.find(word.text, position)
        if at < 0:
            return None
        position = at + len(word.text)
        spans.append((at, position))
    return spans


def _segment_cues(segment: Segment) -> list[Cue]:
    words, text = segment.words, segment.text
    spans = word_spans(segment)
    if spans is None:
        text = " ".join(word.text for word in words)
        spans = word_spans(evolve(segment, text=text)) or []
    found: list[Cue] = []
    for first, behind in _split(words, text, spans, 0, len(words)) or [(0, 0)]:
        start = spans[first][0] if first else 0
        end = spans[behind][0] if behind < len(words) else len(text)
        start_ms, end_ms = time_span(words[first:behind])
        if start_ms is None or end_ms is None:
            start_ms, end_ms = segment.start_ms, segment.end_ms
        lines = wrap(text[start:end])
        if lines and start_ms is not None and end_ms is not None:
            found.append(Cue(start_ms, end_ms, lines, segment.speaker))
    return found


def _split(
    words: Sequence[Word],
    text: str,
    spans: Sequence[tuple[int, int]],
    first: int,
    behind: int,
) -> list[tuple[int, int]]:
    """Halve a run of words at its best break until each part fits in a cue."""
    if first >= behind:
        return []
    breaks = [
        at for at in range(first + 1, behind) if _can_break(words, first, at, behind)
    ]
    if not breaks or _fits(
        words[first:behind], text[spans[first][0] : spans[behind - 1][1]]
    ):
        return [(first, behind)]

    def cost(at: int) -> float:
        left = spans[at - 1][1] - spans[first][0]
        right = spans[behind - 1][1] - spans[at][0]
        mark = words[at - 1].text.rstrip("\"'”’»)")[-1:] in _CLAUSE_MARKS
        pause = min(_pause_ms(words[at - 1], words[at]), _MAX_INNER_PAUSE_MS)
        return abs(left - right) - _PUNCTUATION_BONUS * mark - pause / 10

    best = min(breaks, key=cost)
    return [
        *_split(words, text, spans, first, best),
        *_split(words, text, spans, best, behind),
    ]


def _can_break(words: Sequence[Word], first: int, at: int, behind: int) -> bool:
    """Both sides need a time of their own."""
    timed = [
        any(w.start_ms is not None for w in p)
        for p in (words[first:at], words[at:behind])
    ]
    return all(timed)


def _fits(words: Sequence[Word], text: str) -> bool:
    lines = wrap(text)
    if len(lines) > MAX_LINES or any(len(line) > MAX_LINE_CHARS for line in lines):
        return False
    start_ms, end_ms = time_span(words)
    if start_ms is not None and end_ms is not None and end_ms - start_ms > MAX_CUE_MS:
        return False
    return all(_pause_ms(a, b) < _MAX_INNER_PAUSE_MS for a, b in pairwise(words))


def _pause_ms(before: Word, after: Word) -> int:
    if before.end_ms is None or after.start_ms is None:
        return 0
    return max(0, after.start_ms - before.end_ms)


def wrap(text: str) -> tuple[str, ...]:
    """Fold white space and break into lines as even as they can be.

    Text without spaces (Chinese, Japanese, Thai) is broken between any two characters
    that are not combining marks.
    """
    folded = " ".join(text.replace("\0", "").split())
    if len(folded) <= MAX_LINE_CHARS:
        return (folded,) if folded else ()
    breaks = [at for at, character in enumerate(folded) if character == " "]
    if not breaks:
        breaks = [at for at in range(1, len(folded)) if folded[at].isalnum()]
    if not breaks:
        return (folded,)
    best = min(breaks, key=lambda at: abs(len(folded) - 2 * at))
    left, right = folded[:best].rstrip(), folded[best:].lstrip()
    return (*_line(left), *_line(right))


def _line(text: str) -> tuple[str, ...]:
    return wrap(text) if len(text) > MAX_LINE_CHARS else (text,)


def _apart(pieces: Sequence[Cue]) -> list[Cue]:
    """Make ends later than starts, and no cue reach into the next."""
    result: list[Cue] = []
    for cue in pieces:
        cue = evolve(cue, end_ms=max(cue.end_ms, cue.start_ms + 1))
        if result and result[-1].start_ms == cue.start_ms:
            before = result.pop()
            end_ms = max(before.end_ms, cue.end_ms)
            cue = evolve(cue, lines=(*before.lines, *cue.lines), end_ms=end_ms)
        elif result and result[-1].end_ms > cue.start_ms:
            result[-1] = evolve(result[-1], end_ms=cue.start_ms)
        result.append(cue)
    return result
