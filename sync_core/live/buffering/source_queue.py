"""What waits between the source's thread and the caller's."""

from __future__ import annotations

import threading
import time
from typing import Literal

from sync_core.live.buffering.backlog import Backlog, Item
from sync_core.live.buffering.limits import Limits
from sync_core.live.buffering.pieces import Piece

__all__ = ["SourceQueue"]

_MAX_AHEAD_S = 10.0
"""Nothing live is this far ahead of the time that it takes to speak: networks and
radio programmes in segments hand over up to some six seconds at once."""


class SourceQueue:
    """A backlog that two threads may use, and that knows the time.

    Args:
        sample_rate_hz: Of the audio.
        waits: As in ``Source``.
        paced: Whether audio comes by the clock though the source could wait.
        limits: How much may wait.
    """

    def __init__(
        self, sample_rate_hz: int, waits: bool | None, paced: bool, limits: Limits
    ) -> None:
        self._rate, self._limits, self._paced = sample_rate_hz, limits, paced
        self._waits = waits
        self._changed = threading.Condition()
        self._backlog = Backlog(sample_rate_hz, limits)
        self._ended = self._closed = False
        self._error: BaseException | None = None
        self._due_s = time.monotonic()

    @property
    def behind_ms(self) -> int:
        """How much waits where the source does not."""
        waits = self._waits and not self._paced
        return 0 if waits else self._backlog.waiting_ms

    @property
    def is_live(self) -> bool:
        """Whether the source is pausing by itself when nothing comes."""
        return not self._waits

    def put(self, item: Item) -> bool:
        """Add audio, wait or drop as the source demands; return whether to go on."""
        with self._changed:
            self._note_arrival(item)
            while self._waits and not self._closed and self._is_full():
                self._changed.wait()
            if self._closed:
                return False
            if self._waits:
                self._backlog.append(item)
            else:
                self._backlog.append_or_drop(item)
            self._changed.notify_all()
            return True

    def end(self, error: BaseException | None = None) -> None:
        """Note that nothing more comes, and why."""
        with self._changed:
            self._ended, self._error = True, error
            self._changed.notify_all()

    def close(self) -> None:
        """Take nothing more, and return nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def sleep_until(self, moment_s: float) -> bool:
        """Let the source's thread wait for a time; return whether to go on."""
        with self._changed:
            while not self._closed and (left := moment_s - time.monotonic()) > 0:
                self._changed.wait(left)
            return not self._closed

    def get(self, max_wait_s: float) -> Item | Literal["nothing", "end"]:
        """Return what is next; wait for it, but not longer than that.

        Raises:
            BaseException: What the source raised, behind everything that it gave.
        """
        with self._changed:
            if not self._backlog and not self._ended:
                self._changed.wait(max_wait_s)
            if self._backlog:
                self._changed.notify_all()
                return self._backlog.pop()
            if not self._ended:
                return "nothing"
            if self._error is not None:
                raise self._error
            return "end"

    def measure_silence_ms(self) -> int:
        """Return how long nothing has come, beyond the time that it takes to speak."""
        with self._changed:
            return round(1000 * max(0.0, time.monotonic() - self._due_s))

    def _note_arrival(self, item: Item) -> None:
        now = time.monotonic()
        if isinstance(item, Piece):
            self._due_s = max(self._due_s, now) + item.frames / self._rate
        if self._waits is None and self._due_s - now > _MAX_AHEAD_S:
            self._waits = True

    def _is_full(self) -> bool:
        """Return whether a source that can wait has to."""
        limits = self._limits
        most = limits.backlog_ms if self._paced else limits.ready_ms
        return self._backlog.waiting_ms > most
