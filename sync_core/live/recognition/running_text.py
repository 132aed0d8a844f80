"""Words put together to running text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sync_core.document.records import Word

__all__ = ["running_text"]

# Scripts written without spaces: Han, kana, Thai, Lao, Khmer, Burmese, and their marks.
_TIGHT = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff"
    r"\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


def running_text(words: Iterable[Word]) -> str:
    """Join words with spaces, save between two of a script that has none."""
    text = ""
    for word in words:
        tight = text and _TIGHT.match(text[-1]) and _TIGHT.match(word.text[:1])
        text += word.text if tight or not text else f" {word.text}"
    return text
