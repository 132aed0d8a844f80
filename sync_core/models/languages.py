"""Whisper's language codes."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from sync_core.base.errors import InputError
from sync_core.document.language_tags import primary_subtag

__all__ = ["unknown_language", "whisper_code"]

# Whisper's own codes that differ from the primary subtag of BCP-47.
_WHISPER_CODES = MappingProxyType(
    {"jv": "jw", "nb": "no", "fil": "tl", "cmn": "zh", "iw": "he"}
)


def whisper_code(language: str) -> str:
    """Return Whisper's code for a BCP-47 tag, also of a language that no model knows.

    Raises:
        InputError: The text is not a language tag.
    """
    subtag = primary_subtag(language)
    return _WHISPER_CODES.get(subtag, subtag)


def unknown_language(
    model: str | None, language: str, known: Iterable[str]
) -> InputError:
    """Make the error for a language that a model does not know.

    Args:
        model: The model's name.
        language: The language as it was given.
        known: The codes of the languages that the model knows.
    """
    codes = sorted(known)
    hint = "" if len(codes) > 1 else ": take a multilingual model, such as 'base'"
    return InputError(
        f"the model '{model}' does not know '{language}'; it knows: "
        f"{', '.join(codes)}{hint}"
    )
