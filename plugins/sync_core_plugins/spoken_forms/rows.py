"""Rows of words that may stand for a token, and how they are put together."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

__all__ = [
    "LIMIT",
    "SILENT",
    "Row",
    "Rows",
    "combine_rows",
    "drop_repeats",
    "parse_rows",
    "parse_table",
]

Row = tuple[str, ...]
Rows = tuple[Row, ...]

LIMIT = 12
"""The most rows that a token has."""
SILENT: Rows = ((),)


def parse_rows(text: str) -> Rows:
    """Return the rows of a table's entry, in which ``|`` parts them.

    Example:
        >>> rows("miles per hour|m. p. h.|")
        (('miles', 'per', 'hour'), ('m.', 'p.', 'h.'), ())
    """
    return tuple(tuple(part.split()) for part in text.split("|"))


def parse_table(text: str) -> dict[str, Rows]:
    """Read lines of ``keys: row|row``."""
    found: dict[str, Rows] = {}
    for line in text.strip().splitlines():
        keys, _, said = line.strip().partition(":")
        found |= dict.fromkeys(keys.split(), parse_rows(said))
    return found


def drop_repeats(found: Iterable[Sequence[str]]) -> Rows:
    """Return rows without those that came before."""
    return tuple(dict.fromkeys(tuple(row) for row in found))


def combine_rows(slots: Sequence[Rows], limit: int = LIMIT) -> Rows:
    """Return the likeliest ways to say several stretches one after the other.

    The farther down its list a stretch's row stands, the less likely it is. Equal
    stretches, as the hyphens of a number, are said alike. One without rows leaves none
    for the whole.
    """
    if not all(slots):
        return ()
    kinds = list(dict.fromkeys(slots))
    places = [kinds.index(slot) for slot in slots]
    first = (0,) * len(kinds)
    heap, seen = [(0, first)], {first}
    found: dict[Row, None] = {}
    while heap and len(found) < limit:
        cost, ranks = heapq.heappop(heap)
        found[sum((slots[at][ranks[k]] for at, k in enumerate(places)), ())] = None
        for k, rank in enumerate(ranks):
            following = (*ranks[:k], rank + 1, *ranks[k + 1 :])
            if rank + 1 < len(kinds[k]) and following not in seen:
                seen.add(following)
                heapq.heappush(heap, (cost + 1, following))
    return tuple(found)
