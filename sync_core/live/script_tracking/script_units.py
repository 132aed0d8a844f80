"""Texts as rows of small units, in which a script and what is heard are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from sync_core.script.script import Script
from sync_core.script.sentences import find_sentences
from sync_core.script.tokens import match_form, tokenize

__all__ = ["ScriptUnits", "split_into_units"]

_APOSTROPHES = "'’‘ʼʹ‛′＇`´"
_PHRASE_END_CHARACTERS = ",;:—–、，；："


def split_into_units(text: str) -> list[str]:
    """Return the parts of a text that are compared, folded.

    They are finer than words: "Well-known" is two, and each Chinese character is one,
    so that it does not matter how a recogniser joins what it hears.

    Example:
        >>> split_into_units("“Well-known”, isn’t it?")
        ['well', 'known', "isn't", 'it']
    """
    if text.isalnum() and text.isascii():
        return [text.lower()]
    words = (token.text for token in tokenize(text) if token.kind == "word")
    return [unit for word in words for unit in _split_word(word)]


def _split_word(word: str) -> list[str]:
    runs = groupby(unicodedata.normalize("NFKC", word), key=_is_inside_unit)
    forms = (match_form("".join(run)) for inside, run in runs if inside)
    return [form for form in forms if form] or [word]


def _is_inside_unit(character: str) -> bool:
    return character in _APOSTROPHES or unicodedata.category(character)[0] in "LNM"


class ScriptUnits:
    """A script's units, and which of its words each belongs to."""

    def __init__(self, script: Script) -> None:
        parts = [split_into_units(word.said) for word in script.words]
        self.forms = [form for row in parts for form in row]
        self.words = [at for at, row in enumerate(parts) for _ in row]
        """The word's number among ``script.words``, for each unit."""
        self.first_units: list[int] = []
        """The first unit of each word; as long as the words, and one more."""
        behind = 0
        for row in parts:
            self.first_units.append(behind)
            behind += len(row)
        self.first_units.append(behind)
        starts = (first for first, _ in find_sentences(script))
        self.sentences = self._find_first_units(starts)
        """Units that begin a sentence."""
        self.phrases = self._find_first_units(_find_phrase_starts(script))
        """Units behind a comma or its like."""

    def units_of(self, word: int) -> range:
        """Return the units of a word."""
        return range(self.first_units[word], self.first_units[word + 1])

    def _find_first_units(self, words: Iterable[int]) -> list[int]:
        return [self.first_units[word] for word in words if self.units_of(word)]


def _find_phrase_starts(script: Script) -> Sequence[int]:
    ends = (word.text.rstrip("\"'”’»)]") for word in script.words)
    starts = [
        at for at, text in enumerate(ends, 1) if text[-1:] in _PHRASE_END_CHARACTERS
    ]
    return starts[: len(script.words)]
