"""What to say about a language that a backend found out by itself."""

from __future__ import annotations

from sync_core.document.records import Finding
from sync_core.plugins.protocols import Transcription

__all__ = ["detected", "find_language_doubts"]

# Below it, the other languages together are likelier.
_CERTAIN = 0.5
_MOST_OTHERS, _LEAST = 2, 0.01


def detected(stream: object) -> str | None:
    """Tell which language was detected, how surely, and what else it could be."""
    if not isinstance(stream, Transcription) or stream.language_confidence is None:
        return None
    share = f"with probability {stream.language_confidence:.2f}"
    return f"detected '{stream.language}' {share}{_others(stream)}"


def find_language_doubts(stream: object) -> tuple[Finding, ...]:
    """Warn where the language is little more than a guess."""
    note = detected(stream)
    if note is None or not isinstance(stream, Transcription):
        return ()
    if (stream.language_confidence or 0) >= _CERTAIN:
        return ()
    message = f"{note}: name the language if it is another"
    return (Finding("uncertain-language", "warning", message),)


def _others(stream: Transcription) -> str:
    others = [
        f"'{tag}' {share:.2f}"
        for tag, share in stream.language_probabilities.items()
        if tag != stream.language and share >= _LEAST
    ]
    return f", next {', '.join(others[:_MOST_OTHERS])}" if others else ""
