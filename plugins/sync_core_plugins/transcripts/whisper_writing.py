"""What the writers of the Whisper family's JSON share."""

from __future__ import annotations

import math
from typing import Any

from sync_core import Document, InputError, Segment
from sync_core_plugins.serialization.timed_text import split_at_words
from sync_core_plugins.whisper_family.languages import is_spaced

__all__ = ["get_language_code", "get_lead", "make_segment_fields", "make_word_fields"]


def get_language_code(document: Document) -> str | None:
    """Return Whisper's code of the document's language; None if it has none."""
    if document.language is None:
        return None
    # Only here: listing the formats has to be quick.
    from sync_core.models import whisper_code as code_of

    try:
        return code_of(document.language)
    except InputError:
        return document.language


def get_lead(document: Document) -> str:
    """Return what Whisper writes before a segment: a space, where words have spaces."""
    return " " if is_spaced(get_language_code(document) or "") else ""


def make_segment_fields(
    number: int, segment: Segment, start_ms: int, end_ms: int, text: str
) -> dict[str, Any]:
    """Return a segment in Whisper's keys.

    What a document does not know has the neutral value of its kind, for readers that
    insist on the keys.
    """
    sure = segment.confidence
    return {
        "id": number,
        "seek": 0,
        "start": start_ms / 1000,
        "end": end_ms / 1000,
        "text": text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": round(math.log(sure), 6) if sure else 0.0,
        "compression_ratio": 0.0,
        "no_speech_prob": 0.0,
    }


def make_word_fields(segment: Segment, before: str) -> list[dict[str, Any]]:
    """Return the words with times in Whisper's keys, with the space before them."""
    found: list[dict[str, Any]] = []
    for at, (word, text) in enumerate(
        zip(segment.words, split_at_words(segment), strict=True)
    ):
        if word.start_ms is None or word.end_ms is None or not text.strip():
            continue
        fields = {
            "word": text if at else before + text,
            "start": word.start_ms / 1000,
            "end": word.end_ms / 1000,
        }
        if word.confidence is not None:
            fields["probability"] = word.confidence
        found.append(fields)
    return found
