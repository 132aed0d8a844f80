"""The example format: a line per word, with its times in milliseconds.

A blank line stands behind each segment. A time that is not known is ``-``.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from attrs import frozen
from sync_core import (
    Document,
    DocumentError,
    ExporterPlugin,
    Segment,
    Word,
    hookimpl,
)

sync_core_api = 1
"""The version of the plugin contract that this is written for."""

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_PLAIN = {written: plain for plain, written in _ESCAPES.items()}


@frozen
class Options:
    """The format's own options, as in ``-O example.untimed=no``."""

    untimed: bool = True
    """Whether to write the words that have no times."""


def export(document: Document, out: BinaryIO, options: Options) -> None:
    """Write a document."""
    for segment in document.segments:
        for part in segment.words or (segment,):
            if part.start_ms is not None or options.untimed:
                out.write(_row(part).encode("utf-8", "replace"))
        out.write(b"\n")


def read(source: BinaryIO) -> Document:
    """Read what ``export`` wrote.

    Raises:
        DocumentError: The file is not of this format.
    """
    try:
        lines = source.read().decode().split("\n")
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8: {error}") from error
    segments: list[Segment] = []
    words: list[Word] = []
    for number, line in enumerate([*lines, ""], 1):
        if line:
            words.append(_word(line, number))
        elif words:
            segments.append(_segment(words))
            words = []
    return Document(segments)


def _row(part: Word | Segment) -> str:
    times = ("-" if ms is None else str(ms) for ms in (part.start_ms, part.end_ms))
    text = re.sub(r"[\\\t\n\r]", lambda found: _ESCAPES[found[0]], part.text)
    return "\t".join([*times, text]) + "\n"


def _word(line: str, number: int) -> Word:
    if not re.match(r"(-|[0-9]{1,12})\t(-|[0-9]{1,12})\t[^\t]*$", line):
        raise DocumentError(f"line {number}: a start, an end and a text are wanted")
    first, second, rest = line.split("\t")
    start, end = (None if time == "-" else int(time) for time in (first, second))
    text = re.sub(r"\\[\\tnr]", lambda found: _PLAIN[found[0]], rest)
    return Word(text, start, end)


def _segment(words: list[Word]) -> Segment:
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    text = " ".join(word.text for word in words)
    return Segment(words, text, min(starts, default=None), max(ends, default=None))


RECORD = ExporterPlugin(
    "example",
    suffixes=(".example",),
    export=export,
    read=read,
    options=Options,
    media_type="text/plain",
    needs="segment",
    summary="a line per word, with its times",
    holds=frozenset(["words", "untimed"]),
)


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the exporters of this package."""
    return [RECORD]
