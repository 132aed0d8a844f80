"""The clock of a simulated stream, with compute times that are known."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core import Audio, InputError, Pipeline, Word
from sync_core.live.assembly import assemble
from sync_core.live.policy import LocalAgreement
from sync_core.live.simulation import Simulation, cpu_clock, simulate
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.updates import Dropped, Final, Partial, Stats, Update

MS = Audio.SAMPLE_RATE_HZ // 1000
WORD_MS = 320


class Clock:
    """Moves when work is done on it."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Scripted:
    """Takes given times over given chunks, and says that it was there."""

    def __init__(self, clock: Clock, seconds: dict[int, float]) -> None:
        self._clock, self._seconds = clock, seconds
        self.backlogs = list[int]()
        self.lengths = list[int]()
        self.dropped = list[int]()
        self.closed = False

    def feed(self, chunk: NDArray[np.int16], *, backlog_ms: int = 0) -> list[Update]:
        self.backlogs.append(backlog_ms)
        self.lengths.append(len(chunk) // MS)
        self._clock.seconds += self._seconds.get(len(self.backlogs), 0.0)
        return [Partial([], 0, str(len(self.backlogs)))]

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        self.dropped.append(duration_ms)
        return [Dropped(0, duration_ms, reason)]

    def finish(self) -> list[Update]:
        self._clock.seconds += 0.05
        return []

    def close(self) -> None:
        self.closed = True


class Counter:
    """Hears in samples that hold their own word's number, at a known cost."""

    language = "en"

    def __init__(self, clock: Clock, share: float) -> None:
        self._clock, self._share = clock, share
        self.decoded_ms = 0

    def decode(self, audio: Audio, *, prompt: str, last: bool) -> list[Word]:
        self._clock.seconds += self._share * audio.duration_ms / 1000
        self.decoded_ms += audio.duration_ms
        numbers = audio.pcm
        cuts = [0, *(np.flatnonzero(np.diff(numbers)) + 1), len(numbers)]
        return [
            Word(f"w{numbers[a]}", int(a) // MS, int(b) // MS)
            for a, b in pairwise(cuts)
            if a < b and numbers[a]
        ]

    def close(self) -> None:
        pass


class Loud:
    """Speech is what is not zero."""

    def predict(self, samples: NDArray[np.int16]) -> Sequence[float]:
        return [float(frame.any()) for frame in samples.reshape(-1, 512)]


def silence(ms: int) -> NDArray[np.int16]:
    return np.zeros(ms * MS, np.int16)


def counted(count: int) -> NDArray[np.int16]:
    """Words by number, with silence before and behind."""
    numbers = np.repeat(np.arange(1, count + 1, dtype=np.int16), WORD_MS * MS)
    return np.concatenate([silence(320), numbers, silence(1600)])


def simulated(
    live: Callable[[], Any], pcm: NDArray[np.int16], clock: Clock, **others: Any
) -> Simulation:
    return simulate(
        live, pcm, sample_rate_hz=16_000, clock=clock, warm_up=False, **others
    )


def test_chunks_wait_while_there_is_computing() -> None:
    clock = Clock()
    live = Scripted(clock, {2: 0.25})
    found = simulated(lambda: live, silence(550), clock, chunk_ms=100)
    assert live.lengths == [100, 100, 100, 100, 100, 50]
    # The second is done at 450 ms: by then the fourth has arrived.
    assert live.backlogs == [0, 0, 100, 0, 0, 0]
    assert [(e.audio_ms, round(e.at_ms, 6)) for e in found.emitted] == [
        (100, 100), (200, 450), (300, 450), (400, 450), (500, 500), (550, 550),
    ]  # fmt: skip
    assert found.compute_ms == pytest.approx(300)
    assert found.lag_by_minute_ms == pytest.approx((250,))
    assert found.end_lag_ms == pytest.approx(50)
    assert live.closed


def test_too_much_waiting_is_dropped_and_said() -> None:
    clock = Clock()
    live = Scripted(clock, {1: 41.0})
    found = simulated(lambda: live, silence(60_000), clock, chunk_ms=1000)
    # At 31 s of waiting all but 5 s went, from there on 10 s more came, and at 42 s
    # the rest of that is heard.
    assert live.dropped == [26_000]
    assert live.backlogs[:3] == [0, 14_000, 13_000]
    assert sum(live.lengths) + sum(live.dropped) == 60_000
    assert found.counts["Dropped"] == 1


@pytest.mark.parametrize("chunk_ms", [0, -20, 60_001])
def test_a_length_that_no_chunk_has_is_refused(chunk_ms: int) -> None:
    with pytest.raises(InputError, match="chunk_ms"):
        simulate(lambda: Scripted(Clock(), {}), silence(100), chunk_ms=chunk_ms)


def test_progress_and_cancel_are_looked_at() -> None:
    seen = list[tuple[int, int]]()
    clock = Clock()
    simulated(
        lambda: Scripted(clock, {}),
        silence(60),
        clock,
        progress=lambda done, whole: seen.append((done, whole)),
    )
    assert seen == [(20, 60), (40, 60), (60, 60)]


def test_a_transcriber_that_fails_is_closed() -> None:
    class Failing(Scripted):
        def finish(self) -> list[Update]:
            raise InputError("no")

    clock = Clock()
    live = Failing(clock, {})
    with pytest.raises(InputError):
        simulated(lambda: live, silence(100), clock)
    assert live.closed


def transcriber(clock: Clock, share: float) -> LiveTranscriber:
    decoder: Any = Counter(clock, share)
    return assemble(decoder, Loud(), LocalAgreement(), clock=clock)


def run(share: float, count: int = 60) -> Simulation:
    """Simulate with a decoder that takes this share of the audio's time."""
    clock = Clock()
    words = [
        Word(f"w{n + 1}", 320 + WORD_MS * n, 320 + WORD_MS * (n + 1))
        for n in range(count)
    ]
    return simulated(
        lambda: transcriber(clock, share), counted(count), clock, reference=words
    )


def test_with_no_time_for_computing_both_ways_to_count_are_the_same() -> None:
    found = run(0.0)
    assert found.text.split() == [f"w{n}" for n in range(1, 61)]
    assert found.latency.final == found.latency.final_unaware
    assert found.latency.shown == found.latency.shown_unaware
    assert found.comparison is not None
    assert found.comparison.errors.rate == 0
    assert found.compute_ms == found.end_lag_ms == 0
    assert max(found.lag_by_minute_ms) == 0


def test_computing_adds_to_latency() -> None:
    idle, busy = run(0.0).latency.final, run(0.02).latency.final
    assert idle is not None
    assert busy is not None
    assert busy.median_ms > idle.median_ms


def test_a_transcriber_that_is_too_slow_falls_behind_and_says_so() -> None:
    quick, slow = run(0.01), run(0.3)
    assert slow.counts["Partial"] < quick.counts["Partial"]
    assert max(slow.lag_by_minute_ms) > 600
    told = [e.update.lag_ms for e in slow.emitted if isinstance(e.update, Stats)]
    assert max(told) > 0
    assert slow.latency.final is not None
    assert slow.latency.final_unaware is not None
    assert slow.latency.final.p95_ms > slow.latency.final_unaware.p95_ms
    assert slow.text.split() == [f"w{n}" for n in range(1, 61)]


def test_simulating_twice_gives_the_same() -> None:
    assert run(0.1).to_json() == run(0.1).to_json()


def test_the_processor_clock_counts_work_and_no_waiting() -> None:
    assert cpu_clock(2)() == pytest.approx(cpu_clock(1)() / 2, rel=0.5)
    with pytest.raises(InputError, match="threads"):
        cpu_clock(0)


@pytest.mark.engine
def test_a_pipeline_is_simulated(first_sentence: tuple[Audio, str]) -> None:
    audio, script = first_sentence
    with Pipeline(
        backend="whisper-cpp", model="tiny.en", language="en", aligner=None
    ) as pipeline:
        found = simulate(pipeline, audio, reference=script)
    assert any(isinstance(e.update, Final) for e in found.emitted)
    assert found.comparison is not None
    assert found.comparison.errors.rate is not None
    assert found.comparison.errors.rate < 0.5
    assert found.compute_ms > 0
