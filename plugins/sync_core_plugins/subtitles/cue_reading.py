"""Cues of a file: blocks of lines, and words out of timed pieces of text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from typing import BinaryIO

from attrs import frozen

from sync_core import (
    Document,
    DocumentError,
    Provenance,
    Segment,
    Step,
    Token,
    Word,
)
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.times import parse_clock
from sync_core_plugins.subtitles.cue_text import TimedPiece, tokenize

__all__ = [
    "Block",
    "find_blocks",
    "make_document",
    "make_segment",
    "parse_arrow",
    "read_plain_cues",
    "require_no_text",
    "split_blocks",
    "time_words",
]

Timing = Callable[[str], tuple[int, int] | None]
_COUNTER = re.compile(r"\s*[0-9]+\s*")
_CLOCK = re.compile(r"\s*([0-9]+(?:\s*[:.,]\s*[0-9]+)*)(?!\S)")


@frozen
class Block:
    """A cue as its file has it."""

    line: int
    """The number of its first line, from 1 on."""
    times: tuple[int, int] | None
    """None where the line with the times cannot be read."""
    lines: tuple[str, ...]


def split_blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the runs of lines between blank ones, each line with its number."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def parse_arrow(line: str) -> tuple[int, int] | None:
    """Read ``00:00:01,000 --> 00:00:02,000``, with whatever stands behind it."""
    left, arrow, right = line.partition("-->")
    match = _CLOCK.match(right) if arrow else None
    if match is None:
        return None
    start, end = parse_clock(left.rstrip("- \t")), parse_clock(match[1])
    return None if start is None or end is None else (start, end)


def find_blocks(
    text: str, timing: Timing, problems: Problems, *, names: bool = False
) -> list[Block]:
    r"""Find cues by their lines of times, wherever blank lines stand or are missing.

    Args:
        text: The file's, with ``\n`` at the end of lines.
        timing: Gives start and end from a line of times; None for any other line.
        problems: Where oddities are noted.
        names: Whether the line that stands before the one with the times is a cue's
            name whatever it holds; else it must be a number.
    """
    found: list[Block] = []
    stray: list[tuple[int, str]] = []
    for block in split_blocks(text):
        at = [i for i, (_, line) in enumerate(block) if _is_timed(line, timing)]
        before = block[: at[0]] if at else block
        if at and before and (names or _COUNTER.fullmatch(before[-1][1])):
            before = before[:-1]
        stray += before
        if not at:
            continue
        _keep_stray(stray, found, problems)
        stray = []
        for first, behind in zip(at, [*at[1:], len(block)], strict=True):
            if first > at[0]:
                problems.add(block[first][0], "the blank line before it is missing")
            lines = [line for _, line in block[first + 1 : behind]]
            if behind < len(block) and lines and _COUNTER.fullmatch(lines[-1]):
                lines.pop()
            found.append(_make_block(block[first], lines, timing, problems))
    _keep_stray(stray, found, problems)
    return found


def _is_timed(line: str, timing: Timing) -> bool:
    if timing(line) is not None:
        return True
    if timing is not parse_arrow or "-->" not in line:
        return False
    return re.search("[0-9]:", line) is not None


def _make_block(
    timed: tuple[int, str], lines: Sequence[str], timing: Timing, problems: Problems
) -> Block:
    number, line = timed
    times = timing(line)
    if times is None:
        problems.add(number, f"no times to be read in {line.strip()[:80]!r}")
    elif times[1] < times[0]:
        problems.add(number, "ends before it starts; its start is kept")
        times = (times[0], times[0])
    return Block(number, times, tuple(map(str.strip, lines)))


def _keep_stray(
    stray: list[tuple[int, str]], found: list[Block], problems: Problems
) -> None:
    """Add text behind a blank line to the cue that it stands under."""
    lines = [(n, text) for n, text in stray if not _COUNTER.fullmatch(text)]
    if not lines:
        return
    if not found:
        problems.add(lines[0][0], "text before the first times is left out")
        return
    problems.add(lines[0][0], "text behind a blank line is kept with the cue before")
    last = found[-1]
    more = (text.strip() for _, text in lines)
    found[-1] = Block(last.line, last.times, (*last.lines, *more))


def make_segment(
    pieces: Sequence[TimedPiece],
    times: tuple[int, int] | None,
    speaker: str | None = None,
) -> Segment | None:
    """Return the segment of a cue's pieces; None if they show nothing."""
    text = "".join(piece.text for piece in pieces)
    lines = [re.sub("[ \t]+", " ", line).strip() for line in text.split("\n")]
    shown = "\n".join(filter(None, lines))
    if not shown:
        return None
    start_ms, end_ms = times or (None, None)
    return Segment(time_words(pieces), shown, start_ms, end_ms, speaker or None)


