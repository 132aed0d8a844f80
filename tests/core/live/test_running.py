"""Threads, queue, clock and back-pressure of a live run."""

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from live_reader import EngineError, Made, heard, numbers, spoken
from sync_core import Audio, AudioError, CancelledError, InputError
from sync_core.live.running import Limits, run_live
from sync_core.live.sources import Chunks, Missing
from sync_core.live.updates import (
    Dropped,
    Endpoint,
    Final,
    SpeechStarted,
    Stats,
    Update,
)


def source_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "sync-core-source"]


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert source_threads() == []


def in_chunks(samples: Any, count: int) -> list[Any]:
    return np.array_split(samples, count)


def test_everything_reaches_the_transcriber(make: Made) -> None:
    live, audio = make(), spoken(range(12), 500)
    updates = list(run_live(live, Chunks(in_chunks(audio, 7))))
    assert heard(live) == numbers(0, 12)
    assert isinstance(updates[0], SpeechStarted)
    assert isinstance(updates[-1], Stats)
    assert live.stats.audio_ms == len(audio) // 16
    with pytest.raises(InputError, match="finished"):
        live.feed(audio)


def test_a_finished_transcriber_is_refused(make: Made) -> None:
    live = make()
    live.finish()
    with pytest.raises(InputError, match="finished"):
        list(run_live(live, Chunks([spoken([1])])))


def test_raw_bytes_in_odd_pieces(make: Made) -> None:
    live = make(channels=2)
    data = np.repeat(spoken(range(5), 500)[:, None], 2, axis=1).tobytes()
    pieces = [data[at : at + 4097] for at in range(0, len(data), 4097)]
    list(run_live(live, Chunks(pieces, channels=2)))
    assert heard(live) == numbers(0, 5)


def test_an_end_within_a_sample_is_told_behind_everything_else(make: Made) -> None:
    live = make()
    data = spoken(range(5)).tobytes() + b"\x01"
    updates: list[Update] = []
    with pytest.raises(AudioError, match=r"the talk ends with 1 bytes"):
        updates.extend(run_live(live, Chunks([data], name="the talk")))
    assert heard(live) == numbers(0, 5)
    assert isinstance(updates[-1], Stats)


def test_a_source_that_fails(make: Made) -> None:
    def chunks() -> Iterator[Any]:
        yield spoken(range(5))
        raise OSError("the cable came off")

    live = make()
    with pytest.raises(OSError, match="cable"):
        list(run_live(live, Chunks(chunks())))
    assert heard(live) == numbers(0, 5)


@pytest.mark.parametrize(
    ("chunk", "message"),
    [
        (np.full(800, np.nan, np.float32), "changed"),
        (np.zeros((80, 2), np.int16), "changed"),
        ("text", "bytes or an array"),
        (np.zeros((2, 2, 2), np.int16), "shape"),
    ],
)
def test_a_chunk_that_is_no_audio(make: Made, chunk: Any, message: str) -> None:
    live = make()
    with pytest.raises(AudioError, match=message):
        list(run_live(live, Chunks([spoken(range(5)), chunk])))
    assert heard(live) == numbers(0, 5)


def test_samples_that_are_no_numbers(make: Made) -> None:
    live = make()
    good = spoken(range(5)) / np.float32(32768)
    with pytest.raises(AudioError, match="NaN"):
        list(run_live(live, Chunks([good, np.full(800, np.nan, np.float32)])))
    assert heard(live) == numbers(0, 5)


def test_an_engine_that_fails(make: Made) -> None:
    def work(audio: Audio) -> None:
        if audio.duration_ms > 2_000:
            raise EngineError("out of order")

    live, updates = make(work), list[Update]()
    with pytest.raises(EngineError):
        updates.extend(run_live(live, Chunks([spoken(range(20))])))
    assert isinstance(updates[-1], Endpoint)
    assert updates[-1].reason == "error"
    finals = [u for u in updates if isinstance(u, Final)]
    words = [w.text for u in finals for w in u.segment.words]
    assert words
    assert words == numbers(0, len(words))


def test_an_engine_that_fails_at_the_end(make: Made) -> None:
    def work(audio: Audio) -> None:
        raise EngineError("out of order")

    live = make(work)
    with pytest.raises(EngineError):
        list(run_live(live, Chunks([spoken([1])])))


def test_a_flood_from_a_source_that_can_wait(make: Made) -> None:
    """Nothing says whether it can, but no live source is that early."""
    live, audio = make(), spoken(range(200), 500)
    list(run_live(live, Chunks(in_chunks(audio, 50), waits=None)))
    assert heard(live) == numbers(0, 200)
    assert live.stats.dropped_ms == 0


