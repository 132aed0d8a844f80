"""Whisper's language codes, and BCP-47's."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["get_engine_code", "is_spaced", "to_bcp47"]

_TAGS = {"jw": "jv"}
# Languages whose words Whisper cuts by character (its Tokenizer's own list).
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


def get_engine_code(language: str, known: Collection[str], model: str | None) -> str:
    """Return Whisper's code for a BCP-47 tag.

    Args:
        language: The tag.
        known: The codes that the model knows.
        model: Its name, for the message.

    Raises:
        InputError: The model does not know the language.
    """
    # Only here: exporters need the rest of this module, and listing has to be quick.
    from sync_core.models import unknown_language, whisper_code

    code = whisper_code(language)
    if code not in known:
        raise unknown_language(model, language, known)
    return code


def to_bcp47(code: str) -> str:
    """Return the BCP-47 tag of one of Whisper's codes."""
    return _TAGS.get(code, code)


def is_spaced(code: str) -> bool:
    """Return whether a language puts spaces between words."""
    return code not in _WITHOUT_SPACES
