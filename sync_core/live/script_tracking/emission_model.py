"""Emission scores of the script model: how well a heard word fits one of a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["MIN_SIMILARITY", "EmissionModel", "compute_similarity"]

MIN_SIMILARITY = 0.5
"""From here on two spellings may be one word, misheard: half of their letter pairs."""
_OTHER_WORD_COST = 3.0
"""Nats against a wrong word in a right place: recognisers get one word in 20 wrong."""
_NUMBER_COST = 1.0
"""Nats against a word for digits: "1927" and "nineteen" are as likely as not the
same."""
_SPELLED_NUMBER_COST = 2.5
"""Nats against digits for a word, which mostly is no number: it has to cost more to
take the rest of a number ("1900, 27") for the next word and to go back for that one
than to take it for something the script does not have."""
_MAX_WORTH = 4.0
"""Nats for one word at most: what people talk about, they name again and again, so no
word counts as rarer than one in 55."""
_OTHER_TEXT_WORDS = 100
"""Words of other text that a script's own are counted with, so that a short script's
words are not taken for frequent ones."""
_MAX_CACHED_FORMS = 4_096


class EmissionModel:
    """Scores, in nats, each heard word against each word of a script.

    An equal word scores by how much rarer it is elsewhere: an article says little about
    the place, a name says much.

    Args:
        forms: The script's units.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        counts = Counter(forms)
        self._types = {form: at for at, form in enumerate(counts)}
        self._unit_types = np.array([self._types[form] for form in forms], np.int32)
        total = len(forms) + _OTHER_TEXT_WORDS
        shares = np.array([n + 1 for n in counts.values()]) / total
        self._worth = np.minimum(_MAX_WORTH, -np.log(shares)).astype(np.float32)
        self._numbers = np.array([_has_digit(form) for form in counts], bool)
        sizes = [len(_split_pairs(form)) for form in counts]
        self._sizes = np.array(sizes, np.float32)
        self._types_by_pair = _index_pairs(list(counts))
        self._scored: dict[str, NDArray[np.float32]] = {}

    def score(self, form: str) -> NDArray[np.float32]:
        """Return a heard unit's scores, one for each of the script's, shape (n,)."""
        found = self._scored.get(form)
        if found is None:
            if len(self._scored) >= _MAX_CACHED_FORMS:
                self._scored.clear()
            found = self._scored[form] = self._score_types(form)
        return found[self._unit_types]

    def _score_types(self, form: str) -> NDArray[np.float32]:
        pairs = _split_pairs(form)
        index = self._types_by_pair
        shared = np.zeros(len(self._worth), np.float32)
        for types in [index[pair] for pair in pairs if pair in index]:
            shared[types] += 1
        similarity = 2 * shared / (self._sizes + len(pairs))
        share = np.clip((similarity - MIN_SIMILARITY) / (1 - MIN_SIMILARITY), 0, 1)
        scores: NDArray[np.float32] = (
            share**2 * self._worth - (1 - share) * _OTHER_WORD_COST
        ).astype(np.float32)
        if _has_digit(form):
            costs = np.where(self._numbers, -_NUMBER_COST, -_SPELLED_NUMBER_COST)
            scores = np.maximum(scores, costs.astype(np.float32))
        else:
            numbers = self._numbers
            scores[numbers] = np.maximum(scores[numbers], -_NUMBER_COST)
        at = self._types.get(form)
        if at is not None:
            scores[at] = self._worth[at]
        return scores


def compute_similarity(one: str, other: str) -> float:
    """Return the Dice coefficient of two spellings' letter pairs, edges included.

    Example:
        >>> similar = compute_similarity("lindbergh", "lindberd")
        >>> similar > 0.7 > 0.2 > compute_similarity("car", "lorry")
        True
    """
    if one == other:
        return 1.0
    here, there = _split_pairs(one), _split_pairs(other)
    return 2 * len(here & there) / (len(here) + len(there))


def _split_pairs(form: str) -> frozenset[str]:
    framed = f"\n{form}\n"
    return frozenset(framed[at : at + 2] for at in range(len(framed) - 1))


def _index_pairs(forms: Sequence[str]) -> dict[str, NDArray[np.int32]]:
    """Return for each letter pair the places of the forms that have it."""
    holders: dict[str, list[int]] = {}
    for at, form in enumerate(forms):
        for pair in _split_pairs(form):
            holders.setdefault(pair, []).append(at)
    return {pair: np.array(types, np.int32) for pair, types in holders.items()}


def _has_digit(form: str) -> bool:
    return any(map(str.isdigit, form))
