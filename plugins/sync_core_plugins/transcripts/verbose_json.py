"""JSON as OpenAI's transcription service gives it (``verbose_json``)."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.serialization.json_values import encode_json
from sync_core_plugins.serialization.timed_text import (
    find_timed_segments,
    find_timed_words,
    join_transcript,
)
from sync_core_plugins.transcripts.json_shapes import make_sniffer
from sync_core_plugins.transcripts.whisper_reading import read_whisper_like
from sync_core_plugins.transcripts.whisper_writing import (
    get_language_code,
    get_lead,
    make_segment_fields,
)
from sync_core_plugins.whisper_family.language_names import get_language_name


def export_verbose(document: Document, out: BinaryIO) -> None:
    """Write language by its name, duration, text, segments, and words beside them.

    Segments and words without times are in the text only.
    """
    before = get_lead(document)
    timed = find_timed_segments(document)
    segments = [
        make_segment_fields(number, segment, start, end, before + segment.text.strip())
        for number, (segment, start, end) in enumerate(timed)
    ]
    words = [
        {"word": word.text.strip(), "start": start / 1000, "end": end / 1000}
        for segment in document.segments
        for word, start, end in find_timed_words(segment)
    ]
    length = document.duration_ms or max((end for _, _, end in timed), default=0)
    data = {
        "task": "transcribe",
        "language": get_language_name(get_language_code(document) or "") or None,
        "duration": length / 1000,
        "text": join_transcript(document, before),
        "segments": segments,
        "words": words,
    }
    out.write(encode_json(data))


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
            read=read_whisper_like,
            sniff=make_sniffer("verbose-json"),
            holds=("words",),
        )
    ]
