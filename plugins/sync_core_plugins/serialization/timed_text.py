"""What writers of data and research formats share: times, text, words of a segment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sync_core import Document, Segment, Word

__all__ = [
    "encoded",
    "file_name",
    "head_fields",
    "label",
    "one_line",
    "pieces",
    "seconds",
    "span",
    "spoken_words",
    "timed_segments",
    "token",
    "transcript_of",
]

# Everything that some reader takes for the end of a line or of a field.
_BREAKS = re.compile(r" *[\t-\r\x1c-\x1f\x85\u2028\u2029]+ *")

_GAP = 60
"""So many marks and spaces may stand between two words of a segment's text."""


def encoded(text: str) -> bytes:
    """Give the text as UTF-8; a lone surrogate becomes a question mark."""
    return text.encode("utf-8", errors="replace")


def one_line(text: str) -> str:
    """Give the text on one line and without tabs."""
    return _BREAKS.sub(" ", text).strip()


def token(text: str) -> str:
    """Give the text without any white space, for fields that white space ends."""
    return "_".join(text.split())


def seconds(milliseconds: int) -> str:
    """Write a time in seconds, exactly."""
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}"


def label(speaker: str | None) -> str:
    """Give a speaker's name on one line; empty if there is none."""
    return one_line(speaker or "")


def file_name(document: Document, default: str = "audio") -> str:
    """Give the audio's name without folders and without its ending."""
    name = re.split(r"[/\\]", document.source or "")[-1]
    return name.rpartition(".")[0] or name or default


def head_fields(document: Document, file: str, channel: str) -> str:
    """Give the two fields that NIST's lines begin with."""
    name = token(file or file_name(document)) or "audio"
    # At a line's head semicolons make a comment, and at a file's a mark of encoding.
    name = name.lstrip(";\ufeff") or "audio"
    return f"{name} {token(channel) or '1'}"


def span(segment: Segment) -> tuple[int, int] | None:
    """Give a segment's times, or else those of its words; None if there are none."""
    if segment.start_ms is not None and segment.end_ms is not None:
        return segment.start_ms, segment.end_ms
    times = [(start, end) for _, start, end in spoken_words(segment)]
    if not times:
        return None
    return min(start for start, _ in times), max(end for _, end in times)


def timed_segments(document: Document) -> list[tuple[Segment, int, int]]:
    """Give the segments that have a text and times, with their times."""
    found = []
    for segment in document.segments:
        times = span(segment)
        if times is not None and segment.text.strip():
            found.append((segment, *times))
    return found


def spoken_words(segment: Segment) -> Iterator[tuple[Word, int, int]]:
    """Give the words that have a text and times, with their times."""
    for word in segment.words:
        if word.start_ms is not None and word.end_ms is not None and word.text.strip():
            yield word, word.start_ms, word.end_ms


def transcript_of(document: Document, between: str = " ") -> str:
    """Give the whole text, with a mark between segments."""
    texts = (segment.text.strip() for segment in document.segments)
    return between.join(filter(None, texts))


def pieces(segment: Segment) -> list[str]:
    """Give for each word its text with the marks and spaces that part it from others.

    Joined they are the segment's text, as far as its words are in it.
    """
    found: list[str] = []
    behind = 0
    for word in segment.words:
        at = segment.text.find(word.text, behind, behind + len(word.text) + _GAP)
        gap = segment.text[behind : max(at, behind)]
        if at < 0 or any(map(str.isalnum, gap)):
            found.append(f" {word.text}" if found else word.text)
            continue
        found.append((gap if found else gap.lstrip()) + word.text)
        behind = at + len(word.text)
    rest = segment.text[behind : behind + _GAP].rstrip()
    if found and behind and not any(map(str.isalnum, rest)):
        found[-1] += rest
    return found
