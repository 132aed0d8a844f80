"""The visible words of a segment, and its text with only these."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core.document.document import Document
from sync_core.document.records import Segment, Word
from sync_core.document.time_spans import find_time_span
from sync_core.formats.subtitles.profile import Profile
from sync_core.script.markup import unescape_entities

__all__ = [
    "build_visible_text",
    "find_segment_span",
    "find_word_spans",
    "is_visible",
    "untimed_segments",
]


def find_segment_span(segment: Segment) -> tuple[int, int] | tuple[None, None]:
    """Return a segment's start and end in ms, from its words where it has none."""
    if segment.start_ms is None or segment.end_ms is None:
        return find_time_span(segment.words)
    return segment.start_ms, segment.end_ms


def untimed_segments(document: Document) -> list[Segment]:
    """Return the segments with text but without times, which make no cue.

    Args:
        document: Any document.
    """
    return [
        segment
        for segment in document.segments
        if find_segment_span(segment)[0] is None and segment.text.strip()
    ]


def is_visible(word: Word, profile: Profile, scripted: bool) -> bool:
    """Return whether a profile shows a word."""
    if word.status == "missing":
        return profile.missing == "show"
    if word.status == "extra":
        return profile.extra == "show" or (
            profile.extra == "unscripted" and not scripted
        )
    return True


def find_word_spans(segment: Segment) -> list[tuple[int, int]] | None:
    """Return each word's start and end in the segment's text; None if one is absent."""
    return _find_spans(segment.words, segment.text)


def _find_spans(words: Sequence[Word], text: str) -> list[tuple[int, int]] | None:
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


def build_visible_text(
    segment: Segment, words: Sequence[Word]
) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without hidden words, and each word's start and end in it.

    Where text and words differ, the words count if they have times, else the text.
    """
    spans = find_word_spans(segment)
    timed = any(word.start_ms is not None for word in words)
    if segment.text.strip() and (spans is not None or not timed):
        if len(words) == len(segment.words):
            return segment.text, spans or []
        if spans is not None:
            return _remove_hidden(segment, words, spans)
    text = " ".join(word.text for word in words)
    return text, _find_spans(words, text) or []


def _remove_hidden(
    segment: Segment, words: Sequence[Word], spans: Sequence[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    """Remove each hidden word."""
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
