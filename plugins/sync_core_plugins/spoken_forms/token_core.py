"""The part of a token that is read: without the marks around it."""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "APOSTROPHES",
    "INITIALS",
    "get_core",
    "has_full_stop",
    "is_plain",
    "keep_letters",
    "name_letter",
    "spell_letters",
]

APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ‛′＇`´"), "'")
INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_PLAIN = re.compile(r"[^\W\d_]+(?:['’‑-]+[^\W\d_]+)*")


def get_core(text: str) -> str:
    """Return a token without the marks around it that are never read.

    Example:
        >>> core_of("(“$5.”)"), core_of("e.g.,")
        ('$5', 'e.g.')
    """
    straight = text.translate(APOSTROPHES)
    start, end = 0, len(straight)
    while start < end and not _is_read(straight, start):
        start += 1
    while start < end and not _may_end(straight[end - 1]):
        end -= 1
    core = straight[start:end]
    initials = INITIALS.fullmatch(core) and straight[end : end + 1] == "."
    return core + "." if initials and not core.endswith(".") else core


def has_full_stop(text: str) -> bool:
    """Return whether a full stop follows the part of a token that is read."""
    return text.rstrip("\"'”’»)],;:!?…").endswith(".")


def is_plain(core: str) -> bool:
    """Return whether a token without outer marks is letters, apostrophes, hyphens."""
    # Circled digits and fractions are word characters, but not letters.
    letters = all(c.isalpha() or _is_accent(c) or c in "'’‑-" for c in core)
    return letters and _PLAIN.fullmatch(unicodedata.normalize("NFC", core)) is not None


def name_letter(character: str) -> str:
    """Return the word for a letter's name."""
    return character.upper() + "."


def spell_letters(text: str) -> tuple[str, ...]:
    """Return the names of a text's letters."""
    return tuple(name_letter(c) for c in text if c.isalpha())


def keep_letters(text: str) -> str:
    """Return the letters alone, in lower case."""
    return "".join(c for c in text if c.isalpha()).lower()


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn"


def _is_read(text: str, at: int) -> bool:
    """Return whether a reading may start here, as at a minus before a digit."""
    character, following = text[at], text[at + 1 : at + 2]
    starts_number = character in "-−.'" and following.isdecimal()
    starts_number |= character in "-−" and following in tuple("$€£¥")
    clipped = character == "'" and following.isalpha()
    return _is_pronounced(character) or starts_number or clipped


def _may_end(character: str) -> bool:
    return _is_pronounced(character) or _is_accent(character)


def _is_pronounced(character: str) -> bool:
    symbol = unicodedata.category(character) in ("Sm", "Sc", "So")
    return character.isalnum() or symbol or character in "&%@#§"
