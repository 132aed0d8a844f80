"""From a script's tokens to rows of dictionary words, whatever they look like."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from sync_core import Token
from sync_core_plugins.hmm._guess import guess
from sync_core_plugins.hmm._ipa import arpabet
from sync_core_plugins.spoken_forms import LIMIT, Row, Rows, token_readings

__all__ = ["Dictionary", "Lexicon"]

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ‛′＇`´"), "'")
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "th", "þ": "th", "đ": "d",
    "ł": "l", "ı": "i", "ŋ": "ng", "ħ": "h", "ĸ": "k", "ŧ": "t", "ə": "a", "μ": "mu",
}  # fmt: skip
_SIBILANTS = ("S", "Z", "SH", "ZH", "CH", "JH")
_VOICELESS = ("P", "T", "K", "F", "TH")


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

    def slots(self, tokens: Sequence[Token]) -> list[list[Rows]]:
        """Give each token's stretches, each with the rows of words that may be said.

        A token that cannot be read in English has none, and so has one that is not to
        be spoken at all.
        """
        found: list[list[Rows]] = []
        for token, rows in zip(tokens, token_readings(tokens, "en"), strict=True):
            slot = (*self._sounds(token.ipa or ""), *self._known(rows))
            found.append([slot] if any(slot) else [])
        return found

    def phones(self, word: str) -> int:
        """Count the phones of the shortest way to say a dictionary word."""
        shortest, at = len((self._dictionary.lookup(word) or "").split()), 2
        while other := self._dictionary.lookup(f"{word}({at})"):
            shortest, at = min(shortest, len(other.split())), at + 1
        return shortest

    def _sounds(self, ipa: str) -> Rows:
        """Put given sounds into the dictionary as a word."""
        phones = arpabet(ipa, rhotic=False)
        if not phones:
            return ()
        name = "-".join(["phoneme", *phones]).lower()
        if not self._dictionary.lookup(name):
            self._dictionary.add(name, " ".join(phones))
        return ((name,),)

    def _known(self, rows: Rows) -> Rows:
        """Give the rows in words of the dictionary."""
        found: dict[Row, None] = {}
        for row in rows:
            known = [name for word in row for name in self._word(word)]
            if known or not row:
                found[tuple(known)] = None
        return tuple(found)[:LIMIT]

    def _word(self, text: str) -> Row:
        """Give the dictionary's words for a word of letters, apostrophes, hyphens."""
        word = _fold(text)
        if not any("a" <= letter <= "z" for letter in word):
            return ()
        if self._dictionary.lookup(word):
            return (word,)
        if "-" in word:
            parts = text.replace("‑", "-").split("-")
            return tuple(name for part in parts for name in self._word(part))
        stem = word.replace(".", "")
        if not self._dictionary.lookup(stem):
            self._learn(stem)
        return (stem,)

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


def _fold(text: str) -> str:
    """Lower the case and take accents off, down to a-z, apostrophes, hyphens, dots."""
    lowered = text.translate(_APOSTROPHES).casefold().replace("‑", "-")
    split = unicodedata.normalize("NFKD", lowered)
    plain = "".join(_LETTERS.get(letter, letter) for letter in split)
    return "".join(c for c in plain if "a" <= c <= "z" or c in "'-.")
