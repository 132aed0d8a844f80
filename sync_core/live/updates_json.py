"""Updates as JSON, one object each."""

from __future__ import annotations

import json

import attrs

from sync_core.document.records import Word
from sync_core.live.updates import Final, Partial, SpeechStarted, Stats, Update

__all__ = ["update_line", "update_object"]


def update_object(update: Update) -> dict[str, object]:
    """Return an update as plain values: its ``type`` first, then its fields.

    Example:
        >>> from sync_core.live.updates import Endpoint
        >>> update_object(Endpoint(1_250, "pause"))
        {'type': 'endpoint', 'at_ms': 1250, 'reason': 'pause'}
    """
    if isinstance(update, Final):
        return {
            "type": "final",
            "number": update.number,
            "start_ms": update.segment.start_ms,
            "end_ms": update.segment.end_ms,
            "text": update.segment.text,
            "words": [_encode_word(word) for word in update.segment.words],
        }
    if isinstance(update, Partial):
        return {
            "type": "partial",
            "stable": update.stable,
            "text": update.text,
            "words": [_encode_word(word) for word in update.words],
        }
    started = isinstance(update, SpeechStarted)
    name = "speech_started" if started else type(update).__name__.lower()
    data: dict[str, object] = {"type": name, **attrs.asdict(update)}
    if isinstance(update, Stats):
        data["rtf"] = round(update.rtf, 3)
    return data


def update_line(update: Update) -> str:
    """Return an update as a line of JSON, without the line's end."""
    return json.dumps(update_object(update), ensure_ascii=False, allow_nan=False)


def _encode_word(word: Word) -> dict[str, object]:
    data: dict[str, object] = {
        "text": word.text,
        "start_ms": word.start_ms,
        "end_ms": word.end_ms,
        "confidence": word.confidence,
    }
    if word.script_span is not None:
        data["script_span"] = word.script_span
    return data
