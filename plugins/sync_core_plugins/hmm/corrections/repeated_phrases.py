"""Words that the script repeats: which of the places is meant.

At the end of a window all that follows is left out, so leaving out a repetition now
costs hardly more than leaving it out later. Where speech goes on without a pause, the
words that follow in the script are meant, not the same ones farther on.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from sync_core_plugins.hmm.decode.forced_aligner import Slot
from sync_core_plugins.hmm.verify.garbage_decoder import Heard

__all__ = ["with_nearest"]

LEAST_WORDS = 5
"""So many words in a row make a repetition. After it so many more would show that the
farther place is meant; fewer are there by chance, and dropped."""
NEAR_FRAMES = 50
"""Between two words with nothing said in between, at most."""


def with_nearest(heard: Sequence[Heard], slots: Sequence[Slot]) -> list[Heard]:
    """Give what was heard with repeated words in the nearest place that is free.

    Args:
        heard: The best way through the script.
        slots: The script.
    """
    found: list[Heard] = []
    at = 0
    while at < len(heard):
        behind = _row_end(heard, at)
        row = list(heard[at:behind])
        last = found[-1] if found else None
        if last is not None and row[0].start - last.end <= NEAR_FRAMES:
            row = _moved(row, last, slots)
        found += row
        at = behind
    return found


def _row_end(heard: Sequence[Heard], at: int) -> int:
    """Give the place behind the words that follow each other in the script."""
    first = heard[at].slot
    behind = at + 1
    while first is not None and behind < len(heard):
        if heard[behind].slot != first + behind - at:
            break
        behind += 1
    return behind


def _moved(row: list[Heard], last: Heard, slots: Sequence[Slot]) -> list[Heard]:
    first = row[0].slot
    if first is None or last.slot is None:
        return row
    for place in range(last.slot + 1, first):
        same = 0
        while same < min(len(row), first - place):
            if slots[place + same] != slots[first + same]:
                break
            same += 1
        if same >= LEAST_WORDS and len(row) - same < LEAST_WORDS:
            return [evolve(one, slot=place + i) for i, one in enumerate(row[:same])]
    return row
