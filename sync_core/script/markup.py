"""Whether a text is SSML, and how its parts look without markup."""

from __future__ import annotations

import re

__all__ = ["is_ssml", "without_entities", "without_tag"]

# Behind a byte order mark, an XML declaration, comments and a document type. Nothing
# may be tried twice, or a long run of comments would take for ever.
_HEAD = re.compile(
    r"\ufeff?\s*(?>(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>)\s*)*+"
    r"<speak(?![\w.:-])",
    re.DOTALL,
)
_PARTING = re.compile(r"</?(?:speak|p|s|paragraph|sentence|break|audio)(?![\w.:-])")


def is_ssml(text: str) -> bool:
    """Say whether the first tag of a text is ``<speak>``."""
    return _HEAD.match(text) is not None


def without_entities(text: str) -> str:
    """Give a word of SSML as a reader sees it.

    Example:
        >>> without_entities("don&apos;t")
        "don't"
    """
    if "&" not in text:
        return text
    import html

    return html.unescape(text)


def without_tag(tag: str) -> str:
    """Give what a tag leaves between the words beside it: a space or nothing."""
    return " " if _PARTING.match(tag) else ""
