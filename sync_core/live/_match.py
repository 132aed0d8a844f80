"""Where a hypothesis goes on from the words that are settled."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core.document import Word
from sync_core.text import match_form

__all__ = ["continuation"]

_GAP = 1.0
_OTHER = 1.2
"""Of a word that stands for another: a little less than leaving both out."""
_FAR_MS = 500
"""Time between two words from which on they are not the same."""


def continuation(settled: Sequence[Word], heard: Sequence[Word]) -> int:
    """Say how many of the first words heard are what is settled already.

    The two are brought together by edit distance, in which the end of what was heard
    is free; among equals, the words' times decide.

    Args:
        settled: The words that are settled in this stretch, with times.
        heard: A newer decoding of the same stretch.
    """
    if not settled:
        return 0
    before = [match_form(word.text) for word in settled]
    forms = [match_form(word.text) for word in heard]
    row = [at * _GAP for at in range(len(heard) + 1)]
    for at, form in enumerate(before):
        above, row = row, [row[0] + _GAP]
        for to, other in enumerate(forms):
            cost = 0.0 if form == other else _OTHER
            cost += _apart(settled[at], heard[to])
            row.append(min(above[to] + cost, above[to + 1] + _GAP, row[to] + _GAP))
    end = settled[-1].end_ms or 0
    return min(range(len(row)), key=lambda n: row[n] + _off(heard, n, end))


def _apart(one: Word, other: Word) -> float:
    middle = ((one.start_ms or 0) + (one.end_ms or 0)) / 2
    there = ((other.start_ms or 0) + (other.end_ms or 0)) / 2
    return 0.4 * min(1.0, abs(middle - there) / _FAR_MS)


def _off(heard: Sequence[Word], count: int, end_ms: int) -> float:
    """How badly a cut behind ``count`` words fits the time at which the settled end."""
    cut = (heard[count - 1].end_ms or 0) if count else 0
    return 0.4 * min(1.0, abs(cut - end_ms) / _FAR_MS)
