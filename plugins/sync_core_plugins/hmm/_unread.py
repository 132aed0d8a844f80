"""Words without a sound of their own in the search: they take the room that is left."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import Finding, Token, WordTiming

__all__ = ["filled_in", "unreadable"]


def filled_in(
    timings: Sequence[WordTiming | None], words: Sequence[Token], duration_ms: int
) -> list[WordTiming]:
    """Give the words without a timing the time between their neighbours.

    Several in a row share it by their length.
    """
    found: list[WordTiming] = []
    for at, timing in enumerate(timings):
        if timing is not None:
            found.append(timing)
            continue
        first = at
        while first and timings[first - 1] is None:
            first -= 1
        behind = next(
            (i for i in range(at, len(timings)) if timings[i] is not None), len(timings)
        )
        low = _end(timings[first - 1]) if first else 0
        high = _start(timings[behind]) if behind < len(timings) else duration_ms
        lengths = [len(word.text) for word in words[first:behind]]
        rate = max(0, high - low) / sum(lengths)
        start = low + round(rate * sum(lengths[: at - first]))
        end = low + round(rate * sum(lengths[: at - first + 1]))
        found.append(WordTiming(start, end, status="interpolated"))
    return found


def unreadable(
    words: Sequence[Token], readable: Sequence[bool], timings: Sequence[WordTiming]
) -> list[Finding]:
    """Give a finding for each word that has no English reading."""
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


def _start(timing: WordTiming | None) -> int:
    return timing.start_ms or 0 if timing else 0


def _end(timing: WordTiming | None) -> int:
    return timing.end_ms or 0 if timing else 0
