"""Words that were left out though a word beside them takes up their time.

Where a word was not said, its neighbours are as long as ever, and fit. A word that was
said in its own way can fit so badly that the search leaves it out; then a neighbour has
to fill its time as well, and does so badly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sync_core_plugins.hmm.verify.garbage_decoder import Heard

__all__ = ["with_swallowed"]

USUAL_PHONE = 8
"""Frames: the mean of read speech."""

Phones = Sequence[Sequence[Sequence[str]]]


def with_swallowed(heard: Sequence[Heard], readings: Phones) -> list[Heard]:
    """Put words back, without a time of their own, that a neighbour took the time of.

    Args:
        heard: The best way through the script.
        readings: Of each slot, its readings as rows of phones.
    """
    sizes = [min(map(len, rows), default=0) for rows in readings]
    kept = list(heard[:1])
    for before, behind in pairwise(heard):
        kept += _between(before, behind, sizes)
        kept.append(behind)
    return kept


def _between(before: Heard, behind: Heard, sizes: Sequence[int]) -> Iterator[Heard]:
    if before.slot is None or behind.slot is None:
        return
    lost = range(before.slot + 1, behind.slot)
    need = sum(sizes[slot] for slot in lost)
    for one, slot in ((before, before.slot), (behind, behind.slot)):
        room = one.end - one.start - USUAL_PHONE * sizes[slot]
        if lost and one.gain < 0 and room >= USUAL_PHONE * need:
            yield from (Heard(at, before.end, before.end) for at in lost)
            return
