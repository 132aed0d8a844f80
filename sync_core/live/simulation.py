"""Live transcription without waiting: a clock of its own, and what came of it."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from attrs import define, field, frozen

from sync_core._engine import check_cancel
from sync_core.audio import Audio, AudioSource
from sync_core.document import Document, Word
from sync_core.errors import InputError
from sync_core.live._emitted import Emitted, State, states
from sync_core.live._measures import Erasure, Latency, Times, erasure, latency, times
from sync_core.live._reference import Comparison, compared
from sync_core.live.updates import Final, Update
from sync_core.plugin_types import Cancel, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sync_core.pipeline import Pipeline

__all__ = ["Emitted", "Live", "Simulation", "Stream", "cpu_clock", "simulate"]

_WARM_UP_MS = 60_000
_MINUTE_MS = 60_000


class Live(Protocol):
    """What can be simulated: `LiveTranscriber`, or what is used like it."""

    def feed(self, chunk: Any, *, backlog_ms: int = 0) -> list[Update]:
        """Take the next audio and give what became known."""

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        """Be told that audio is missing here."""

    def finish(self) -> list[Update]:
        """End the stream and give the rest."""

    def close(self) -> None:
        """Let go of everything."""


@frozen
class Simulation:
    """What live transcription gave, and when it would have given it."""

    duration_ms: int
    chunk_ms: int
    emitted: tuple[Emitted, ...]
    compute_ms: float
    lag_by_minute_ms: tuple[float, ...]
    """For each minute of audio, the longest that a chunk was taken in after its end."""
    end_lag_ms: float
    """How long after the audio's end everything was final."""
    reference: str | Document | Sequence[Word] | None = None

    @property
    def rtf(self) -> float:
        """Compute over audio."""
        return self.compute_ms / self.duration_ms if self.duration_ms else 0.0

    @property
    def words(self) -> list[Word]:
        """All final words."""
        return [known.word for known in self._times]

    @property
    def text(self) -> str:
        """All final text."""
        finals = [e.update for e in self.emitted if isinstance(e.update, Final)]
        return " ".join(final.segment.text for final in finals)

    @property
    def counts(self) -> dict[str, int]:
        """How many updates of each kind there were."""
        return dict(Counter(type(item.update).__name__ for item in self.emitted))

    @cached_property
    def latency(self) -> Latency:
        """Against the ends that the final words have themselves."""
        return latency(self._times, [known.word.end_ms for known in self._times])

    @cached_property
    def labelled_latency(self) -> Latency | None:
        """Against the ends that the reference has; None: it has none."""
        found = self.comparison
        if found is None or not any(end is not None for end in found.ends):
            return None
        return latency(self._times, found.ends)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The final words against the reference, if there is one."""
        if self.reference is None:
            return None
        return compared(self.reference, self.words)

    @cached_property
    def erasure(self) -> Erasure:
        """Words taken back, with case and punctuation folded."""
        return erasure(self._states)

    @cached_property
    def erasure_as_written(self) -> Erasure:
        """The same where a change of case or punctuation counts."""
        return erasure(self._states, as_written=True)

    def to_json(self, *, indent: int | None = None) -> str:
        """Write all figures as JSON, with a version."""
        # Only here, as it reads this class.
        from sync_core.live._simulation_json import dump

        return dump(self, indent=indent)

    @cached_property
    def _states(self) -> list[State]:
        return list(states(self.emitted))

    @cached_property
    def _times(self) -> list[Times]:
        return times(self._states)


def simulate(
    source: Pipeline | Callable[[], Live],
    audio: AudioSource,
    *,
    reference: str | Document | Sequence[Word] | None = None,
    chunk_ms: int = 20,
    sample_rate_hz: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
    warm_up: bool = True,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Simulation:
    """Transcribe a recording as if it were being spoken, without waiting for it.

    Each chunk arrives when its last sample has been spoken, by a clock that only the
    audio and the time of computing move. What arrives while there is computing waits,
    and the transcriber is told how much waits; beyond 30 s, the oldest of it is dropped
    down to 5 s, as in a running stream. With the same compute times the result is the
    same.

    Args:
        source: A pipeline, or what opens a new live transcriber.
        audio: As for ``Pipeline.transcribe``.
        reference: What is really said: a text, or a document or words with times.
        chunk_ms: The length of a chunk.
        sample_rate_hz: The rate of an array.
        clock: Gives seconds, to measure computing with; on a machine that does other
            work at the same time, ``cpu_clock`` tells more.
        warm_up: Whether to open another transcriber before and let it hear the
            beginning, so that loading models does not count.
        progress: Called with milliseconds of audio done and in all.
        cancel: Looked at between chunks.

    Raises:
        AudioError: The audio cannot be read.
        InputError: The chunk's length is not from 1 to 60,000 ms.
        SyncCoreError: The transcriber failed.
        CancelledError: ``cancel`` was set.
    """
    if not 1 <= chunk_ms <= _MINUTE_MS:
        raise InputError(f"chunk_ms lies between 1 and {_MINUTE_MS}, not at {chunk_ms}")
    loaded = Audio.load(audio, sample_rate_hz=sample_rate_hz)
    opened = source if callable(source) else lambda: source.live(clock=clock)
    if warm_up:
        _warm_up(opened, loaded.pcm)
    stream = Stream(loaded.pcm, chunk_ms, clock)
    live = opened()
    try:
        for _ in stream.fed(live):
            check_cancel(cancel)
            if progress is not None:
                progress(round(stream.taken_ms), loaded.duration_ms)
    finally:
        live.close()
    return Simulation(
        duration_ms=loaded.duration_ms,
        chunk_ms=chunk_ms,
        emitted=tuple(stream.emitted),
        compute_ms=stream.compute_ms,
        lag_by_minute_ms=tuple(stream.lags),
        end_lag_ms=stream.now_ms - stream.taken_ms,
        reference=reference,
    )


def cpu_clock(threads: int = 1) -> Callable[[], float]:
    """Give a clock that counts this process's own work, whatever else runs.

    It gives the CPU time of all threads divided by ``threads``: the time that the work
    would take if so many threads shared it evenly on free cores. Where they do not, it
    is too low; with 1 it is what a single core would take.
    """
    if threads < 1:
        raise InputError(f"threads is a whole number from 1 on, not {threads!r}")
    return lambda: time.process_time() / threads


@define
class Stream:
    """A source that goes on by itself, what waits behind it, and the clock.

    Too much waiting is dropped as where a microphone is listened to.
    """

    pcm: NDArray[Any]
    chunk_ms: int
    clock: Callable[[], float]
    most_ms: int = 30_000
    """Audio that may wait; beyond that the oldest is dropped."""
    kept_ms: int = 5_000
    """What then stays."""
    now_ms: float = 0.0
    taken_ms: float = 0.0
    compute_ms: float = 0.0
    emitted: list[Emitted] = field(factory=list)
    lags: list[float] = field(factory=list)
    _calls: int = 0

    def fed(self, live: Live) -> Iterator[None]:
        """Feed one chunk for each item that is asked for, and finish."""
        size = self.chunk_ms * Audio.SAMPLE_RATE_HZ // 1000
        edges = [*range(0, len(self.pcm), size), len(self.pcm)]
        at = 1
        while at < len(edges):
            self.now_ms = max(self.now_ms, _ms(edges[at]))
            arrived = bisect_right(edges, self.now_ms, key=_ms) - 1
            kept = self._kept(edges, at, arrived)
            if kept > at:
                self._drop(live, round(_ms(edges[kept - 1] - edges[at - 1])))
                at = kept
            self._feed(live, edges, at, arrived)
            at += 1
            yield
        self._work(live.finish)

    def _kept(self, edges: Sequence[int], first: int, last: int) -> int:
        """Say which of the waiting chunks is the first that was not dropped."""
        for at in range(first, last + 1):
            if _ms(edges[at] - edges[first - 1]) > self.most_ms:
                while _ms(edges[at] - edges[first - 1]) > self.kept_ms:
                    first += 1
        return first

    def _drop(self, live: Live, lost_ms: int) -> None:
        self.taken_ms += lost_ms
        reason = f"the engine was {self.most_ms / 1000:g} s behind"
        self._work(lambda: live.drop(lost_ms, reason))

    def _feed(self, live: Live, edges: Sequence[int], at: int, arrived: int) -> None:
        self.taken_ms = _ms(edges[at])
        waiting = round(_ms(edges[arrived] - edges[at]))
        chunk = self.pcm[edges[at - 1] : edges[at]]
        self._work(lambda: live.feed(chunk, backlog_ms=waiting))

    def _work(self, call: Callable[[], list[Update]]) -> None:
        began = self.clock()
        updates = call()
        took = max(0.0, 1000 * (self.clock() - began))
        self.now_ms += took
        self.compute_ms += took
        self._calls += 1
        self.emitted += [
            Emitted(update, self.taken_ms, self.now_ms, self._calls)
            for update in updates
        ]
        minute = max(0, int(self.taken_ms - 1) // _MINUTE_MS)
        self.lags += [0.0] * (minute + 1 - len(self.lags))
        self.lags[minute] = max(self.lags[minute], self.now_ms - self.taken_ms)


def _ms(samples: int) -> float:
    return samples * 1000 / Audio.SAMPLE_RATE_HZ


def _warm_up(opened: Callable[[], Live], pcm: NDArray[Any]) -> None:
    """Let a transcriber hear the audio until its first final words."""
    step = Audio.SAMPLE_RATE_HZ // 2
    live = opened()
    try:
        for at in range(0, min(len(pcm), _WARM_UP_MS * step // 500), step):
            updates = live.feed(pcm[at : at + step])
            if any(isinstance(update, Final) for update in updates):
                return
        live.finish()
    finally:
        live.close()
