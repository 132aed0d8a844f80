"""Words to segments: at pauses, ends of sentences, changes of speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from sync_core import Segment, Word
from sync_core_plugins.serialization.times import Times

__all__ = [
    "get_times",
    "join_words",
    "make_segment",
    "split_by_speaker",
    "split_words",
]


MIN_PAUSE_MS = 1_000
"""Words that are further apart do not belong to one sentence."""

_SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"’”»)\]]*$")
_UNSPACED = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"


def join_words(words: Iterable[str]) -> str:
    """Join words to a text: with spaces, but not between Chinese or Japanese ones."""
    text = " ".join(filter(None, map(str.strip, words)))
    return text if text.isascii() else _compile_unspaced_gap().sub("", text)


@cache
def _compile_unspaced_gap() -> re.Pattern[str]:
    # It takes as long to compile as some plugins to import.
    return re.compile(f"(?<=[{_UNSPACED}]) (?=[{_UNSPACED}])")


def get_times(item: Word | Segment) -> Times:
    """Return the times that a word or a segment has itself, both or neither."""
    if item.start_ms is None or item.end_ms is None:
        return None, None
    return item.start_ms, item.end_ms


def make_segment(
    words: Sequence[Word],
    text: str | None = None,
    span: Times = (None, None),
    speaker: str | None = None,
    confidence: float | None = None,
) -> Segment:
    """Return a segment; what is not given is taken from its words."""
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    if span[0] is None and starts:
        span = min(starts), max(ends)
    if text is None:
        text = join_words(word.text for word in words)
    start, end = span
    return Segment(words, text, start, end, speaker, confidence)


def split_by_speaker(words: Iterable[tuple[Word, str | None]]) -> list[Segment]:
    """Return words as segments, of which each has one speaker."""
    return [
        segment
        for speaker, group in groupby(words, lambda pair: pair[1])
        for segment in split_words([word for word, _ in group], speaker)
    ]


def split_words(words: Sequence[Word], speaker: str | None = None) -> list[Segment]:
    """Return words as segments, cut at ends of sentences and at long pauses."""
    segments: list[Segment] = []
    held: list[Word] = []
    last_end: int | None = None
    for word in words:
        start = word.start_ms
        pause = start is not None and last_end is not None and start - last_end
        if held and (pause >= MIN_PAUSE_MS or _SENTENCE_END.search(held[-1].text)):
            segments.append(make_segment(held, speaker=speaker))
            held = []
        held.append(word)
        last_end = word.end_ms if word.end_ms is not None else last_end
    if held:
        segments.append(make_segment(held, speaker=speaker))
    return segments