def time_words(pieces: Sequence[TimedPiece]) -> tuple[Word, ...]:
    """Return the words of a cue that has times inside; nothing if it has none.

    A word that spans pieces (syllables) takes the first one's start and the last one's
    end. Where several words share a piece, its time is the first one's, and the others
    have none.
    """
    if all(piece.start_ms is None for piece in pieces):
        return ()
    tokens = tokenize("".join(piece.text for piece in pieces))
    return tuple(
        _make_words(pieces, [token for token in tokens if token.kind != "space"])
    )


def _make_words(
    pieces: Sequence[TimedPiece], tokens: Sequence[Token]
) -> Iterator[Word]:
    edges = [0]
    for piece in pieces:
        edges.append(edges[-1] + len(piece.text))
    begins = [bisect_right(edges, token.start) - 1 for token in tokens]
    ends = [bisect_right(edges, token.end - 1) - 1 for token in tokens]
    spoken = {at for at, token in zip(begins, tokens, strict=True) if _is_word(token)}
    behind = -1
    for first, last, token in zip(begins, ends, tokens, strict=True):
        if not _is_word(token) and (first in spoken or first <= behind):
            continue
        start_ms, end_ms = pieces[first].start_ms, pieces[last].end_ms
        if first <= behind or start_ms is None or end_ms is None:
            yield Word(token.text, None, None)
        else:
            yield Word(token.text, start_ms, max(start_ms, end_ms))
        behind = last


def _is_word(token: Token) -> bool:
    return token.kind == "word"


def make_document(
    format: str,
    segments: Sequence[Segment],
    problems: Problems,
    *,
    language: str | None = None,
) -> Document:
    """Return the document that was read from subtitles; its provenance says so."""
    release = f"sync-core {version('sync-core')}"
    step = Step("exporter", format, release, note="read from a file")
    return Document(
        segments,
        language=language,
        provenance=Provenance(release, steps=(step,)),
        findings=problems.findings,
    )


def read_plain_cues(
    source: BinaryIO,
    format: str,
    timing: Timing,
    clean: Callable[[str], str],
    example: str,
) -> Document:
    """Read a file of cues whose texts know neither speakers nor times of words.

    Args:
        source: The file.
        format: The format's name.
        timing: Returns start and end of a line of times; None for any other line.
        clean: Returns the text of a cue without the format's marks.
        example: A line of times, for the message.

    Raises:
        DocumentError: There is text, but no cue.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    blocks = find_blocks(text, timing, problems)
    if not blocks:
        require_no_text(text, example)
    segments = (
        make_segment(
            [TimedPiece(clean("\n".join(block.lines)), None, None)], block.times
        )
        for block in blocks
    )
    return make_document(format, [s for s in segments if s], problems)


def require_no_text(text: str, example: str) -> None:
    """Raise an error for a file that holds something, but no cue.

    Raises:
        DocumentError: There is text.
    """
    if text.strip():
        raise DocumentError(f"no subtitles in it: no line looks like {example!r}")
