"""JSON as OpenAI's transcription service gives it (``verbose_json``)."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.serialization.json_values import dumped, parse_json
from sync_core_plugins.serialization.timed_text import (
    spoken_words,
    timed_segments,
    transcript_of,
)
from sync_core_plugins.transcripts.json_shapes import sniffer
from sync_core_plugins.transcripts.whisper_reading import read_segments
from sync_core_plugins.transcripts.whisper_writing import (
    lead,
    segment_fields,
    whisper_code,
)
from sync_core_plugins.whisper_family.language_names import name_of


def export_verbose(document: Document, out: BinaryIO) -> None:
    """Write language by its name, duration, text, segments, and words beside them.

    Segments and words without times are in the text only.
    """
    before = lead(document)
    timed = timed_segments(document)
    segments = [
        segment_fields(number, segment, start, end, before + segment.text.strip())
        for number, (segment, start, end) in enumerate(timed)
    ]
    words = [
        {"word": word.text.strip(), "start": start / 1000, "end": end / 1000}
        for segment in document.segments
        for word, start, end in spoken_words(segment)
    ]
    length = document.duration_ms or max((end for _, _, end in timed), default=0)
    data = {
        "task": "transcribe",
        "language": name_of(whisper_code(document) or "") or None,
        "duration": length / 1000,
        "text": transcript_of(document, before),
        "segments": segments,
        "words": words,
    }
    out.write(dumped(data))


def read_verbose(source: BinaryIO) -> Document:
    """Read ``verbose_json``, ``diarized_json``, or what whisper.cpp's server gives.

    Raises:
        DocumentError: It is not JSON.
    """
    return read_segments(*parse_json(source))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "verbose-json",
            suffixes=(".verbose.json",),
            export=export_verbose,
            media_type="application/json",
            needs="segment",
            summary="JSON in the shape of OpenAI's verbose_json",
            read=read_verbose,
            sniff=sniffer("verbose-json"),
            holds=("words",),
        )
    ]
