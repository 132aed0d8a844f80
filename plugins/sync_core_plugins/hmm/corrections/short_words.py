"""Short words beside deleted ones, where any sound fits better.

At a cut a breath or a release passes for a little word: "the", "to".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["MAX_SHORT_PHONE_FRAMES", "drop_short_words"]

MAX_SHORT_PHONE_FRAMES = 5
"""Frames a phone up to which a word beside a gap is doubted. On edited clips of read
speech this rights 13 of 23 words that were found beside a cut though they were not
said, and loses 6 of 131 that were."""


def drop_short_words(
    path: Sequence[PathSegment], script: PronouncedScript
) -> list[PathSegment]:
    """Return the path without short words beside deleted ones that fit badly."""
    slots = [one.slot for one in path if one.slot is not None]
    beside = {
        slot
        for before, behind in pairwise(slots)
        if behind > before + 1
        for slot in (before, behind)
    }
    sizes = script.sizes
    return [
        one
        for one in path
        if one.slot is None
        or one.slot not in beside
        or one.gain >= 0
        or one.end - one.start > MAX_SHORT_PHONE_FRAMES * sizes[one.slot]
    ]
