"""Taking turns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from sync_core.base.callbacks import check_cancel
from sync_core.base.errors import CancelledError
from sync_core.plugins.slot_pool import SlotPool


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def in_line(turns: SlotPool, count: int) -> None:
    while turns.waiting != count:
        pass


def test_turns_come_in_the_order_of_asking() -> None:
    turns, served = SlotPool(1), list[int]()

    def ask(number: int) -> None:
        with turns.take():
            served.append(number)

    threads = []
    with turns.take():
        for number in range(8):
            threads.append(started(partial(ask, number)))
            in_line(turns, number + 1)
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_one_who_comes_again_stands_behind_those_who_wait() -> None:
    turns, served = SlotPool(1), list[str]()

    def ask() -> None:
        with turns.take():
            served.append("other")

    with turns.take():
        thread = started(ask)
        in_line(turns, 1)
    with turns.take():
        served.append("again")
    thread.join()
    assert served == ["other", "again"]


def test_a_thread_that_has_a_place_gets_it_again() -> None:
    turns = SlotPool(2)
    with turns.take() as one, turns.take() as other:
        assert one == other == 0
    with turns.take() as place:
        assert place == 0


def test_places_are_given_at_once_as_long_as_there_are_any() -> None:
    turns, meeting, places = SlotPool(3), threading.Barrier(3), set[int]()

    def ask() -> None:
        with turns.take() as place:
            places.add(place)
            meeting.wait()

    for thread in [started(ask) for _ in range(3)]:
        thread.join()
    assert places == {0, 1, 2}


def test_who_gives_up_waiting_leaves_the_line() -> None:
    turns, cancel, told = SlotPool(1), threading.Event(), list[CancelledError]()

    def ask() -> None:
        try:
            with turns.take(partial(check_cancel, cancel)):
                pass
        except CancelledError as error:
            told.append(error)

    with turns.take():
        thread = started(ask)
        in_line(turns, 1)
        cancel.set()
        thread.join()
        assert turns.waiting == 0
    assert len(told) == 1
    with turns.take():
        pass


def test_what_fails_in_its_turn_gives_it_back() -> None:
    turns = SlotPool(1)
    with pytest.raises(ZeroDivisionError), turns.take():
        raise ZeroDivisionError
    started(lambda: turns.take().__enter__()).join()


def test_waiting_for_others_waits_for_them_only() -> None:
    turns, go = SlotPool(2), threading.Event()

    def hold() -> None:
        with turns.take():
            go.wait()

    thread = started(hold)
    with turns.take():
        closer = started(lambda: turns.wait_until_unused)
        go.set()
        turns.wait_until_unused()
    thread.join()
    closer.join()
