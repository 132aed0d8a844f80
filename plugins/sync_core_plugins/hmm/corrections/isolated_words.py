"""A word or two of the script amid unscripted speech.

In long unscripted speech something always sounds like one word of the script.
"""

from __future__ import annotations

from collections.abc import Sequence

from sync_core_plugins.hmm.verify.evidence import MIN_RUN_WORDS
from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["merge_isolated_words"]


def merge_isolated_words(
    path: Sequence[PathSegment], script: PronouncedScript
) -> list[PathSegment]:
    """Return the path with such words as part of the unscripted speech around them.

    A script of a word or two is left as it is.
    """
    if len(script.slots) < MIN_RUN_WORDS:
        return list(path)
    kept: list[PathSegment] = []
    isolated: list[PathSegment] = []
    for one in path:
        if one.slot is not None:
            isolated.append(one)
            continue
        if kept and len(isolated) < MIN_RUN_WORDS:
            kept[-1] = PathSegment(None, kept[-1].start, one.end)
        else:
            kept += [*isolated, one]
        isolated = []
    return kept + isolated
