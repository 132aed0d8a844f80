"""What to say where a language is a guess, or a model's word times are none."""

from __future__ import annotations

from sync_core.document.records import Finding
from sync_core.plugins.protocols import Transcription

__all__ = ["describe_language", "find_language_doubts", "find_model_doubts"]

_MIN_PROBABILITY = 0.5
"""Below it, the other languages together are likelier."""
_MAX_OTHERS, _MIN_OTHER_PROBABILITY = 2, 0.01


def describe_language(stream: object) -> str | None:
    """Return which language was detected, how surely, and what else it could be."""
    if not isinstance(stream, Transcription) or stream.language_confidence is None:
        return None
    share = f"with probability {stream.language_confidence:.2f}"
    return f"detected '{stream.language}' {share}{_list_other_languages(stream)}"


def find_language_doubts(stream: object) -> tuple[Finding, ...]:
    """Return a warning where the language is little more than a guess."""
    note = describe_language(stream)
    if note is None or not isinstance(stream, Transcription):
        return ()
    if (stream.language_confidence or 0) >= _MIN_PROBABILITY:
        return ()
    message = f"{note}: name the language if it is another"
    return (Finding("uncertain-language", "warning", message),)


def _list_other_languages(stream: Transcription) -> str:
    others = [
        f"'{tag}' {share:.2f}"
        for tag, share in stream.language_probabilities.items()
        if tag != stream.language and share >= _MIN_OTHER_PROBABILITY
    ]
    return f", next {', '.join(others[:_MAX_OTHERS])}" if others else ""


def find_model_doubts(model: str | None) -> tuple[Finding, ...]:
    """Return a warning where the model's attention does not follow the speech.

    That is so for distilled decoders.
    """
    from sync_core.models import model_info

    info = model_info(model) if model else None
    if info is None or info.attention_times:
        return ()
    message = (
        f"word times out of '{info.name}' are not to be trusted, its decoder is too "
        "small: name an aligner"
    )
    return (Finding("untrusted-word-times", "warning", message),)
