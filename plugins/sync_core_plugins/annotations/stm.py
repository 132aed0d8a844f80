"""NIST's segment time marks (``.stm``): a reference for scoring."""

from __future__ import annotations

from typing import BinaryIO

from attrs import frozen

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.annotations.nist import (
    NistOptions,
    format_head,
    join_white_space,
)
from sync_core_plugins.serialization.text_fields import encode_text, flatten_text
from sync_core_plugins.serialization.timed_text import find_timed_segments
from sync_core_plugins.serialization.times import format_seconds

# Braces hold alternatives in a transcript, and nothing escapes them.
_BRACES = str.maketrans("{}", "()")


@frozen
class StmOptions(NistOptions):
    """Options of STM."""


def export_stm(document: Document, out: BinaryIO, options: StmOptions) -> None:
    """Write recording, channel, speaker, start, end and text, by start.

    Segments without times are left out; a segment without a speaker has ``unknown``.
    """
    head = format_head(document, options.file, options.channel)
    found = []
    for segment, start, end in find_timed_segments(document):
        text = flatten_text(segment.text).translate(_BRACES)
        # A text that begins with "<" would be read as a label.
        label = "<NA> " if text.startswith("<") else ""
        speaker = join_white_space(segment.speaker or "") or "unknown"
        times = f"{format_seconds(start)} {format_seconds(end)}"
        found.append((start, f"{head} {speaker} {times} {label}{text}\n"))
    found.sort(key=lambda line: line[0])
    out.write(encode_text("".join(line for _, line in found)))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "stm",
            suffixes=(".stm",),
            export=export_stm,
            media_type="text/plain",
            options=StmOptions,
            needs="segment",
            summary="NIST STM, a segment a line",
            holds=("speakers",),
        )
    ]
