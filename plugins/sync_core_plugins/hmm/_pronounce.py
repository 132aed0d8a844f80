"""From a script's tokens to rows of dictionary words, whatever they look like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol

from sync_core import ScriptError, Token
from sync_core_plugins.hmm._cardinals import cardinal, ordinal
from sync_core_plugins.hmm._guess import guess
from sync_core_plugins.hmm._numbers import is_plain, spoken_slots

__all__ = ["Dictionary", "Lexicon"]

_ROMAN = re.compile(r"(?=.{2})(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ‛′＇`´"), "'")
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "th", "þ": "th", "đ": "d",
    "ł": "l", "ı": "i", "ŋ": "ng", "ħ": "h", "ĸ": "k", "ŧ": "t", "ə": "a", "μ": "mu",
}  # fmt: skip
_SIBILANTS = ("S", "Z", "SH", "ZH", "CH", "JH")
_VOICELESS = ("P", "T", "K", "F", "TH")
MAX_SPELLED = 5
"""Longer words in capitals are shouted words rather than initials."""


class Dictionary(Protocol):
    """What a lexicon stands on."""

    def lookup(self, word: str) -> str | None:
        """Give a word's phones, parted by spaces, or None."""

    def add(self, word: str, phones: str) -> None:
        """Take in a word; ``word(2)`` is another way to say ``word``."""


class Lexicon:
    """Finds a way to say every token; each ends up in the dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def slots(self, token: Token) -> list[tuple[tuple[str, ...], ...]]:
        """Give a token's stretches, each with the rows of words that may be said.

        Raises:
            ScriptError: The token has letters that are not Latin, or nothing in it
                has an English reading.
        """
        core = _core(token.text)
        _check_script(core, token)
        if _is_greek(core):
            name = unicodedata.name(core).rpartition(" ")[2].casefold()
            found: list[tuple[tuple[str, ...], ...]] = [((name,),)]
        elif is_plain(core) or _INITIALS.fullmatch(core):
            found = [self._word(core)]
        else:
            found = [
                tuple(row for reading in slot for row in self._rows(reading))
                for slot in spoken_slots(core)
            ]
        found = [slot for slot in found if any(slot)]
        if not found:
            raise ScriptError(
                f"the hmm aligner knows no English reading of {token.text!r} (at "
                f"{token.start} of the script): write it out in words"
            )
        return found

    def phones(self, word: str) -> int:
        """Count the phones of the shortest way to say a dictionary word."""
        shortest, at = len((self._dictionary.lookup(word) or "").split()), 2
        while other := self._dictionary.lookup(f"{word}({at})"):
            shortest, at = min(shortest, len(other.split())), at + 1
        return shortest

    def _rows(self, reading: Sequence[str]) -> list[tuple[str, ...]]:
        """Give the rows of one reading, whose words may have readings themselves."""
        rows: list[tuple[str, ...]] = [()]
        for word in reading:
            rows = [(*row, *more) for row in rows for more in self._word(word)]
        return rows

    def _word(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Give the ways to say a word of letters, apostrophes, hyphens and dots."""
        word = _fold(text)
        rows: list[tuple[str, ...]] = []
        if not any("a" <= letter <= "z" for letter in word):
            return ()
        if self._dictionary.lookup(word):
            rows.append((word,))
        elif "-" in word:
            parts = [part for part in text.split("-") if _fold(part).strip("'")]
            rows += self._rows(parts)
        elif not _INITIALS.fullmatch(word) and not self._is_cryptic(text, word):
            self._learn(word)
            rows.append((word,))
        rows += [row for row in self._special(text, word) if row not in rows]
        return tuple(rows)

    def _is_cryptic(self, text: str, word: str) -> bool:
        """Say whether a word can only be spelled."""
        vowels = any(letter in "aeiouy" for letter in word)
        return len(word) > 1 and not vowels and (text.isupper() or len(word) > 2)

    def _special(self, text: str, word: str) -> Iterator[tuple[str, ...]]:
        """Spell initials; read Roman numerals."""
        letters = [letter for letter in word if "a" <= letter <= "z"]
        stem, apostrophe, _ = text.partition("'")
        short = stem.isupper() and 2 <= len(stem) <= MAX_SPELLED and not apostrophe
        if short or _INITIALS.fullmatch(word) or self._is_cryptic(text, word):
            yield tuple(f"{letter}." for letter in letters)
        if _ROMAN.fullmatch(text):
            number = _roman(text)
            yield from (tuple(cardinal(number)), tuple(ordinal(number)))
            yield ("the", *ordinal(number))

    def _learn(self, word: str) -> None:
        """Put an unknown word into the dictionary."""
        for at, phones in enumerate(self._guesses(word), 1):
            name = word if at == 1 else f"{word}({at})"
            self._dictionary.add(name, " ".join(phones))

    def _guesses(self, word: str) -> list[list[str]]:
        stem = word.strip("'")
        if stem != word and (known := self._dictionary.lookup(stem)):
            return [known.split()]
        for ending in ("'s", "s'"):
            if word.endswith(ending) and len(word) > len(ending):
                stem = word.removesuffix("'s").removesuffix("'")
                return [_possessive(phones) for phones in self._stem(stem)]
        return guess(word.replace("'", ""))

    def _stem(self, word: str) -> list[list[str]]:
        known = self._dictionary.lookup(word)
        return [known.split()] if known else self._guesses(word)


