"""The ways to say each slot of a script, as rows of phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from attrs import frozen

from sync_core_plugins.hmm.decode.words import Slot
from sync_core_plugins.hmm.verify.garbage_decoder import Pronunciations

__all__ = ["Lookup", "PronouncedScript", "list_pronunciations"]

MAX_PRONUNCIATIONS = 4
"""Of a row of words; the dictionary has few with more."""

Lookup = Callable[[str], str | None]
"""Returns a dictionary word's phones, separated by spaces."""


@frozen(eq=False)
class PronouncedScript:
    """The slots of a script, each with the ways to say it."""

    slots: Sequence[Slot]
    pronunciations: Pronunciations

    @classmethod
    def of(cls, slots: Sequence[Slot], lookup: Lookup) -> PronouncedScript:
        """Look all slots up."""
        return cls(slots, [list_pronunciations(slot, lookup) for slot in slots])

    @property
    def sizes(self) -> list[int]:
        """The phones of each slot's shortest pronunciation."""
        return [min(map(len, ways), default=0) for ways in self.pronunciations]


def list_pronunciations(slot: Slot, lookup: Lookup) -> list[list[str]]:
    """Return the ways to say a slot."""
    ways = [
        [phone for word in words for phone in word.split()]
        for row in slot
        if row
        for words in islice(
            product(*(_look_up(word, lookup) for word in row)), MAX_PRONUNCIATIONS
        )
    ]
    return [way for at, way in enumerate(ways) if way not in ways[:at]]


def _look_up(word: str, lookup: Lookup) -> Iterator[str]:
    yield lookup(word) or ""
    at = 2
    while other := lookup(f"{word}({at})"):
        yield other
        at += 1
