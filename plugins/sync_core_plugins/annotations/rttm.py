"""NIST's Rich Transcription Time Marks (``.rttm``): who speaks when."""

from __future__ import annotations

from typing import BinaryIO

from attrs import frozen

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.annotations.nist import format_head, join_white_space
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.serialization.timed_text import (
    find_timed_segments,
    find_timed_words,
)
from sync_core_plugins.serialization.times import format_seconds


@frozen
class RttmOptions:
    """What is written, and the fields that a document does not have."""

    words: bool = False
    """Also write a LEXEME line for each word."""
    file: str = ""
    """The recording's name; empty: the audio's file name without its ending."""
    channel: str = "1"
    """The recording's channel."""


def export_rttm(document: Document, out: BinaryIO, options: RttmOptions) -> None:
    """Write a SPEAKER line per segment, by start; what has no times is left out.

    A segment without a speaker has ``unknown``.
    """
    head = format_head(document, options.file, options.channel)
    found = []
    for segment, start, end in find_timed_segments(document):
        speaker = join_white_space(segment.speaker or "") or "unknown"
        times = f"{format_seconds(start)} {format_seconds(end - start)}"
        line = f"SPEAKER {head} {times} <NA> <NA> {speaker} <NA> <NA>\n"
        found.append((start, 0, line))
        for word, i, j in find_timed_words(segment) if options.words else ():
            sure = "<NA>" if word.confidence is None else f"{word.confidence:.4f}"
            times = f"{format_seconds(i)} {format_seconds(j - i)}"
            spoken = f"{times} {join_white_space(word.text)} lex"
            found.append((i, 1, f"LEXEME {head} {spoken} {speaker} {sure} <NA>\n"))
    found.sort(key=lambda line: line[:2])
    out.write(encode_text("".join(line for *_, line in found)))


def _get_kept(options: RttmOptions) -> frozenset[str]:
    words = ("words", "confidence") if options.words else ()
    return frozenset((*words, "speakers"))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "rttm",
            suffixes=(".rttm",),
            export=export_rttm,
            media_type="text/plain",
            options=RttmOptions,
            needs="segment",
            summary="NIST RTTM, who speaks when",
            holds=("words", "confidence", "speakers"),
            kept=_get_kept,
        )
    ]
