"""From words to subtitle cues: short pieces of text with a start and an end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from attrs import evolve

from sync_core.document import Document, Segment, Word
from sync_core.script_document import time_span
from sync_core.shaping._cue import Cue
from sync_core.shaping._profile import Profile
from sync_core.shaping._profiles import choose_profile
from sync_core.text import Token, tokenize

__all__ = ["Cue", "cues", "untimed_segments", "word_spans"]

MAX_LINE_CHARS = 42
"""Characters in a line (Netflix Timed Text Style Guide, English); wide ones, as in
Chinese, count twice."""
MAX_LINES = 2
MAX_CUE_MS = 7000
"""Longest cue (Netflix Timed Text Style Guide, General Requirements)."""
_MAX_INNER_PAUSE_MS = 2000
_PUNCTUATION_BONUS = 24
_CLAUSE_MARKS = ".,;:!?…。、，；：！？—–"
# All white space but the kinds that forbid a line break.
_FOLDED = re.compile(r"[^\S\u00a0\u2007\u202f]+")


def cues(document: Document, profile: Profile | str | None = None) -> list[Cue]:
    """Cut a document into cues: in order, none empty, none overlapping.

    A segment makes one cue, or several if it is too long for two lines or seven
    seconds. Words without times stay in the text between their neighbours; where no
    word of a segment has a time, its time is spread over its text. A segment without
    any times has no place on the clock and makes no cue (``untimed_segments`` gives
    those). Speech that is not in the document's script makes no cue either.
    """
    choose_profile(document, profile)
    pieces: list[Cue] = []
    for segment in document.segments:
        if document.script is not None and _is_extra(segment):
            continue
        start_ms, end_ms = _segment_span(segment)
        if start_ms is not None and end_ms is not None:
            pieces += _segment_cues(segment, start_ms, end_ms)
    pieces.sort(key=lambda cue: cue.start_ms)
    return _apart(pieces)


def _is_extra(segment: Segment) -> bool:
    return bool(segment.words) and all(w.status == "extra" for w in segment.words)


def untimed_segments(document: Document) -> list[Segment]:
    """Give the segments that have text but no time, and so make no cue."""
    return [
        segment
        for segment in document.segments
        if _segment_span(segment)[0] is None and segment.text.strip()
    ]


def _segment_span(segment: Segment) -> tuple[int | None, int | None]:
    if segment.start_ms is None:
        return time_span(segment.words)
    return segment.start_ms, segment.end_ms


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


def _segment_cues(segment: Segment, start_ms: int, end_ms: int) -> list[Cue]:
    words, text, spans = _laid_out(segment, start_ms, end_ms)
    found: list[Cue] = []
    for first, behind in _split(words, text, spans, 0, len(words)) or [(0, 0)]:
        lines = wrap(_stretch(text, spans, first, behind))
        times = time_span(words[first:behind])
        start, end = (start_ms, end_ms) if times[0] is None else times
        if found:
            # Words out of order must not put the text out of order.
            start = max(start, found[-1].start_ms)
        if lines:
            found.append(Cue(start, max(start, end), lines, segment.speaker))
    return found


def _laid_out(
    segment: Segment, start_ms: int, end_ms: int
) -> tuple[Sequence[Word], str, list[tuple[int, int]]]:
    """Give timed words, the text that they stand in, and where in it they lie."""
    words, text = segment.words, segment.text
    joined = " ".join(word.text for word in words)
    if any(word.start_ms is not None for word in words):
        spans = word_spans(segment)
        if spans is None:
            text = joined
            spans = word_spans(evolve(segment, text=text)) or []
        return words, text, spans
    text = text if text.strip() else joined
    spread = _spread(text, start_ms, end_ms)
    return spread, text, [(token.start, token.end) for token in _words_of(text)]


def _words_of(text: str) -> list[Token]:
    return [token for token in tokenize(text) if token.kind == "word"]


def _spread(text: str, start_ms: int, end_ms: int) -> list[Word]:
    """Give a text's words their times as if each character took as long."""

    def when(at: int) -> int:
        return start_ms + (end_ms - start_ms) * at // len(text)

    words = [Word(t.text, when(t.start), when(t.end)) for t in _words_of(text)]
    if words:
        words[0] = evolve(words[0], start_ms=start_ms)
        words[-1] = evolve(words[-1], end_ms=end_ms)
    return words


def _stretch(
    text: str, spans: Sequence[tuple[int, int]], first: int, behind: int
) -> str:
    """Give the text of some words, with all that stands before the next one."""
    start = spans[first][0] if first else 0
    return text[start : spans[behind][0] if behind < len(spans) else len(text)]


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
    timed = [at for at in range(first, behind) if words[at].start_ms is not None]
    # Both sides of a break need a time of their own.
    breaks = range(timed[0] + 1, timed[-1] + 1) if timed else range(0)
    if not breaks or _fits(words[first:behind], _stretch(text, spans, first, behind)):
        return [(first, behind)]

    def cost(at: int) -> tuple[float, int]:
        left = spans[at - 1][1] - spans[first][0]
        right = spans[behind - 1][1] - spans[at][0]
        mark = words[at - 1].text.rstrip("\"'”’»)")[-1:] in _CLAUSE_MARKS
        pause = min(_pause_ms(words[at - 1], words[at]), _MAX_INNER_PAUSE_MS)
        uneven = abs(left - right) - _PUNCTUATION_BONUS * mark - pause / 10
        return uneven, abs(2 * at - first - behind)

    best = min(breaks, key=cost)
    return [
        *_split(words, text, spans, first, best),
        *_split(words, text, spans, best, behind),
    ]


def _fits(words: Sequence[Word], text: str) -> bool:
    lines = wrap(text)
    if len(lines) > MAX_LINES or any(_width(line) > MAX_LINE_CHARS for line in lines):
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
    where neither line begins or ends with a mark that belongs to the other.
    """
    folded = _FOLDED.sub(" ", text.replace("\0", "")).strip()
    if _width(folded) <= MAX_LINE_CHARS:
        return (folded,) if folded else ()
    breaks = _breaks(folded)
    if not breaks:
        return (folded,)
    best = min(breaks, key=lambda at: abs(len(folded) - 2 * at))
    return (*wrap(folded[:best]), *wrap(folded[best:]))


def _breaks(text: str) -> Sequence[int]:
    inner = range(1, len(text))
    return (
        [at for at in inner if text[at] == " "]
        or [at for at in inner if text[at].isspace()]
        or [at for at in inner if _may_begin(text[at]) and not _opens(text[at - 1])]
    )


def _may_begin(character: str) -> bool:
    return character.isalnum() or _opens(character)


def _opens(character: str) -> bool:
    return unicodedata.category(character) in ("Ps", "Pi")


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(c) in "WF" for c in text)


def _apart(pieces: Sequence[Cue]) -> list[Cue]:
    """Make ends later than starts, and no cue reach into the next."""
    result: list[Cue] = []
    for cue in pieces:
        cue = evolve(cue, end_ms=max(cue.end_ms, cue.start_ms + 1))
        if result and result[-1].start_ms == cue.start_ms:
            before = result.pop()
            cue = _together(before, cue)
        elif result and result[-1].end_ms > cue.start_ms:
            result[-1] = evolve(result[-1], end_ms=cue.start_ms)
        result.append(cue)
    return result


def _together(first: Cue, second: Cue) -> Cue:
    return Cue(
        first.start_ms,
        max(first.end_ms, second.end_ms),
        (*first.lines, *second.lines),
        first.speaker if first.speaker == second.speaker else None,
    )
