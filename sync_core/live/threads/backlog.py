"""What waits between the source's thread and the caller's."""

from __future__ import annotations

import threading
import time
from collections import deque
from fractions import Fraction
from typing import Any, Literal

from attrs import field, frozen

from sync_core.base.errors import InputError
from sync_core.live.intake.intake import Chunk
from sync_core.live.sources import Missing

__all__ = ["Backlog", "Limits", "Piece"]

_AHEAD_S = 10.0
"""Nothing live is this far ahead of the time that it takes to speak: networks and
radio programmes in segments hand over up to some six seconds at once."""


def _positive(instance: object, attribute: Any, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise InputError(f"{attribute.name} is a whole number from 1 on, not {value!r}")


@frozen(kw_only=True)
class Limits:
    """What a running stream puts up with; times in ms."""

    backlog_ms: int = field(default=30_000, validator=_positive)
    """Audio of a live source that may wait for the engine; beyond that the oldest is
    dropped."""
    kept_ms: int = field(default=5_000, validator=_positive)
    """What then stays: one long gap does less harm than many short ones."""
    ready_ms: int = field(default=2_000, validator=_positive)
    """Audio that is taken from a source that can wait before it is needed."""
    stall_ms: int = field(default=1_000, validator=_positive)
    """A live source that gives nothing for so long is taken to pause: what was said is
    settled."""
    timeout_ms: int | None = None
    """Silence of the source, in ms, from which on it is an error; None: never."""


@frozen
class Piece:
    """A little audio, of whole frames."""

    chunk: Chunk
    frames: int


Item = Piece | Missing


class Backlog:
    """A bounded queue of audio that knows the time.

    Args:
        rate: Frames a second.
        waits: As in ``Source``.
        paced: Whether audio comes by the clock though the source could wait.
        limits: How much may wait.
    """

    def __init__(
        self, rate: int, waits: bool | None, paced: bool, limits: Limits
    ) -> None:
        self._rate, self._limits, self._paced = rate, limits, paced
        self._waits = waits
        self._changed = threading.Condition()
        self._items: deque[Item] = deque()
        self._frames = 0
        self._carried = 0
        """Dropped frames that make no whole millisecond yet."""
        self._ended = self._closed = False
        self._error: BaseException | None = None
        self._due_s = time.monotonic()

    @property
    def behind_ms(self) -> int:
        """How much waits where the source does not."""
        waits = self._waits and not self._paced
        return 0 if waits else self._ms(self._frames)

    def put(self, item: Item) -> bool:
        """Add audio, wait or drop as the source demands; say whether to go on."""
        with self._changed:
            self._note_arrival(item)
            while self._waits and not self._closed and self._is_full():
                self._changed.wait()
            if self._closed:
                return False
            self._items.append(item)
            if isinstance(item, Piece):
                self._frames += item.frames
            if not self._waits and self._is_full():
                self._drop()
            self._changed.notify_all()
            return True

    def end(self, error: BaseException | None = None) -> None:
        """Note that nothing more comes, and why."""
        with self._changed:
            self._ended, self._error = True, error
            self._changed.notify_all()

    def close(self) -> None:
        """Take nothing more, and give nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def sleep_until(self, moment_s: float) -> bool:
        """Let the source's thread wait for a time; say whether to go on."""
        with self._changed:
            while not self._closed and (left := moment_s - time.monotonic()) > 0:
                self._changed.wait(left)
            return not self._closed

    def get(self, most_s: float) -> Item | Literal["nothing", "end"]:
        """Give what is next; wait for it, but not longer than that.

        Raises:
            BaseException: What the source raised, behind everything that it gave.
        """
        with self._changed:
            if not self._items and not self._ended:
                self._changed.wait(most_s)
            if self._items:
                return self._next()
            if not self._ended:
                return "nothing"
            if self._error is not None:
                raise self._error
            return "end"

    def silent_ms(self) -> int:
        """Say how long nothing has come, beyond the time that it takes to speak it."""
        with self._changed:
            return round(1000 * max(0.0, time.monotonic() - self._due_s))

    @property
    def is_live(self) -> bool:
        """Whether what does not come is a pause of the source's own."""
        return not self._waits

    def _next(self) -> Item:
        item = self._items.popleft()
        if isinstance(item, Piece):
            self._frames -= item.frames
        self._changed.notify_all()
        return item

    def _note_arrival(self, item: Item) -> None:
        now = time.monotonic()
        if isinstance(item, Piece):
            self._due_s = max(self._due_s, now) + item.frames / self._rate
        if self._waits is None and self._due_s - now > _AHEAD_S:
            self._waits = True

    def _is_full(self) -> bool:
        live = self._paced or not self._waits
        most = self._limits.backlog_ms if live else self._limits.ready_ms
        return self._ms(self._frames) > most

    def _drop(self) -> None:
        """Drop the oldest, what was missing there already included."""
        lost_ms, lost = 0, self._carried
        while self._items and self._ms(self._frames) > self._limits.kept_ms:
            item = self._next()
            if isinstance(item, Piece):
                lost += item.frames
            else:
                lost_ms += item.duration_ms
        whole_ms = lost * 1000 // self._rate
        self._carried = lost - whole_ms * self._rate // 1000
        behind = self._limits.backlog_ms / 1000
        reason = f"the engine was {behind:g} s behind"
        self._items.appendleft(Missing(lost_ms + whole_ms, reason))

    def _ms(self, frames: int) -> int:
        return round(Fraction(frames * 1000, self._rate))
