"""From what a file says to words and segments, mending what cannot be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from sync_core import Segment, Word
from sync_core_plugins.serialization.decoding import Problems

__all__ = [
    "Times",
    "joined",
    "make_segment",
    "parse_ms",
    "probability",
    "split_words",
    "times",
    "words_to_segments",
]

Times = tuple[int, int] | tuple[None, None]

LONGEST_MS = 10**12
"""Thirty years: what is later than that is no time."""
PAUSE_MS = 1_000
"""Words that are further apart do not belong to one sentence."""

_SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"’”»)\]]*$")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:[.,][0-9]{0,30})?|[.,][0-9]{1,30})")
_MILLIS = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3})0*)?")
_EXPONENT = re.compile(r"([+-]?[0-9]{1,18}(?:\.[0-9]{0,30})?)[eE]([+-]?[0-9]{1,2})")
_UNSPACED = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"


def parse_ms(value: object, scale: int = 1000) -> int | None:
    """Read a number, or the text of one, as milliseconds; None if it is none.

    Args:
        value: As JSON or a column gives it; the decimals may stand behind a comma.
        scale: Milliseconds in the file's unit.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value * scale if abs(value) <= LONGEST_MS else None
    if isinstance(value, float):
        # The shortest text that gives the number: 1.005 is then half up, as written.
        value = repr(value) if math.isfinite(value) else ""
    text = value.strip() if isinstance(value, str) else ""
    plain = _MILLIS.fullmatch(text)
    if plain is not None and scale == 1000:
        # What nearly every file has; exact without decimal arithmetic.
        return int(plain[1]) * 1000 + int(f"{plain[2] or 0:0<3}")
    if not (_NUMBER.fullmatch(text) or _EXPONENT.fullmatch(text)):
        return None
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(text.replace(",", ".")) * scale
    except InvalidOperation:
        return None
    if abs(number) > LONGEST_MS:
        return None
    return math.floor(number + Decimal("0.5"))


def probability(value: object) -> float | None:
    """Read a confidence, which may be written as text; None if it is not in 0..1."""
    if isinstance(value, str):
        text = value.strip()
        if not (_NUMBER.fullmatch(text) or _EXPONENT.fullmatch(text)):
            return None
        value = float(text.replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


def times(
    where: int | str, start_ms: int | None, end_ms: int | None, problems: Problems
) -> Times:
    """Give the times as a document may have them, and note what was wrong.

    Half a pair is no time; what is negative becomes 0; an end before its start
    becomes the start.
    """
    if start_ms is None and end_ms is None:
        return None, None
    if start_ms is None or end_ms is None:
        problems.add(where, "a start without an end, or the reverse: left out")
        return None, None
    if start_ms < 0 or end_ms < 0:
        problems.add(where, "a time before zero: set to zero")
        start_ms, end_ms = max(start_ms, 0), max(end_ms, 0)
    if end_ms < start_ms:
        problems.add(where, "ends before it starts: its end is set to its start")
        end_ms = start_ms
    return start_ms, end_ms


def joined(words: Iterable[str]) -> str:
    """Join words to a text: with spaces, but not between Chinese or Japanese ones."""
    text = " ".join(filter(None, map(str.strip, words)))
    return text if text.isascii() else _between_unspaced().sub("", text)


@cache
def _between_unspaced() -> re.Pattern[str]:
    # It takes as long to compile as some plugins to import.
    return re.compile(f"(?<=[{_UNSPACED}]) (?=[{_UNSPACED}])")


def make_segment(
    words: Sequence[Word],
    text: str | None = None,
    span: Times = (None, None),
    speaker: str | None = None,
    confidence: float | None = None,
) -> Segment:
    """Make a segment; what is not said about it is taken from its words."""
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    if span[0] is None and starts:
        span = min(starts), max(ends)
    if text is None:
        text = joined(word.text for word in words)
    start, end = span
    return Segment(words, text, start, end, speaker, confidence)


def words_to_segments(words: Iterable[tuple[Word, str | None]]) -> list[Segment]:
    """Cut words into segments, of which each has one speaker."""
    return [
        segment
        for speaker, group in groupby(words, lambda pair: pair[1])
        for segment in split_words([word for word, _ in group], speaker)
    ]


def split_words(words: Sequence[Word], speaker: str | None = None) -> list[Segment]:
    """Cut a run of words into segments: at the ends of sentences and at long pauses."""
    segments: list[Segment] = []
    held: list[Word] = []
    last_end: int | None = None
    for word in words:
        start = word.start_ms
        pause = start is not None and last_end is not None and start - last_end
        if held and (pause >= PAUSE_MS or _SENTENCE_END.search(held[-1].text)):
            segments.append(make_segment(held, speaker=speaker))
            held = []
        held.append(word)
        last_end = word.end_ms if word.end_ms is not None else last_end
    if held:
        segments.append(make_segment(held, speaker=speaker))
    return segments
