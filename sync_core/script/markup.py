"""Detection of SSML, and plain text from its tags and entities."""

from __future__ import annotations

import re

__all__ = ["is_ssml", "replace_tag", "unescape_entities"]

# The tag follows a byte order mark, an XML declaration, comments and a document type.
# The groups are atomic: backtracking over many comments would take exponential time.
_SSML_START = re.compile(
    r"\ufeff?\s*(?>(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>)\s*)*+"
    r"<speak(?![\w.:-])",
    re.DOTALL,
)
_SEPARATING_TAG = re.compile(
    r"</?(?:speak|p|s|paragraph|sentence|break|audio)(?![\w.:-])"
)


def is_ssml(text: str) -> bool:
    """Return whether the first tag of a text is ``<speak>``."""
    return _SSML_START.match(text) is not None


def unescape_entities(text: str) -> str:
    """Return a word of SSML with its character entities replaced.

    Example:
        >>> unescape_entities("don&apos;t")
        "don't"
    """
    if "&" not in text:
        return text
    import html

    return html.unescape(text)


def replace_tag(tag: str) -> str:
    """Return the plain text that stands for a tag: a space or nothing."""
    return " " if _SEPARATING_TAG.match(tag) else ""