def test_a_flood_from_a_live_source_is_dropped_and_told(make: Made) -> None:
    gate = threading.Event()
    live, audio = make(lambda audio: gate.wait(30)), spoken(range(100), 500)

    def chunks() -> Iterator[Any]:
        yield from in_chunks(audio, 300)
        gate.set()

    limits = Limits(backlog_ms=10_000, kept_ms=2_000)
    source = Chunks(chunks(), waits=False)
    updates = list(run_live(live, source, limits=limits))
    dropped = [u for u in updates if isinstance(u, Dropped)]
    assert dropped
    assert "10 s behind" in dropped[0].reason
    assert abs(live.stats.audio_ms - len(audio) // 16) <= 1
    lost = sum(u.end_ms - u.start_ms for u in dropped)
    assert live.stats.dropped_ms == lost
    findings = [f for f in live.document().findings if f.code == "audio-dropped"]
    assert [(f.start_ms, f.end_ms) for f in findings] == [
        (u.start_ms, u.end_ms) for u in dropped
    ]
    # What was kept is heard where it was said, parts of words as well.
    for word in live.document().words:
        said_ms = int(word.text[1:]) * 360
        assert said_ms - 40 < (word.start_ms or 0) < (word.end_ms or 0)
        assert (word.end_ms or 0) < said_ms + 340
    assert heard(live)[-1] == "w99"


def test_a_slow_engine_is_told_of_its_backlog(make: Made) -> None:
    gate = threading.Event()
    live = make(lambda audio: gate.wait(30))

    def chunks() -> Iterator[Any]:
        yield from in_chunks(spoken(range(20)), 20)
        gate.set()

    stats = [
        u.lag_ms
        for u in run_live(live, Chunks(chunks(), waits=False))
        if isinstance(u, Stats)
    ]
    assert heard(live) == numbers(0, 20)
    assert stats


def test_a_source_that_can_wait_is_held_back(make: Made) -> None:
    taken: list[int] = []
    most: list[int] = []
    live = make()

    def chunks() -> Iterator[Any]:
        for number in range(60):
            taken.append(number)
            yield spoken([number])

    most.extend(
        len(taken) * 360 - live.stats.audio_ms for _ in run_live(live, Chunks(chunks()))
    )
    assert heard(live) == numbers(0, 60)
    assert max(most) < 4_000


def test_what_a_source_lost_itself(make: Made) -> None:
    live = make()
    chunks = [spoken(range(3)), Missing(700, "the network"), spoken(range(5, 8))]
    updates = list(run_live(live, Chunks(chunks)))
    assert heard(live) == ["w0", "w1", "w2", "w5", "w6", "w7"]
    (dropped,) = (u for u in updates if isinstance(u, Dropped))
    assert dropped.end_ms - dropped.start_ms == 700
    assert dropped.reason == "the network"


def test_a_stall_settles_what_was_said_and_the_clock_stands(make: Made) -> None:
    go_on = threading.Event()

    def chunks() -> Iterator[Any]:
        yield spoken(range(4))
        go_on.wait(60)
        yield spoken(range(4, 8))

    live, before = make(), []
    source = Chunks(chunks(), waits=False)
    for update in run_live(live, source, limits=Limits(stall_ms=50)):
        if not go_on.is_set():
            before.append(update)
            if isinstance(update, Endpoint):
                assert update.reason == "pause"
                assert heard(live) == numbers(0, 4)
                go_on.set()
    assert heard(live) == numbers(0, 8)
    for word in live.document().words:
        assert abs((word.start_ms or 0) - int(word.text[1:]) * 360) < 40


def test_a_file_may_stall_without_being_cut(make: Made) -> None:
    def chunks() -> Iterator[Any]:
        yield spoken(range(4))
        threading.Event().wait(0.4)
        yield spoken(range(4, 8))

    live = make()
    updates = list(run_live(live, Chunks(chunks()), limits=Limits(stall_ms=50)))
    assert [u.reason for u in updates if isinstance(u, Endpoint)] == ["finish"]


def test_a_source_that_is_silent_for_too_long(make: Made) -> None:
    closed = threading.Event()

    class Stuck(Chunks):
        def close(self) -> None:
            closed.set()

    def chunks() -> Iterator[Any]:
        yield spoken(range(4))
        closed.wait(60)

    live = make()
    source = Stuck(chunks(), waits=False, name="the radio")
    limits = Limits(stall_ms=50, timeout_ms=300)
    with pytest.raises(AudioError, match=r"the radio gave nothing for 0\.3 s"):
        list(run_live(live, source, limits=limits))
    assert heard(live) == numbers(0, 4)


@pytest.mark.parametrize("how", ["stop", "cancel"])
def test_ending_while_nothing_comes(make: Made, how: str) -> None:
    closed = threading.Event()

    class Stuck(Chunks):
        def close(self) -> None:
            closed.set()

    def chunks() -> Iterator[Any]:
        yield spoken(range(4))
        closed.wait(60)

    live, flag = make(), threading.Event()
    threading.Timer(0.3, flag.set).start()
    run = run_live(live, Stuck(chunks(), waits=False), **{how: flag})  # type: ignore[arg-type]
    if how == "stop":
        list(run)
        assert heard(live) == numbers(0, 4)
    else:
        with pytest.raises(CancelledError):
            list(run)
    assert closed.is_set()


def test_letting_go_of_the_run_frees_the_source(make: Made) -> None:
    def endless() -> Iterator[Any]:
        while True:
            yield spoken(range(10))

    run = run_live(make(), Chunks(endless()))
    next(run)
    run.close()  # type: ignore[attr-defined]
    assert source_threads() == []


def test_real_pace_waits_for_the_clock(make: Made) -> None:
    """As it takes no less time than the audio, whatever the machine does."""
    import time

    began = time.monotonic()
    live = make()
    list(run_live(live, Chunks([spoken(range(4))]), pace="real"))
    assert time.monotonic() - began >= 1.4
    assert heard(live) == numbers(0, 4)


@pytest.mark.parametrize("value", [0, -1, True, 1.5])
def test_limits_are_whole_and_positive(value: Any) -> None:
    with pytest.raises(InputError, match="backlog_ms"):
        Limits(backlog_ms=value)
