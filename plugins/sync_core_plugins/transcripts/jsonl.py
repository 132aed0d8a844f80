"""JSON Lines (``.jsonl``): a word or a segment a line."""

from __future__ import annotations

import re
from typing import BinaryIO

from attrs import field, frozen, validators

from sync_core import Document, DocumentError, ExporterPlugin, Extension, hookimpl
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.timed_text import Unit
from sync_core_plugins.transcripts.rows import Row, make_rows, read_rows
from sync_core_plugins.transcripts.whisper_reading import read_segments

# What some readers take for the end of a line though it may stand in JSON.
_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@frozen
class JsonlOptions:
    """What a line is."""

    unit: Unit = field(default="word", validator=validators.in_(("word", "segment")))
    """What a line is: ``word`` or ``segment``."""


def export_jsonl(document: Document, out: BinaryIO, options: JsonlOptions) -> None:
    """Write an object a line, always with the same keys; what is not known is null."""
    out.write(extend_jsonl(document, 0, options).body)


def extend_jsonl(document: Document, before: int, options: JsonlOptions) -> Extension:
    """Return the lines behind those that are written already; segments are counted."""
    import json

    lines = []
    for row in make_rows(document, options.unit, before):
        text = json.dumps(row, ensure_ascii=False, allow_nan=False)
        text = _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        lines.append(f"{text}\n")
    return Extension("".join(lines).encode(), before + len(document.segments))


def read_jsonl(source: BinaryIO) -> Document:
    """Read words or segments; segments may hold lists of words, as Whisper's do.

    Raises:
        DocumentError: No line is a JSON object.
    """
    import json

    text, findings = read_text(source)
    problems = Problems(findings)
    table: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, parse_constant=lambda name: None)
        except (ValueError, RecursionError) as error:
            problems.add(number, f"not JSON: {error!s:.80}")
            continue
        if isinstance(value, dict):
            table.append((number, value))
        else:
            problems.add(number, "not a JSON object")
    if not table and problems.findings:
        raise DocumentError(f"not JSON Lines: {problems.findings[-1].message}")
    if any(isinstance(row.get("words"), list) for _, row in table):
        return read_segments([row for _, row in table], problems.findings)
    return read_rows(table, problems.findings)


def _get_kept(options: JsonlOptions) -> frozenset[str]:
    words = ("words", "missing", "extra") if options.unit == "word" else ()
    return frozenset((*words, "confidence", "speakers", "untimed"))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "jsonl",
            suffixes=(".jsonl", ".ndjson"),
            export=export_jsonl,
            extend=extend_jsonl,
            media_type="application/jsonl",
            options=JsonlOptions,
            needs="segment",
            summary="JSON Lines, a word or a segment a line",
            read=read_jsonl,
            holds=("words", "confidence", "speakers", "missing", "extra", "untimed"),
            kept=_get_kept,
        )
    ]