def _possessive(phones: list[str]) -> list[str]:
    if phones[-1] in _SIBILANTS:
        return [*phones, "IH", "Z"]
    return [*phones, "S" if phones[-1] in _VOICELESS else "Z"]


def _core(text: str) -> str:
    """Drop the marks around a token that are never read."""
    bare = text.translate(_APOSTROPHES)
    start, end = 0, len(bare)
    while start < end and not _is_read(bare, start):
        start += 1
    while start < end and not (bare[end - 1].isalnum() or _is_symbol(bare[end - 1])):
        end -= 1
    core = bare[start:end]
    initials = _INITIALS.fullmatch(core) and bare[end : end + 1] == "."
    return core + "." if initials and not core.endswith(".") else core


def _is_read(text: str, at: int) -> bool:
    """Say whether a reading may start here, as at a minus before a digit."""
    character, following = text[at], text[at + 1 : at + 2]
    starts_number = character in "-−.'" and following.isdigit()
    clipped = character == "'" and following.isalpha()
    return character.isalnum() or _is_symbol(character) or starts_number or clipped


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) in ("Sm", "Sc", "So") or character in "&%@#§"


def _fold(text: str) -> str:
    """Lower the case and take accents off, down to a-z, apostrophes, hyphens, dots."""
    lowered = text.translate(_APOSTROPHES).casefold().replace("‑", "-")
    split = unicodedata.normalize("NFKD", lowered)
    plain = "".join(_LETTERS.get(letter, letter) for letter in split)
    return "".join(c for c in plain if "a" <= c <= "z" or c in "'-.")


def _is_greek(core: str) -> bool:
    """Say whether a token is a single Greek letter, which is read by its name."""
    return len(core) == 1 and "α" <= core.casefold() <= "ω"


def _check_script(core: str, token: Token) -> None:
    if _is_greek(core):
        return
    for character in core:
        name = unicodedata.name(unicodedata.normalize("NFKC", character)[0], "")
        latin = name.startswith(("LATIN", "MODIFIER")) or name.endswith("MU")
        if character.isalpha() and not latin:
            raise ScriptError(
                f"the hmm aligner reads English; {token.text!r} (at {token.start} of "
                f"the script) has the letter {character!r}: choose another aligner or "
                "write the word in Latin letters"
            )


def _roman(text: str) -> int:
    values = [_ROMAN_DIGITS[digit] for digit in text]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value
        for value, after in zip(values, following, strict=True)
    )
