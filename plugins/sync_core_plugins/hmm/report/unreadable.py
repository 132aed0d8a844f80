"""Words that no pronunciation is known of: they get the time that is left."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sync_core import Finding, Token, Word, WordTiming

__all__ = ["find_unreadable", "interpolate_timings"]


def interpolate_timings(
    timings: Sequence[WordTiming | None],
    words: Sequence[Token],
    extra: Sequence[Word],
    duration_ms: int,
) -> tuple[list[WordTiming], list[Word]]:
    """Return all timings: words without one get the time between their neighbours.

    Several in a row share it by their length. Where unscripted speech lies in that
    time, it is theirs.

    Returns:
        All timings, and the extra words that are left.
    """
    found: list[WordTiming] = []
    left = list(extra)
    for silent, group in groupby(range(len(timings)), key=lambda i: timings[i] is None):
        run = list(group)
        if not silent:
            found += [timing for i in run if (timing := timings[i]) is not None]
            continue
        low = max([0, *(t.end_ms for t in found if t.end_ms is not None)])
        later = [t.start_ms for t in timings[run[-1] :] if t and t.start_ms is not None]
        high = max(low, later[0] if later else duration_ms)
        own = [w for w in left if low <= (w.start_ms or 0) and (w.end_ms or 0) <= high]
        left = [word for word in left if word not in own]
        if own:
            low, high = own[0].start_ms or low, own[-1].end_ms or high
        found += _share_time(low, high, [len(words[i].text) for i in run])
    return found, left


def _share_time(low: int, high: int, lengths: Sequence[int]) -> list[WordTiming]:
    rate, spent = (high - low) / sum(lengths), 0
    timings: list[WordTiming] = []
    for length in lengths:
        start = low + round(rate * spent)
        spent += length
        end = low + round(rate * spent)
        timings.append(WordTiming(start, end, status="interpolated"))
    return timings


def find_unreadable(
    words: Sequence[Token], readable: Sequence[bool], timings: Sequence[WordTiming]
) -> list[Finding]:
    """Return a finding for each word that has no English reading."""
    return [
        Finding(
            "unreadable-word",
            "warning",
            f"no English reading of {word.text!r} is known; it has the time between "
            "its neighbours: write it out in words",
            timing.start_ms,
            timing.end_ms,
            (word.start, word.end),
        )
        for word, known, timing in zip(words, readable, timings, strict=True)
        if not known and word.said.strip()
    ]
