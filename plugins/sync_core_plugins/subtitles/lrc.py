"""LRC lyrics (``.lrc``), also with a time for each word."""

from __future__ import annotations

import re
from typing import BinaryIO

from attrs import define, evolve, frozen

from sync_core import Cue, Document, ExporterPlugin, Segment, hookimpl
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.serialization.times import parse_clock
from sync_core_plugins.subtitles.cue_reading import (
    make_document,
    make_segment,
    require_no_text,
)
from sync_core_plugins.subtitles.cue_text import (
    JOINER,
    TimedPiece,
    round_cue,
    split_at_timed_words,
)
from sync_core_plugins.subtitles.cues import CueOptions, make_cues

_UNIT_MS = 10
_LAST_LINE_MS = 3000
"""How long the last line of a file made elsewhere is shown: nothing says when it
ends. Ours, a short line's usual length."""
_STAMP = r"[0-9]{1,5}:[0-9]{1,2}(?:[.:,][0-9]{1,3})?"
_DECIMALS = re.compile("(:[0-9]+):")
_LINE_STAMP = re.compile(rf"\s*\[({_STAMP})\]")
_WORD_STAMP = re.compile(rf"[<\[]({_STAMP})[>\]]")
_TAG = re.compile(r"\s*\[([A-Za-z#]+):(.*)\]\s*")
# What in a text would be taken for a time, and the same with its joiner.
_LOOKS_TIMED = rf"(?={JOINER}*{_STAMP}[>\]])"
_MARKS = re.compile(rf"[<\[]{_LOOKS_TIMED}")
_PROTECTED = re.compile(rf"([<\[]){JOINER}{_LOOKS_TIMED}")
# In front of the first bracket of a line, which many take for a tag whatever it holds.
_BRACKET = re.compile(rf"{JOINER}*\[")


@frozen
class LrcOptions(CueOptions):
    """Options of LRC. Without a profile, lines are cut as for karaoke."""

    enhanced: bool = False
    """Whether to write the times of words, as ``<mm:ss.xx>`` inside the lines."""


def export_lrc(document: Document, out: BinaryIO, options: LrcOptions) -> None:
    """Write a line per cue, and an empty one where nothing is said."""
    lines: list[str] = []
    cues = [
        round_cue(cue, _UNIT_MS)
        for cue in make_cues(document, options.profile, "karaoke")
    ]
    for at, cue in enumerate(cues, start=1):
        following = cues[at].start_ms if at < len(cues) else None
        flat = evolve(cue, lines=(" ".join(cue.lines),))
        text = _format_word_times(flat) if options.enhanced else _protect(flat.lines[0])
        text = f"{JOINER}{text}" if _BRACKET.match(text) else text
        lines.append(f"[{_format_clock(cue.start_ms)}]{text}\n")
        if following is None or following > cue.end_ms:
            lines.append(f"[{_format_clock(cue.end_ms)}]\n")
    out.write(encode_text("".join(lines)))


