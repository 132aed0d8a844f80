"""Audio that waits for the transcriber, and what is dropped of it."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from typing import Protocol

from sync_core.live.buffering.limits import Limits
from sync_core.live.buffering.pieces import Piece
from sync_core.live.sources import Missing
from sync_core.live.updates import Update

__all__ = ["Backlog", "Item", "deliver"]

Item = Piece | Missing


class _Transcriber(Protocol):
    def feed(self, chunk: object, *, backlog_ms: int = 0) -> list[Update]: ...

    def drop(self, duration_ms: int, reason: str) -> list[Update]: ...


class Backlog:
    """A queue of audio that can drop its oldest. It does not lock: use one thread.

    Where more than ``limits.backlog_ms`` waits, the oldest is dropped until
    ``limits.kept_ms`` are left, in whole pieces and never the newest one. In its place
    comes one `Missing`, with whatever was missing there before.

    Args:
        sample_rate_hz: Of the audio.
        limits: How much may wait, and what stays.
    """

    def __init__(self, sample_rate_hz: int, limits: Limits) -> None:
        self._rate, self._limits = sample_rate_hz, limits
        self._items: deque[Item] = deque()
        self.frames = 0
        """Frames of audio that wait."""
        self._carried = 0
        """What was dropped and makes no whole millisecond yet, in 1/1000 of a frame."""

    def __len__(self) -> int:
        """Return how many items wait."""
        return len(self._items)

    @property
    def waiting_ms(self) -> int:
        """How much audio waits."""
        return round(Fraction(self.frames * 1000, self._rate)) if self.frames else 0

    @property
    def next_item(self) -> Item | None:
        """What ``pop`` would return; None: nothing waits."""
        return self._items[0] if self._items else None

    def append(self, item: Item) -> None:
        """Add audio."""
        self._items.append(item)
        if isinstance(item, Piece):
            self.frames += item.frames

    def append_or_drop(self, item: Item) -> None:
        """Add audio, and drop the oldest where too much waits then."""
        self.append(item)
        if self.waiting_ms > self._limits.backlog_ms:
            self._drop_oldest()

    def pop(self) -> Item:
        """Remove and return what is next."""
        item = self._items.popleft()
        if isinstance(item, Piece):
            self.frames -= item.frames
        return item

    def _drop_oldest(self) -> None:
        kept_ms = min(self._limits.kept_ms, self._limits.backlog_ms)
        missing_ms = frames = 0
        while len(self._items) > 1 and self.waiting_ms > kept_ms:
            item = self.pop()
            if isinstance(item, Piece):
                frames += item.frames
            else:
                missing_ms += item.duration_ms
        whole_ms, self._carried = divmod(1000 * frames + self._carried, self._rate)
        reason = f"the engine was {self._limits.backlog_ms / 1000:g} s behind"
        self._items.appendleft(Missing(missing_ms + whole_ms, reason))


def deliver(item: Item, transcriber: _Transcriber, backlog_ms: int = 0) -> list[Update]:
    """Feed a piece to a transcriber, or tell it what is missing; return the updates.

    Args:
        item: What is next.
        transcriber: Takes it.
        backlog_ms: How much audio waits behind it.
    """
    if isinstance(item, Missing):
        return transcriber.drop(item.duration_ms, item.reason)
    return transcriber.feed(item.chunk, backlog_ms=backlog_ms)
