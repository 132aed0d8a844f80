"""From a script's tokens to rows of dictionary words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from sync_core import Token
from sync_core_plugins.hmm.decode.durations import MIN_PHONE_FRAMES
from sync_core_plugins.hmm.decode.words import FRAME_MS
from sync_core_plugins.hmm.prepare.g2p import guess_phones
from sync_core_plugins.hmm.prepare.ipa import convert_ipa
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
    """What a lexicon reads and extends."""

    def lookup(self, word: str) -> str | None:
        """Return a word's phones, separated by spaces, or None."""

    def add(self, word: str, phones: str) -> None:
        """Add a word; ``word(2)`` is another way to say ``word``."""


class Lexicon:
    """Finds ways to say every token, and puts them into the dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def slots(self, tokens: Sequence[Token]) -> list[list[Rows]]:
        """Return each token's stretches, each with the rows of words that may be said.

        A token that cannot be read in English has none, and so has one that is not to
        be spoken at all.
        """
        found: list[list[Rows]] = []
        for token, rows in zip(tokens, token_readings(tokens, "en"), strict=True):
            slot = (*self._add_ipa(token.ipa or ""), *self._add_rows(rows))
            found.append([slot] if any(slot) else [])
        return found

    def min_duration_ms(self, tokens: Sequence[Sequence[Rows]]) -> int:
        """Return the time to say slots as fast as the acoustic model allows."""
        phones = sum(
            min(sum(self._count_phones(word) for word in row) for row in slot)
            for slots in tokens
            for slot in slots
        )
        return phones * MIN_PHONE_FRAMES * FRAME_MS

    def _count_phones(self, word: str) -> int:
        """Count the phones of the shortest way to say a dictionary word."""
        shortest, at = len((self._dictionary.lookup(word) or "").split()), 2
        while other := self._dictionary.lookup(f"{word}({at})"):
            shortest, at = min(shortest, len(other.split())), at + 1
        return shortest

    def _add_ipa(self, ipa: str) -> Rows:
        """Put given sounds into the dictionary as a word."""
        phones = convert_ipa(ipa, rhotic=False)
        if not phones:
            return ()
        name = "-".join(["phoneme", *phones]).lower()
        if not self._dictionary.lookup(name):
            self._dictionary.add(name, " ".join(phones))
        return ((name,),)

    def _add_rows(self, rows: Rows) -> Rows:
        """Return the rows in words of the dictionary."""
        found: dict[Row, None] = {}
        for row in rows:
            known = [name for word in row for name in self._add_word(word)]
            if known or not row:
                found[tuple(known)] = None
        return tuple(found)[:LIMIT]

    def _add_word(self, text: str) -> Row:
        """Return the dictionary's words for a word of letters, apostrophes, hyphens."""
        word = _fold(text)
        if not any("a" <= letter <= "z" for letter in word):
            return ()
        if self._dictionary.lookup(word):
            return (word,)
        if "-" in word:
            parts = text.replace("‑", "-").split("-")
            return tuple(name for part in parts for name in self._add_word(part))
        stem = word.replace(".", "")
        if not self._dictionary.lookup(stem):
            self._learn(stem)
        return (stem,)

    def _learn(self, word: str) -> None:
        """Put an unknown word into the dictionary."""
        for at, phones in enumerate(self._guess_word(word), 1):
            name = word if at == 1 else f"{word}({at})"
            self._dictionary.add(name, " ".join(phones))

    def _guess_word(self, word: str) -> list[list[str]]:
        stem = word.strip("'")
        if stem != word and (known := self._dictionary.lookup(stem)):
            return [known.split()]
        for ending in ("'s", "s'"):
            if word.endswith(ending) and len(word) > len(ending):
                stem = word.removesuffix("'s").removesuffix("'")
                return [_add_possessive(phones) for phones in self._guess_stem(stem)]
        return guess_phones(word.replace("'", ""))

    def _guess_stem(self, word: str) -> list[list[str]]:
        known = self._dictionary.lookup(word)
        return [known.split()] if known else self._guess_word(word)


def _add_possessive(phones: list[str]) -> list[str]:
    if phones[-1] in _SIBILANTS:
        return [*phones, "IH", "Z"]
    return [*phones, "S" if phones[-1] in _VOICELESS else "Z"]


def _fold(text: str) -> str:
    """Lower the case and take accents off, down to a-z, apostrophes, hyphens, dots."""
    lowered = text.translate(_APOSTROPHES).casefold().replace("‑", "-")
    split = unicodedata.normalize("NFKD", lowered)
    plain = "".join(_LETTERS.get(letter, letter) for letter in split)
    return "".join(c for c in plain if "a" <= c <= "z" or c in "'-.")
