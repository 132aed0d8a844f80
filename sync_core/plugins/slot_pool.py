"""Taking turns at something of which there are only so many."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import define, field

__all__ = ["SlotPool"]

_CHECK_S = 0.1
"""How often one who waits looks whether it is still wanted."""


@define(eq=False)
class _Ticket:
    thread: int
    called: threading.Event = field(factory=threading.Event)
    place: int | None = None


@define(eq=False)
class _Holding:
    place: int
    times: int = 1


class SlotPool:
    """So many places, given to threads in the order in which they ask.

    A thread that has a place gets the same one again when it asks for another.

    Args:
        count: How many places there are.
    """

    def __init__(self, count: int) -> None:
        self._lock = threading.Condition()
        # The lowest place last: it is given first, and the highest perhaps never.
        self._free = list(range(count - 1, -1, -1))
        self._queue: deque[_Ticket] = deque()
        self._held: dict[int, _Holding] = {}

    @contextmanager
    def take(self, check: Callable[[], None] | None = None) -> Iterator[int]:
        """Wait for a place, and have it to oneself.

        Args:
            check: Called from time to time while waiting; what it raises ends that.
        """
        thread = threading.get_ident()
        place = self._reenter(thread)
        if place is None:
            place = self._wait(check, thread)
        try:
            yield place
        finally:
            self._release(thread)

    def _reenter(self, thread: int) -> int | None:
        held = self._held.get(thread)
        if held is None:
            return None
        held.times += 1
        return held.place

    @property
    def waiting(self) -> int:
        """How many threads wait."""
        return len(self._queue)

    def wait_until_unused(self) -> None:
        """Come back when no other thread has a place."""
        mine = {threading.get_ident()}
        with self._lock:
            while self._held.keys() - mine:
                self._lock.wait()

    def _wait(self, check: Callable[[], None] | None, thread: int) -> int:
        ticket = _Ticket(thread)
        with self._lock:
            self._queue.append(ticket)
            self._hand_out()
        try:
            while not ticket.called.wait(_CHECK_S if check else None):
                if check is not None:
                    check()
        except BaseException:
            self._give_up(ticket)
            raise
        return ticket.place or 0

    def _give_up(self, ticket: _Ticket) -> None:
        with self._lock:
            if ticket.place is None:
                self._queue.remove(ticket)
                return
        self._release(ticket.thread)

    def _release(self, thread: int) -> None:
        held = self._held[thread]
        held.times -= 1
        if held.times:
            return
        with self._lock:
            del self._held[thread]
            self._free.append(held.place)
            self._hand_out()
            self._lock.notify_all()

    def _hand_out(self) -> None:
        while self._free and self._queue:
            # What was used last is warm, and what was never used need not be made.
            self._free.sort(reverse=True)
            ticket = self._queue.popleft()
            ticket.place = self._free.pop()
            self._held[ticket.thread] = _Holding(ticket.place)
            ticket.called.set()
