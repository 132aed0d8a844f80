"""Which of a segment's words are shown, and the text in which they stand."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core.document.document import Document
from sync_core.document.records import Segment, Word
from sync_core.document.time_spans import time_span
from sync_core.formats.subtitles.profile import Profile
from sync_core.script.markup import unescape_entities

__all__ = ["is_shown", "shown_text", "span_of", "untimed_segments", "word_spans"]


def span_of(segment: Segment) -> tuple[int, int] | tuple[None, None]:
    """Return a segment's time, or its words' where it has none of its own."""
    if segment.start_ms is None or segment.end_ms is None:
        return time_span(segment.words)
    return segment.start_ms, segment.end_ms


def untimed_segments(document: Document) -> list[Segment]:
    """Return the segments that have text but no time, and so make no cue."""
    return [
        segment
        for segment in document.segments
        if span_of(segment)[0] is None and segment.text.strip()
    ]


def is_shown(word: Word, profile: Profile, scripted: bool) -> bool:
    """Return whether a profile's policy wants to see a word."""
    if word.status == "missing":
        return profile.missing == "show"
    if word.status == "extra":
        return profile.extra == "show" or (
            profile.extra == "unscripted" and not scripted
        )
    return True


def word_spans(segment: Segment) -> list[tuple[int, int]] | None:
    """Return where each word lies in the segment's text; None if one is not there."""
    return _spans(segment.words, segment.text)


def _spans(words: Sequence[Word], text: str) -> list[tuple[int, int]] | None:
    spans: list[tuple[int, int]] = []
    position = 0
    for word in words:
        shown = word.text
        at = text.find(shown, position)
        if at < 0 and "&" in shown:
            shown = unescape_entities(shown)
            at = text.find(shown, position)
        if at < 0:
            return None
        position = at + len(shown)
        spans.append((at, position))
    return spans


def shown_text(
    segment: Segment, words: Sequence[Word]
) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without the words that are hidden, and where each word is in it.

    Where the text and the words differ, the words are right if they have times, else
    the text is.
    """
    spans = word_spans(segment)
    timed = any(word.start_ms is not None for word in words)
    if segment.text.strip() and (spans is not None or not timed):
        if len(words) == len(segment.words):
            return segment.text, spans or []
        if spans is not None:
            return _without_hidden(segment, words, spans)
    text = " ".join(word.text for word in words)
    return text, _spans(words, text) or []


def _without_hidden(
    segment: Segment, words: Sequence[Word], spans: Sequence[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    """Take out each hidden word with the space behind it."""
    kept = set(map(id, words))
    text = segment.text
    parts: list[str] = []
    found: list[tuple[int, int]] = []
    at = length = 0
    for word, (start, end) in zip(segment.words, spans, strict=True):
        between = text[at:start]
        shown = id(word) in kept
        parts += [between, word.text if shown else ""]
        length += len(between)
        if shown:
            found.append((length, length + len(word.text)))
            length += len(word.text)
        at = end
    return "".join([*parts, text[at:]]), found
