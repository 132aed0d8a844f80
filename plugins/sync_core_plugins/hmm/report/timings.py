"""From the words along a path to the script's timings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from attrs import frozen

from sync_core import Phone, Word, WordTiming, arpabet_to_ipa
from sync_core_plugins.hmm.decode.forced_aligner import FoundWord, Slot
from sync_core_plugins.hmm.decode.token_spans import spoken_by_token
from sync_core_plugins.hmm.refine.boundaries import PlacedWord
from sync_core_plugins.hmm.report.confidence import confidences

__all__ = ["SpokenPart", "sorted_out"]


@frozen
class SpokenPart:
    """A token of the script or speech that is not in it, and what to search for."""

    token: int | None
    slots: Sequence[Slot]


def sorted_out(
    parts: Sequence[SpokenPart],
    found: Sequence[FoundWord],
    placed: Sequence[PlacedWord],
    tokens: Sequence[Sequence[Slot]],
    clock: Callable[[int], int],
) -> tuple[list[WordTiming | None], list[Word]]:
    """Give the script's words their times, and the words that are not in it.

    Args:
        parts: What was searched for.
        found: What was found, with pauses.
        placed: The same without pauses, with its edges.
        tokens: The script.
        clock: Brings a time to the audio's clock.

    Returns:
        A timing for each token, with status ``missing`` for those that were not said,
        and None for those without a sound of their own; and the extra words.
    """
    names = [word.found.name for word in placed]
    stretches = spoken_by_token(names, [part.slots for part in parts])
    timings = [WordTiming(status="missing") if slots else None for slots in tokens]
    extra: list[Word] = []
    said = [
        (part, stretch)
        for part, stretch in zip(parts, stretches, strict=True)
        if stretch[0] < stretch[1]
    ]
    sure = confidences(found, [stretch for _, stretch in said])
    for (part, (first, behind)), confidence in zip(said, sure, strict=True):
        words = placed[first:behind]
        start, end = clock(words[0].edges_ms[0]), clock(words[-1].edges_ms[-1])
        phones = _phones(words, clock)
        if part.token is None:
            extra.append(Word("", start, end, status="extra", phones=phones))
        else:
            confidence = round(confidence, 3)
            timings[part.token] = WordTiming(start, end, confidence, phones)
    return _without_lost(timings), extra


def _without_lost(timings: Sequence[WordTiming | None]) -> list[WordTiming | None]:
    """Take a soundless word for missing if the words beside it are."""
    result = list(timings)
    for at, timing in enumerate(timings):
        before = next((t for t in reversed(timings[:at]) if t is not None), None)
        behind = next((t for t in timings[at + 1 :] if t is not None), None)
        beside = [t for t in (before, behind) if t is not None]
        if timing is None and all(t.status == "missing" for t in beside):
            result[at] = WordTiming(status="missing")
    return result


def _phones(
    words: Sequence[PlacedWord], clock: Callable[[int], int]
) -> tuple[Phone, ...]:
    return tuple(
        Phone(arpabet_to_ipa(phone.name), clock(start), clock(end))
        for word in words
        for phone, (start, end) in zip(
            word.found.phones, pairwise(word.edges_ms), strict=True
        )
    )
