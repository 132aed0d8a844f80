"""JSON as openai-whisper writes it, which most tools for transcripts read."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.serialization.json_values import encode_json
from sync_core_plugins.serialization.timed_text import (
    find_timed_segments,
    join_transcript,
)
from sync_core_plugins.transcripts.json_shapes import make_sniffer
from sync_core_plugins.transcripts.whisper_reading import read_whisper_like
from sync_core_plugins.transcripts.whisper_writing import (
    get_language_code,
    get_lead,
    make_segment_fields,
    make_word_fields,
)


def export_whisper(document: Document, out: BinaryIO) -> None:
    """Write text, segments with words, and language.

    Segments and words without times are in the text only.
    """
    before = get_lead(document)
    segments = []
    for number, (segment, start, end) in enumerate(find_timed_segments(document)):
        text = before + segment.text.strip()
        fields = make_segment_fields(number, segment, start, end, text)
        segments.append({**fields, "words": make_word_fields(segment, before)})
    text = before + join_transcript(document, before)
    code = get_language_code(document)
    out.write(encode_json({"text": text, "segments": segments, "language": code}))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "whisper-json",
            suffixes=(".whisper.json",),
            export=export_whisper,
            media_type="application/json",
            needs="segment",
            summary="JSON in openai-whisper's shape",
            read=read_whisper_like,
            sniff=make_sniffer("whisper-json"),
            holds=("words", "confidence"),
        )
    ]
