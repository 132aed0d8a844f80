"""How much it speaks for a place in a script that a certain word is heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["ALIKE", "Likeness", "likeness"]

ALIKE = 0.5
"""From here on two spellings may be one word, misheard: half of their letter pairs."""
_OTHER = 3.0
"""Nats against a wrong word in a right place: recognisers get one word in 20 wrong."""
_NUMBER = 1.0
"""Against a word for digits: "1927" and "nineteen" are as likely as not the same."""
_SPELLED = 2.5
"""Against digits for a word, which mostly is no number: it has to cost more to take the
rest of a number ("1900, 27") for the next word and to go back for that one than to take
it for something the script does not have."""
_MOST = 4.0
"""Nats for one word at most: what people talk about, they name again and again, so no
word counts as rarer than one in 55."""
_UNSEEN = 100
"""Words of other text that a script's own are counted with, so that a short script's
words are not taken for frequent ones."""
_KEPT = 4_096


class Likeness:
    """Evidence, in nats, of each heard word for each word of a script.

    Of a word that is equal, it is how much rarer the word is elsewhere: an article says
    little about the place, a name much.

    Args:
        forms: The script's units.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        counts = Counter(forms)
        self._types = {form: at for at, form in enumerate(counts)}
        self._unit_types = np.array([self._types[form] for form in forms], np.int32)
        shares = np.array([n + 1 for n in counts.values()]) / (len(forms) + _UNSEEN)
        self._worth = np.minimum(_MOST, -np.log(shares)).astype(np.float32)
        self._numbers = np.array([_has_digit(form) for form in counts], bool)
        self._sizes = np.array([len(_pairs(form)) for form in counts], np.float32)
        self._holders = _index(list(counts))
        self._known: dict[str, NDArray[np.float32]] = {}

    def evidence(self, form: str) -> NDArray[np.float32]:
        """Give the evidence for each of the script's units, shape (n,)."""
        found = self._known.get(form)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[form] = self._by_type(form)
        return found[self._unit_types]

    def _by_type(self, form: str) -> NDArray[np.float32]:
        pairs = _pairs(form)
        held = [self._holders[pair] for pair in pairs if pair in self._holders]
        shared = np.zeros(len(self._worth), np.float32)
        for types in held:
            shared[types] += 1
        alike = 2 * shared / (self._sizes + len(pairs))
        share = np.clip((alike - ALIKE) / (1 - ALIKE), 0, 1)
        given: NDArray[np.float32] = (
            share**2 * self._worth - (1 - share) * _OTHER
        ).astype(np.float32)
        if _has_digit(form):
            spelled = np.where(self._numbers, -_NUMBER, -_SPELLED)
            given = np.maximum(given, spelled.astype(np.float32))
        else:
            given[self._numbers] = np.maximum(given[self._numbers], -_NUMBER)
        at = self._types.get(form)
        if at is not None:
            given[at] = self._worth[at]
        return given


def likeness(one: str, other: str) -> float:
    """Give the share of letter pairs, edges included, that two spellings share.

    Example:
        >>> likeness("lindbergh", "lindberd") > 0.7 > 0.2 > likeness("car", "lorry")
        True
    """
    if one == other:
        return 1.0
    here, there = _pairs(one), _pairs(other)
    return 2 * len(here & there) / (len(here) + len(there))


def _pairs(form: str) -> frozenset[str]:
    framed = f"\n{form}\n"
    return frozenset(framed[at : at + 2] for at in range(len(framed) - 1))


def _index(forms: Sequence[str]) -> dict[str, NDArray[np.int32]]:
    holders: dict[str, list[int]] = {}
    for at, form in enumerate(forms):
        for pair in _pairs(form):
            holders.setdefault(pair, []).append(at)
    return {pair: np.array(types, np.int32) for pair, types in holders.items()}


def _has_digit(form: str) -> bool:
    return any(map(str.isdigit, form))
