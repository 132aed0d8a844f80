"""When updates came, and what a viewer saw then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from attrs import frozen

from sync_core.document.records import Word
from sync_core.live.updates import Endpoint, Final, Partial, Update

__all__ = ["Emitted", "ViewerState", "list_states"]


@frozen
class Emitted:
    """An update and when it came, in ms on the stream's clock."""

    update: Update
    audio_ms: float
    """As if computing took no time: how much audio had been taken in."""
    at_ms: float
    """With the time of computing, and with the waiting that it caused."""
    call: int = 0
    """Which chunk it answers; what one call gives appears at once."""


@frozen
class ViewerState:
    """What is to be seen behind the words that were final before."""

    audio_ms: float
    at_ms: float
    final: tuple[Word, ...]
    """Words that became final just now."""
    partial: tuple[Word, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """All of them, in order."""
        return self.final + self.partial


def list_states(emitted: Iterable[Emitted]) -> Iterator[ViewerState]:
    """Yield each state that a viewer saw, in order."""
    partial: tuple[Word, ...] = ()
    for _, group in groupby(emitted, key=lambda item: item.call):
        items, final, changed = list(group), list[Word](), False
        for item in items:
            match item.update:
                case Partial(words):
                    partial, changed = words, True
                case Final(segment):
                    final += segment.words
                    partial, changed = (), True
                case Endpoint():
                    partial, changed = (), True
        if changed:
            yield ViewerState(
                items[-1].audio_ms, items[-1].at_ms, tuple(final), partial
            )
