"""Words joined to running text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sync_core.document.records import Word

__all__ = ["join_words"]

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff"
    r"\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Scripts written without spaces: Han, kana, Thai, Lao, Khmer, Burmese, and their
marks."""


def join_words(words: Iterable[Word]) -> str:
    """Return words joined with spaces, save between two of a script that has none."""
    text = ""
    for word in words:
        unspaced = text and _UNSPACED.match(text[-1]) and _UNSPACED.match(word.text[:1])
        text += word.text if unspaced or not text else f" {word.text}"
    return text
