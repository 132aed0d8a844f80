"""Whisper's language codes."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from sync_core.base.errors import InputError
from sync_core.document.language_tags import primary_subtag

__all__ = ["unknown_language", "whisper_code"]

# Whisper's own codes where they are not the primary subtag of BCP-47.
_CODES = MappingProxyType(
    {"jv": "jw", "nb": "no", "fil": "tl", "cmn": "zh", "iw": "he"}
)


def whisper_code(language: str) -> str:
    """Return Whisper's code for a BCP-47 tag, whether or not a model knows it.

    Raises:
        InputError: Not a language tag.
    """
    subtag = primary_subtag(language)
    return _CODES.get(subtag, subtag)


def unknown_language(
    model: str | None, language: str, known: Iterable[str]
) -> InputError:
    """Make the error for a language that a model does not know."""
    codes = sorted(known)
    hint = "" if len(codes) > 1 else ": take a multilingual model, such as 'base'"
    return InputError(
        f"the model '{model}' does not know '{language}'; it knows: "
        f"{', '.join(codes)}{hint}"
    )
