"""Final words beside the script."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import define, field, frozen

from sync_core.document.records import Word

__all__ = ["Doubt", "Said", "shared"]


@define(eq=False)
class Said:
    """A final word and the place that it has in the script."""

    word: Word
    forms: list[str]
    """The heard units in it."""
    number: int | None = None
    """Which word of the script it is, where it is written as that."""
    path: list[int | None] = field(factory=list)
    """The script's unit for each heard one, as soon as it is certain."""
    doubt: Doubt | None = None
    """Why it has to be heard in the audio to be believed."""


@frozen(eq=False)
class Doubt:
    """Words of the script that were not heard where they should have been."""

    heard: tuple[Said, ...] = ()
    """What was, if anything."""


def shared(start_ms: int, end_ms: int, texts: Sequence[str]) -> list[tuple[int, int]]:
    """Share a stretch of time among words by their length."""
    letters = sum(map(len, texts)) or 1
    edges, spent = [start_ms], 0
    for text in texts:
        spent += len(text)
        edges.append(start_ms + (end_ms - start_ms) * spent // letters)
    return list(pairwise(edges))
