"""Words that the script repeats: which of the places is meant.

At the end of a window all that follows is deleted, so deleting a repetition now costs
hardly more than deleting it later. Where speech goes on without a pause, the words that
follow in the script are meant, not the same ones farther on.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from sync_core_plugins.hmm.decode.words import Slot
from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["prefer_nearest_repeat"]

MIN_REPEATED_WORDS = 5
"""So many words in a row make a repetition. After it so many more would show that the
farther place is meant; fewer are there by chance, and dropped."""
MAX_DISTANCE_FRAMES = 50
"""Between two words with nothing said in between."""


def prefer_nearest_repeat(
    path: Sequence[PathSegment], script: PronouncedScript
) -> list[PathSegment]:
    """Return the path with repeated words in the nearest place that is free."""
    found: list[PathSegment] = []
    at = 0
    while at < len(path):
        behind = _find_row_end(path, at)
        row = list(path[at:behind])
        last = found[-1] if found else None
        if last is not None and row[0].start - last.end <= MAX_DISTANCE_FRAMES:
            row = _move(row, last, script.slots)
        found += row
        at = behind
    return found


def _find_row_end(path: Sequence[PathSegment], at: int) -> int:
    """Return the place after the words that follow each other in the script."""
    first = path[at].slot
    behind = at + 1
    while first is not None and behind < len(path):
        if path[behind].slot != first + behind - at:
            break
        behind += 1
    return behind


def _move(
    row: list[PathSegment], last: PathSegment, slots: Sequence[Slot]
) -> list[PathSegment]:
    first = row[0].slot
    if first is None or last.slot is None:
        return row
    for place in range(last.slot + 1, first):
        same = 0
        while same < min(len(row), first - place):
            if slots[place + same] != slots[first + same]:
                break
            same += 1
        if same >= MIN_REPEATED_WORDS and len(row) - same < MIN_REPEATED_WORDS:
            return [evolve(one, slot=place + i) for i, one in enumerate(row[:same])]
    return row
