"""Aligning the words of two texts with the fewest errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["Pair", "align_words"]

Pair = tuple[int | None, int | None]
"""Places in the first and in the second text; None: there is no such word."""

_MAX_DISTANCE_MS = 1000.0
_TIE_COST = 1e-6
"""For being far apart, and twice for being another word: decides among equals, and
never adds up to an error, also over a day's words."""


def align_words(
    one: Sequence[str],
    other: Sequence[str],
    one_ms: Sequence[float] | None = None,
    other_ms: Sequence[float] | None = None,
) -> list[Pair]:
    """Align two texts with the fewest errors, and of those most words alike.

    Args:
        one: The first text's words, in the form in which they are compared.
        other: The second text's.
        one_ms: When the first text's words are said; what is left open is decided by
            which words are said at like times.
        other_ms: The same for the second text.
    """
    first, second = _number_words(one, other)
    moves = np.empty((len(first) + 1, len(second) + 1), np.uint8)
    columns = np.arange(len(second) + 1, dtype=np.float64)
    row = columns.copy()
    moves[0] = 1
    for at, word in enumerate(first, start=1):
        diagonal = row[:-1] + (1 + 2 * _TIE_COST) * (second != word)
        if one_ms is not None and other_ms is not None:
            apart = np.abs(np.asarray(other_ms) - one_ms[at - 1]) / _MAX_DISTANCE_MS
            diagonal = diagonal + _TIE_COST * np.minimum(apart, 1.0)
        above = row + 1
        best = above.copy()
        np.minimum(best[1:], diagonal, out=best[1:])
        row = np.minimum.accumulate(best - columns) + columns
        moves[at] = 1
        moves[at][row >= above - 1e-9] = 2
        moves[at, 1:][row[1:] >= diagonal - 1e-9] = 0
    return _trace_back(moves)


def _number_words(
    one: Sequence[str], other: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    numbers: dict[str, int] = {}
    first, second = (
        np.array([numbers.setdefault(w, len(numbers)) for w in words], np.int64)
        for words in (one, other)
    )
    return first, second


def _trace_back(moves: NDArray[np.uint8]) -> list[Pair]:
    """Return the pairs; a move 0: a word of both, 1: of the second, 2: of the first."""
    at, to = moves.shape[0] - 1, moves.shape[1] - 1
    pairs = list[Pair]()
    while at or to:
        move = moves[at, to] if at else 1
        at, to = at - (move != 1), to - (move != 2)
        pairs.append((at if move != 1 else None, to if move != 2 else None))
    return pairs[::-1]
