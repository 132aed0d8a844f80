"""JSON as WhisperX writes it: words may have no times, speakers are named."""

from __future__ import annotations

from typing import Any, BinaryIO

from sync_core import Document, ExporterPlugin, Segment, Word, hookimpl
from sync_core_plugins.serialization.json_values import encode_json
from sync_core_plugins.serialization.timed_text import find_timed_segments
from sync_core_plugins.transcripts.json_shapes import make_sniffer
from sync_core_plugins.transcripts.whisper_reading import read_whisper_like
from sync_core_plugins.transcripts.whisper_writing import get_language_code


def export_whisperx(document: Document, out: BinaryIO) -> None:
    """Write segments with words, all words once more, and language.

    Words without times have no keys for them; segments without times are left out.
    """
    segments: list[dict[str, Any]] = []
    for segment, start, end in find_timed_segments(document):
        fields = {"start": start / 1000, "end": end / 1000, "text": segment.text}
        words = [
            _make_word(word, segment) for word in segment.words if word.text.strip()
        ]
        segments.append({**fields, "words": words, **_make_speaker(segment)})
    every = [word for segment in segments for word in segment["words"]]
    code = get_language_code(document)
    data = {"segments": segments, "word_segments": every, "language": code}
    out.write(encode_json(data))


def _make_word(word: Word, segment: Segment) -> dict[str, Any]:
    fields: dict[str, Any] = {"word": word.text}
    if word.start_ms is not None and word.end_ms is not None:
        fields |= {"start": word.start_ms / 1000, "end": word.end_ms / 1000}
        # Without a score, WhisperX means that the time was interpolated.
        if word.status != "interpolated" and word.confidence is not None:
            fields["score"] = word.confidence
    return fields | _make_speaker(segment)


def _make_speaker(segment: Segment) -> dict[str, str]:
    return {"speaker": segment.speaker} if segment.speaker else {}


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "whisperx-json",
            suffixes=(".whisperx.json",),
            export=export_whisperx,
            media_type="application/json",
            needs="segment",
            summary="JSON in WhisperX's shape",
            read=read_whisper_like,
            sniff=make_sniffer("whisperx-json"),
            holds=("words", "confidence", "speakers"),
        )
    ]
