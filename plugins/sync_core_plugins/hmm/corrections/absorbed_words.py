"""Words that were deleted though a word beside them takes up their time.

Where a word was not said, its neighbours are as long as ever, and fit. A word that was
said in its own way can fit so badly that the search deletes it; then a neighbour has to
fill its time as well, and does so badly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sync_core_plugins.hmm.decode.durations import MEAN_PHONE_FRAMES
from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["restore_absorbed_words"]


def restore_absorbed_words(
    path: Sequence[PathSegment], script: PronouncedScript
) -> list[PathSegment]:
    """Return the path with such words put back, without a time of their own."""
    sizes = script.sizes
    kept = list(path[:1])
    for before, behind in pairwise(path):
        kept += _find_between(before, behind, sizes)
        kept.append(behind)
    return kept


def _find_between(
    before: PathSegment, behind: PathSegment, sizes: Sequence[int]
) -> Iterator[PathSegment]:
    if before.slot is None or behind.slot is None:
        return
    deleted = range(before.slot + 1, behind.slot)
    need = sum(sizes[slot] for slot in deleted)
    for one, slot in ((before, before.slot), (behind, behind.slot)):
        room = one.end - one.start - MEAN_PHONE_FRAMES * sizes[slot]
        if deleted and one.gain < 0 and room >= MEAN_PHONE_FRAMES * need:
            yield from (PathSegment(at, before.end, before.end) for at in deleted)
            return
