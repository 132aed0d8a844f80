"""The cost of a break between two words of a sentence: low at the end of a phrase."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from sync_core.base.errors import InputError
from sync_core.document.language_tags import primary_subtag

__all__ = ["CLAUSE", "FORBIDDEN", "PhraseCosts", "load_phrase_costs"]

# The costs of a break. Only the order and the rough distances matter: sentences before
# clauses before phrases, as the guides of Netflix and the BBC rank them.
_SENTENCE, CLAUSE, _COMMA = 0, 4, 6
_BEFORE_CONJUNCTION, _BEFORE_PREPOSITION, _ANYWHERE = 12, 16, 30
FORBIDDEN = 60
"""From this cost on a break splits words that belong together."""

_ENDS_SENTENCE, _ENDS_WITH_STOP, _ENDS_CLAUSE, _ENDS_COMMA = 1, 2, 4, 8
_ENDS = 15
_CLINGS, _CONJUNCTION, _PREPOSITION, _TITLE = 16, 32, 64, 128
_UNIT, _PHRASAL, _PARTICLE, _NUMBER = 256, 512, 1024, 2048
_CAPITAL, _LOWER, _CLOSES, _OPENS = 4096, 8192, 16384, 32768
_OBJECT, _BRIDGE = 65536, 131072
_BITS = 18

_CATEGORIES = {
    "determiners": _CLINGS,
    "prepositions": _CLINGS | _PREPOSITION,
    "conjunctions": _CLINGS | _CONJUNCTION,
    "pronouns": _CLINGS,
    "auxiliaries": _CLINGS,
    "phrasal": _PHRASAL,
    "particles": _PARTICLE,
    "objects": _OBJECT,
    "bridges": _BRIDGE,
    "titles": _TITLE,
    "units": _UNIT,
}
_LANGUAGES = ("de", "en", "es", "fr", "it", "pt")
# German writes every noun with a capital, which therefore marks no name.
_CAPITAL_NOUNS = ("de",)
_CLOSERS = "\"'”’»›)]}」』）〉》】*_"
_OPENERS = "\"'“‘„«‹([{「『（〈《【¿¡*_"
_MARKS = {
    **dict.fromkeys("!?。！？؟।॥｡", _ENDS_SENTENCE),
    **dict.fromkeys(".．…", _ENDS_WITH_STOP),
    **dict.fromkeys(";:—–；：؛", _ENDS_CLAUSE),
    **dict.fromkeys(",、，،､", _ENDS_COMMA),
}
_INITIAL = re.compile(r"[^\W\d_]\.")


class PhraseCosts:
    """Break costs in one language, with a cache of words and pairs."""

    def __init__(self, words: dict[str, int], *, capitals_are_names: bool) -> None:
        self._words = words
        self._names = capitals_are_names
        self._kinds: dict[str, int] = {}
        self._costs: dict[int, int] = {}

    def compute_costs(self, texts: list[str]) -> list[int]:
        """Return the cost of a break before each word."""
        kinds, known = self._kinds, self._costs
        found = []
        before = _ENDS_SENTENCE
        for text in texts:
            kind = kinds.get(text)
            if kind is None:
                kind = kinds[text] = self._classify(text)
            pair = before << _BITS | kind
            cost = known.get(pair)
            if cost is None:
                cost = known[pair] = self._compute_cost(before, kind)
            found.append(cost)
            # "call them up": the verb's particle is still to come.
            if kind & _BRIDGE and before & _PHRASAL and not kind & _ENDS:
                kind |= _PHRASAL
            before = kind
        return found

    def is_forbidden(self, before: str, after: str) -> bool:
        """Return whether a break between two words splits what belongs together."""
        return self.compute_costs([before, after])[1] >= FORBIDDEN

    def _classify(self, text: str) -> int:
        core = text.lstrip(_OPENERS)
        bare = core.rstrip(_CLOSERS)
        word = bare.rstrip(".,;:!?…—–").lower().replace("’", "'")
        kind = _MARKS.get(bare[-1:], 0)
        listed = self._words.get(word, 0)
        if listed & _TITLE or _INITIAL.fullmatch(bare):
            # The stop of "Dr." and of "J." ends no sentence.
            kind &= ~_ENDS_WITH_STOP
            kind |= _CLINGS
        kind |= listed
        if not any(map(str.isalnum, text)):
            return kind | (_OPENS if not kind and text[-1:] in _OPENERS else _CLOSES)
        first = core[:1]
        if first.isdigit():
            kind |= _NUMBER
        elif first.isupper() and not listed & _CLINGS and not _is_all_capitals(bare):
            kind |= _CAPITAL
        elif first.islower():
            kind |= _LOWER
        return kind

    def _compute_cost(self, before: int, after: int) -> int:
        if after & _CLOSES or before & _OPENS:
            return FORBIDDEN
        if before & _ENDS_SENTENCE:
            return CLAUSE if after & _LOWER else _SENTENCE
        if before & _ENDS_WITH_STOP:
            return _ANYWHERE if after & _LOWER else _SENTENCE
        if before & _ENDS_CLAUSE:
            return CLAUSE
        if before & _ENDS_COMMA:
            return _COMMA
        if before & _CLINGS or self._belong_together(before, after):
            return FORBIDDEN
        if after & _CONJUNCTION:
            return _BEFORE_CONJUNCTION
        return _BEFORE_PREPOSITION if after & _PREPOSITION else _ANYWHERE

    def _belong_together(self, before: int, after: int) -> bool:
        if before & _NUMBER and after & (_UNIT | _NUMBER):
            return True
        if after & _OBJECT or (before & _PHRASAL and after & _PARTICLE):
            return True
        return self._names and bool(before & _CAPITAL and after & _CAPITAL)


def _is_all_capitals(bare: str) -> bool:
    """Return whether a word is all capitals, which mark no name."""
    return len(bare) > 1 and bare.isupper()


@lru_cache(maxsize=16)
def _load_words(language: str) -> dict[str, int]:
    if language not in _LANGUAGES:
        return {}
    path = files("sync_core.formats.subtitles").joinpath("data", f"{language}.txt")
    words: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        category, colon, listed = line.partition(":")
        if colon and not line.startswith("#"):
            for word in listed.split():
                words[word] = words.get(word, 0) | _CATEGORIES[category]
    return words


def load_phrase_costs(language: str | None) -> PhraseCosts:
    """Return the costs in a language; without word lists, only punctuation counts."""
    try:
        primary = primary_subtag(language) if language else ""
    except InputError:
        primary = ""
    names = primary in _LANGUAGES and primary not in _CAPITAL_NOUNS
    return PhraseCosts(_load_words(primary), capitals_are_names=names)
