"""The width of text in columns, and its graphemes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["count_columns", "split_graphemes"]

_JOINER = "\u200d"
_LEADING_JAMO = range(0x1100, 0x1160)
_VOWEL_JAMO = range(0x1160, 0x11A8)
_TRAILING_JAMO = range(0x11A8, 0x1200)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)


def count_columns(text: str) -> int:
    """Count the columns of a text: one per grapheme, two per wide one (Chinese).

    A letter with its marks, an emoji with its parts and a Hangul syllable count once;
    control and format characters do not count.
    """
    return len(text) if text.isascii() else _sum_widths(text)


@lru_cache(maxsize=1 << 14)
def _sum_widths(text: str) -> int:
    return sum(_measure_grapheme(cluster) for cluster in split_graphemes(text))


def _measure_grapheme(cluster: str) -> int:
    first = cluster[0]
    if unicodedata.category(first) in ("Cc", "Cf"):
        return 0
    # An emoji is as wide as a wide letter, also where a selector makes it one.
    wide = unicodedata.east_asian_width(first) in "WF" or "\ufe0f" in cluster
    return 2 if wide or ord(first) in _FLAG_LETTERS else 1


def split_graphemes(text: str) -> list[str]:
    """Split text into grapheme clusters (UAX 29, slightly simplified)."""
    found: list[str] = []
    for character in text:
        if found and _is_continuation(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _is_continuation(cluster: str, character: str) -> bool:
    if character < "\u0300":
        return False
    if unicodedata.category(character)[0] == "M" or character in "\u200c\u200d":
        return True
    point, last = ord(character), ord(cluster[-1])
    if point in _SKIN_TONES or point in _TAGS:
        return True
    if cluster[-1] == _JOINER:
        return unicodedata.category(character) == "So"
    if point in _FLAG_LETTERS:
        return len(cluster) == 1 and last in _FLAG_LETTERS
    if point in _VOWEL_JAMO:
        return last in _LEADING_JAMO or last in _VOWEL_JAMO
    if point in _TRAILING_JAMO:
        return last in _VOWEL_JAMO or last in _TRAILING_JAMO
    return point in _LEADING_JAMO and last in _LEADING_JAMO
