"""What is dropped of audio that waits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync_core.live.buffering.backlog import Backlog, Item, deliver
from sync_core.live.buffering.limits import Limits
from sync_core.live.buffering.pieces import Piece
from sync_core.live.sources import Missing
from sync_core.live.updates import Update

RATE = 16_000


def piece(number: int, ms: int = 100) -> Piece:
    return Piece(number, ms * RATE // 1000)


def filled(limits: Limits, *items: Item) -> Backlog:
    backlog = Backlog(RATE, limits)
    for item in items:
        backlog.append_or_drop(item)
    return backlog


def emptied(backlog: Backlog) -> list[Item]:
    return [backlog.pop() for _ in range(len(backlog))]


def test_nothing_is_dropped_up_to_the_limit() -> None:
    pieces = [piece(number) for number in range(10)]
    backlog = filled(Limits(backlog_ms=1_000, kept_ms=300), *pieces)
    assert backlog.waiting_ms == 1_000
    assert emptied(backlog) == pieces
    assert backlog.waiting_ms == 0


def test_beyond_it_the_oldest_goes_and_one_gap_says_so() -> None:
    pieces = [piece(number) for number in range(11)]
    backlog = filled(Limits(backlog_ms=1_000, kept_ms=300), *pieces)
    gap = Missing(800, "the engine was 1 s behind")
    assert emptied(backlog) == [gap, *pieces[8:]]


def test_gaps_that_nobody_has_taken_become_one() -> None:
    lost = Missing(50, "the network")
    pieces = [piece(number) for number in range(25)]
    backlog = filled(Limits(backlog_ms=1_000, kept_ms=300), lost, *pieces)
    first, *rest = emptied(backlog)
    assert isinstance(first, Missing)
    kept = sum(item.frames * 1000 // RATE for item in rest if isinstance(item, Piece))
    assert first.duration_ms + kept == 2_550


def test_no_more_is_kept_than_may_wait() -> None:
    pieces = [piece(number) for number in range(8)]
    backlog = filled(Limits(backlog_ms=500), *pieces)
    assert backlog.waiting_ms == 500
    assert emptied(backlog)[0] == Missing(300, "the engine was 0.5 s behind")


def test_the_newest_piece_is_never_dropped() -> None:
    backlog = filled(Limits(backlog_ms=1), piece(0), piece(1), piece(2))
    assert emptied(backlog)[-1] == piece(2)


@given(
    st.lists(st.integers(1, 3_000), max_size=30),
    st.sampled_from([8_000, 11_025, 16_000, 44_100]),
    st.integers(1, 400),
    st.integers(1, 400),
)
def test_time_does_not_get_lost(
    sizes: list[int], rate: int, backlog_ms: int, kept_ms: int
) -> None:
    backlog = Backlog(rate, Limits(backlog_ms=backlog_ms, kept_ms=kept_ms))
    for number, frames in enumerate(sizes):
        backlog.append_or_drop(Piece(number, frames))
    items = emptied(backlog)
    missing_ms = sum(item.duration_ms for item in items if isinstance(item, Missing))
    frames = sum(item.frames for item in items if isinstance(item, Piece))
    assert 0 <= 1000 * (sum(sizes) - frames) - rate * missing_ms < rate


def test_a_transcriber_is_fed_or_told_what_is_missing() -> None:
    class Transcriber:
        calls: list[object]

        def __init__(self) -> None:
            self.calls = []

        def feed(self, chunk: object, *, backlog_ms: int = 0) -> list[Update]:
            self.calls.append((chunk, backlog_ms))
            return []

        def drop(self, duration_ms: int, reason: str) -> list[Update]:
            self.calls.append((duration_ms, reason))
            return []

    transcriber = Transcriber()
    deliver(piece(7), transcriber, 300)
    deliver(Missing(20, "the network"), transcriber)
    assert transcriber.calls == [(7, 300), (20, "the network")]
