"""NIST's Rich Transcription Time Marks (``.rttm``): who speaks when."""

from __future__ import annotations

from typing import BinaryIO

from attrs import frozen

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.annotations.nist import head_fields, token
from sync_core_plugins.serialization.text_fields import encoded
from sync_core_plugins.serialization.timed_text import spoken_words, timed_segments
from sync_core_plugins.serialization.times import seconds


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
    head = head_fields(document, options.file, options.channel)
    found = []
    for segment, start, end in timed_segments(document):
        speaker = token(segment.speaker or "") or "unknown"
        times = f"{seconds(start)} {seconds(end - start)}"
        line = f"SPEAKER {head} {times} <NA> <NA> {speaker} <NA> <NA>\n"
        found.append((start, 0, line))
        for word, i, j in spoken_words(segment) if options.words else ():
            sure = "<NA>" if word.confidence is None else f"{word.confidence:.4f}"
            spoken = f"{seconds(i)} {seconds(j - i)} {token(word.text)} lex"
            found.append((i, 1, f"LEXEME {head} {spoken} {speaker} {sure} <NA>\n"))
    found.sort(key=lambda line: line[:2])
    out.write(encoded("".join(line for *_, line in found)))


def _kept(options: RttmOptions) -> frozenset[str]:
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
            kept=_kept,
        )
    ]