def _format_clock(time_ms: int) -> str:
    minutes, rest = divmod(time_ms, 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000 // _UNIT_MS:02}"


def _protect(text: str) -> str:
    return _MARKS.sub(rf"\g<0>{JOINER}", text)


def _format_word_times(cue: Cue) -> str:
    """Return a text with a time before each word, and behind it before a pause."""
    parts: list[str] = []
    open_until: int | None = None
    for piece in split_at_timed_words(cue, _UNIT_MS):
        if piece.start_ms is None:
            parts.append(_protect(piece.text))
            continue
        if open_until is not None and open_until < piece.start_ms:
            parts.append(f"<{_format_clock(open_until)}>")
        parts.append(f"<{_format_clock(piece.start_ms)}>{_protect(piece.text)}")
        open_until = piece.end_ms
    if open_until is not None:
        parts.append(f"<{_format_clock(open_until)}>")
    return "".join(parts)


@define
class _Line:
    """A line of lyrics; the same text may be sung more than once."""

    number: int
    starts_ms: list[int]
    text: str


def read_lrc(source: BinaryIO) -> Document:
    """Read each line as a segment that lasts until the next line starts.

    Raises:
        DocumentError: There is text, but no line with a time.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    tags: dict[str, str] = {}
    lines = _read_lines(text, tags, problems)
    if not lines and not tags:
        require_no_text(text, "[00:01.00]words")
    segments = _make_segments(lines, _read_offset(tags), tags, problems)
    return make_document("lrc", segments, problems)


def _read_lines(text: str, tags: dict[str, str], problems: Problems) -> list[_Line]:
    lines: list[_Line] = []
    for number, line in enumerate(text.split("\n"), start=1):
        starts, position = [], 0
        while stamp := _LINE_STAMP.match(line, position):
            starts.append(_parse_time(stamp[1]))
            position = stamp.end()
        if starts:
            words = line[position:]
            if _BRACKET.match(words):
                words = words.removeprefix(JOINER)
            lines.append(_Line(number, starts, words))
        elif tag := _TAG.fullmatch(line):
            tags[tag[1].lower()] = tag[2].strip()
        elif line.strip():
            problems.add(number, "a line without a time is left out")
    return lines


def _parse_time(stamp: str) -> int:
    """Read minutes and seconds; with no hours, a second colon parts decimals."""
    return parse_clock(_DECIMALS.sub(r"\1.", stamp)) or 0


def _read_offset(tags: dict[str, str]) -> int:
    """Return the ms to take off each time: lines come earlier by the offset."""
    match = re.fullmatch(r"([+-]?)\s*([0-9]{1,7})", tags.get("offset", ""))
    return int(match[1] + match[2]) if match else 0


def _make_segments(
    lines: list[_Line], offset: int, tags: dict[str, str], problems: Problems
) -> list[Segment]:
    sung = sorted(
        ((start, line) for line in lines for start in line.starts_ms),
        key=lambda pair: pair[0],
    )
    segments: list[Segment | None] = []
    later, now = None, None
    for start, line in reversed(sung):
        later, now = (later, now) if start == now else (now, start)
        pieces = _split_line(line, start)
        end = later
        if end is None and "".join(piece.text for piece in pieces).strip():
            end = _guess_end(start, pieces, line, tags, problems)
        end = start if end is None else end
        pieces = [_shift_piece(piece, end, offset) for piece in pieces]
        times = (max(0, start - offset), max(0, end - offset))
        segments.append(make_segment(pieces, times))
    return [segment for segment in reversed(segments) if segment]


def _guess_end(
    start: int,
    pieces: list[TimedPiece],
    line: _Line,
    tags: dict[str, str],
    problems: Problems,
) -> int:
    starts = [piece.start_ms or 0 for piece in pieces]
    ends = [piece.end_ms for piece in pieces if piece.text.strip() and piece.start_ms]
    length = parse_clock(tags.get("length", "")) or 0
    if ends and ends[-1] is not None:
        return max(start, ends[-1])
    last = max(start, *starts)
    if length > last:
        return length
    message = f"nothing says when it ends; {_LAST_LINE_MS} ms are taken"
    problems.add(line.number, message)
    return last + _LAST_LINE_MS


def _split_line(line: _Line, start: int) -> list[TimedPiece]:
    """Return a line, cut at the times of its words; one sung again has none."""
    stamps = list(_WORD_STAMP.finditer(line.text))
    if len(line.starts_ms) > 1 or not stamps:
        return [TimedPiece(_unprotect(_WORD_STAMP.sub("", line.text)), None, None)]
    first = stamps[0].start()
    pieces = [TimedPiece(_unprotect(line.text[:first]), None, None)]
    for at, stamp in enumerate(stamps):
        behind = stamps[at + 1].start() if at + 1 < len(stamps) else len(line.text)
        begin = max(start, _parse_time(stamp[1]))
        end = _parse_time(stamps[at + 1][1]) if at + 1 < len(stamps) else None
        text = _unprotect(line.text[stamp.end() : behind])
        pieces.append(TimedPiece(text, begin, None if end is None else max(begin, end)))
    return pieces


def _shift_piece(piece: TimedPiece, line_end: int, offset: int) -> TimedPiece:
    if piece.start_ms is None:
        return piece
    end = max(piece.start_ms, line_end) if piece.end_ms is None else piece.end_ms
    return TimedPiece(piece.text, max(0, piece.start_ms - offset), max(0, end - offset))


def _unprotect(text: str) -> str:
    return _PROTECTED.sub(r"\1", text)


def _get_kept(options: LrcOptions) -> frozenset[str]:
    return frozenset({"words"} if options.enhanced else ())


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "lrc",
            suffixes=(".lrc",),
            export=export_lrc,
            media_type="text/plain",
            options=LrcOptions,
            needs="segment",
            summary="lyrics, a line a time",
            read=read_lrc,
            holds=frozenset({"words"}),
            kept=_get_kept,
        )
    ]
