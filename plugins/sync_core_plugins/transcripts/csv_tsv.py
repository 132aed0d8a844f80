"""Tables: comma-separated (``.csv``, RFC 4180) and tab-separated (``.tsv``)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from attrs import field, frozen, validators

from sync_core import Document, DocumentError, ExporterPlugin, hookimpl
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.numbers import parse_ms
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.text_fields import encode_text, flatten_text
from sync_core_plugins.serialization.timed_text import Unit, find_timed_segments
from sync_core_plugins.transcripts.rows import (
    KNOWN,
    SEGMENT_KEYS,
    WORD_KEYS,
    Row,
    make_rows,
    read_rows,
)

_UNITS = validators.in_(("word", "segment"))
_EVERYTHING = ("words", "confidence", "speakers", "missing", "extra", "untimed")


@frozen
class CsvOptions:
    """What a line is."""

    unit: Unit = field(default="word", validator=_UNITS)
    """What a line is: ``word`` or ``segment``."""


@frozen
class TsvOptions:
    """What a line is."""

    unit: Unit = field(default="segment", validator=_UNITS)
    """What a line is: ``segment`` with start, end and text, as openai-whisper has it,
    or ``word`` with all that is known of it."""


def export_csv(document: Document, out: BinaryIO, options: CsvOptions) -> None:
    """Write a header and a line per word or segment; an empty cell is not known."""
    keys = WORD_KEYS if options.unit == "word" else SEGMENT_KEYS
    buffer = io.StringIO(newline="")
    # Its line end makes the writer quote both characters in cells.
    writer = csv.DictWriter(buffer, keys, lineterminator="\r\n")
    writer.writeheader()
    for row in make_rows(document, options.unit):
        writer.writerow({key: _unify_breaks(row[key]) for key in keys})
    out.write(encode_text(buffer.getvalue()))


def export_tsv(document: Document, out: BinaryIO, options: TsvOptions) -> None:
    """Write a header and a line per segment or word, times in milliseconds.

    There are no quotes: tabs and line breaks become spaces. Segments without times are
    left out; words without times have empty cells.
    """
    if options.unit == "segment":
        table: Iterator[Sequence[object]] = (
            (start, end, segment.text)
            for segment, start, end in find_timed_segments(document)
        )
        header: Sequence[str] = ("start", "end", "text")
    else:
        table = (list(row.values()) for row in make_rows(document, "word"))
        header = WORD_KEYS
    lines = [
        "\t".join(header),
        *("\t".join(map(_format_cell, row)) for row in table),
        "",
    ]
    out.write(encode_text("\n".join(lines)))


def _unify_breaks(value: object) -> object:
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _format_cell(value: object) -> str:
    return "" if value is None else flatten_text(str(value))


def read_csv(source: BinaryIO) -> Document:
    """Read a table that commas, semicolons or tabs part.

    Raises:
        DocumentError: Its header names no text.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    head = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    return _read_table(_read_csv_lines(text, delimiter, problems), problems, delimiter)


def read_tsv(source: BinaryIO) -> Document:
    """Read a table that tabs part, without quotes.

    Raises:
        DocumentError: Its header names no text.
    """
    text, findings = read_text(source)
    lines = enumerate(text.split("\n"), start=1)
    table = ((number, line.split("\t")) for number, line in lines if line.strip())
    return _read_table(table, Problems(findings), "\t")


def _read_csv_lines(
    text: str, delimiter: str, problems: Problems
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(line, f"not readable: {error}")
            continue
        if any(cells):
            yield line, cells


def _read_table(
    lines: Iterator[tuple[int, list[str]]], problems: Problems, delimiter: str
) -> Document:
    first = next(lines, None)
    if first is None:
        return Document([], findings=problems.findings)
    names = [cell.strip().lower() for cell in first[1]]
    table: list[Row] = []
    if not KNOWN.intersection(names):
        names = _guess_names(first[1])
        problems.add(first[0], f"no header; read as {', '.join(names)}")
        table.append((first[0], dict(zip(names, first[1], strict=True))))
    for number, cells in lines:
        if len(cells) > len(names) and names[-1] in ("text", "word"):
            cells[len(names) - 1 :] = [delimiter.join(cells[len(names) - 1 :])]
            problems.add(number, "more cells than the header: the last ones joined")
        elif len(cells) != len(names):
            problems.add(
                number, f"{len(cells)} cells, where the header has {len(names)}"
            )
        table.append((number, dict(zip(names, cells, strict=False))))
    return read_rows(table, problems.findings)


def _guess_names(cells: Sequence[str]) -> list[str]:
    """Name the columns of a table without a header: start, end, (speaker,) text."""
    if len(cells) in (3, 4) and None not in map(parse_ms, cells[:2]):
        return ["start", "end", *["speaker"][: len(cells) - 3], "text"]
    raise DocumentError(
        "the first line names no columns that are known here; it should be like "
        "start,end,text"
    )


def _get_kept_csv(options: CsvOptions) -> frozenset[str]:
    segment = ("confidence", "speakers", "untimed")
    return frozenset(_EVERYTHING if options.unit == "word" else segment)


def _get_kept_tsv(options: TsvOptions) -> frozenset[str]:
    return frozenset(_EVERYTHING if options.unit == "word" else ())


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List both formats."""
    return [
        ExporterPlugin(
            "csv",
            suffixes=(".csv",),
            export=export_csv,
            media_type="text/csv",
            options=CsvOptions,
            needs="segment",
            summary="comma-separated table, a word or a segment a line",
            read=read_csv,
            holds=_EVERYTHING,
            kept=_get_kept_csv,
        ),
        ExporterPlugin(
            "tsv",
            suffixes=(".tsv",),
            export=export_tsv,
            media_type="text/tab-separated-values",
            options=TsvOptions,
            needs="segment",
            summary="tab-separated table, as openai-whisper's",
            read=read_tsv,
            holds=_EVERYTHING,
            kept=_get_kept_tsv,
        ),
    ]
