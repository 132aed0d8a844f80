"""Final words beside the script."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import define, field, frozen

from sync_core.document.records import Word

__all__ = ["SpokenWord", "Unverified", "split_time"]


@define(eq=False)
class SpokenWord:
    """A final word and its place in the script."""

    word: Word
    forms: list[str]
    """The heard units in it."""
    number: int | None = None
    """Which word of the script it is, where it is written as that."""
    path: list[int | None] = field(factory=list)
    """The script's unit for each heard one, as soon as it is certain."""
    unverified: Unverified | None = None
    """Set where an aligner has to find the word in the audio before it counts."""


@frozen(eq=False)
class Unverified:
    """Words of the script that were not heard where they should have been."""

    heard: tuple[SpokenWord, ...] = ()
    """What was heard there, if anything."""


def split_time(
    start_ms: int, end_ms: int, texts: Sequence[str]
) -> list[tuple[int, int]]:
    """Return a start and an end in ms for each word: a share of time by its length."""
    letters = sum(map(len, texts)) or 1
    edges, spent = [start_ms], 0
    for text in texts:
        spent += len(text)
        edges.append(start_ms + (end_ms - start_ms) * spent // letters)
    return list(pairwise(edges))
