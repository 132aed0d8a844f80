"""The text inside WebVTT cues: voices, times of words, escapes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from sync_core import Cue, clock
from sync_core_plugins.serialization.times import parse_clock
from sync_core_plugins.subtitles.cue_text import (
    TimedPiece,
    flatten_name,
    split_at_timed_words,
    unescape_entities,
)

__all__ = ["Voice", "format_payload", "split_voices"]

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKS = re.compile(
    r"<(?P<time>[0-9:.,]+)>"
    r"|<v(?:\.[^ \t\n<>]*)?[ \t\n](?P<voice>[^<>]*)>"
    r"|<(?P<other>/?(?:c|i|b|u|v|s|ruby|rt|lang|font)(?:[.\s][^<>]*)?)>",
)


def format_payload(cue: Cue, *, karaoke: bool, speakers: bool) -> str:
    """Return a cue's text as the file has it."""
    text = _format_karaoke(cue) if karaoke else "\n".join(cue.lines).translate(_ESCAPES)
    voice = flatten_name(cue.speaker).translate(_ESCAPES) if speakers else ""
    if voice.endswith("--"):
        # With the tag's own ">" they would make an arrow.
        voice = f"{voice[:-1]}&#45;"
    return f"<v {voice}>{text}</v>" if voice else text


def _format_karaoke(cue: Cue) -> str:
    """Write each timed word as an element, between the times of its two ends.

    Only elements change their looks with the time. A time may stand but once, and not
    at the cue's own start or end.
    """
    parts: list[str] = []
    stamped = cue.start_ms
    for piece in split_at_timed_words(cue):
        text = piece.text.rstrip().translate(_ESCAPES)
        space = piece.text[len(piece.text.rstrip()) :]
        if piece.start_ms is None or piece.end_ms is None:
            parts.append(f"{text}{space}")
            continue
        if piece.start_ms > stamped:
            stamped = piece.start_ms
            parts.append(f"<{clock(stamped)}>")
        parts.append(f"<c>{text}</c>")
        if stamped < piece.end_ms < cue.end_ms:
            stamped = piece.end_ms
            parts.append(f"<{clock(stamped)}>")
        parts.append(space)
    return "".join(parts)


@frozen
class Voice:
    """What one speaker says in a cue."""

    speaker: str | None
    pieces: tuple[TimedPiece, ...]


def split_voices(text: str, times: tuple[int, int] | None) -> list[Voice]:
    """Read a cue's text, parted where another speaker begins."""
    start, end = times or (None, None)
    found: list[tuple[str | None, list[_Part]]] = [(None, [])]
    stamps: list[int | None] = [start]
    position = 0
    for mark in _MARKS.finditer(text):
        found[-1][1].append(_Part(text[position : mark.start()], len(stamps) - 1))
        position = mark.end()
        if mark["voice"] is not None:
            found.append((flatten_name(unescape_entities(mark["voice"])) or None, []))
        elif mark["other"] == "/v":
            found.append((None, []))
        elif mark["time"] and (stamp := parse_clock(mark["time"])) is not None:
            stamps.append(max(stamp, stamps[-1] or 0))
    found[-1][1].append(_Part(text[position:], len(stamps) - 1))
    stamps.append(None if end is None else max(end, stamps[-1] or 0))
    if len(stamps) == 2:
        stamps = [None, None]
    said = [
        Voice(speaker, tuple(part.time(stamps) for part in parts))
        for speaker, parts in found
    ]
    return [v for v in said if any(piece.text.strip() for piece in v.pieces)]


@frozen
class _Part:
    """Text between two marks, and the number of the last time before it."""

    text: str
    stamp: int

    def time(self, stamps: Sequence[int | None]) -> TimedPiece:
        start_ms, end_ms = stamps[self.stamp], stamps[self.stamp + 1]
        return TimedPiece(unescape_entities(self.text), start_ms, end_ms)
