"""Live transcription without waiting: on a clock of its own, with its figures."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol

from attrs import frozen

from sync_core.audio import Audio, AudioSource
from sync_core.base.callbacks import Cancel, Progress, check_cancel
from sync_core.base.errors import InputError
from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core.live.measurement.metrics import (
    Erasure,
    Latency,
    WordTimes,
    count_erasure,
    measure_latency,
    measure_word_times,
)
from sync_core.live.measurement.reference import Comparison, compare
from sync_core.live.measurement.timeline import Emitted, ViewerState, list_states
from sync_core.live.measurement.virtual_stream import (
    Live,
    VirtualStream,
    warm_up_engine,
)
from sync_core.live.recognition.running_text import join_words

__all__ = ["Emitted", "Live", "Opens", "Simulation", "cpu_clock", "simulate"]

_MAX_CHUNK_MS = 60_000


class Opens(Protocol):
    """What opens live transcribers: a `Pipeline`."""

    def live(self, *, clock: Callable[[], float]) -> Live:
        """Open one that measures computing with a clock."""


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
        return join_words(self.words)

    @property
    def counts(self) -> dict[str, int]:
        """How many updates of each kind there were."""
        return dict(Counter(type(item.update).__name__ for item in self.emitted))

    @cached_property
    def latency(self) -> Latency:
        """Against the ends that the final words have themselves."""
        return measure_latency(
            self._times, [known.word.end_ms for known in self._times]
        )

    @cached_property
    def labelled_latency(self) -> Latency | None:
        """Against the ends that the reference has; None: it has none."""
        found = self.comparison
        if found is None or not any(end is not None for end in found.ends):
            return None
        return measure_latency(self._times, found.ends)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The final words against the reference, if there is one."""
        if self.reference is None:
            return None
        return compare(self.reference, self.words)

    @cached_property
    def erasure(self) -> Erasure:
        """Words taken back, with case and punctuation folded."""
        return count_erasure(self._states)

    @cached_property
    def erasure_as_written(self) -> Erasure:
        """The same where a change of case or punctuation counts."""
        return count_erasure(self._states, as_written=True)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return all figures as JSON, with a version."""
        from sync_core.live.measurement.report_json import dump

        return dump(self._list_figures(), indent=indent)

    def _list_figures(self) -> dict[str, Any]:
        """Return everything that was measured, by its name in the JSON form."""
        found = self.comparison
        return {
            "audio_ms": self.duration_ms,
            "chunk_ms": self.chunk_ms,
            "compute_ms": round(self.compute_ms),
            "rtf": self.rtf,
            "words": len(self.words),
            "updates": self.counts,
            "latency": self.latency,
            "labelled_latency": self.labelled_latency,
            "erasure": self.erasure,
            "erasure_as_written": self.erasure_as_written,
            "lag_by_minute_ms": [round(ms) for ms in self.lag_by_minute_ms],
            "end_lag_ms": round(self.end_lag_ms),
            "word_errors": found and found.errors,
            "boundaries": found and found.boundaries,
            "text": self.text,
        }

    @cached_property
    def _states(self) -> list[ViewerState]:
        return list(list_states(self.emitted))

    @cached_property
    def _times(self) -> list[WordTimes]:
        return measure_word_times(self._states)


def simulate(
    source: Opens | Callable[[], Live],
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
    and the transcriber is told how much waits; beyond 30 s the oldest is dropped down
    to 5 s, as in `run_live`. With the same compute times the result is the same.

    Args:
        source: A pipeline, or a function that opens a new live transcriber.
        audio: As for ``Pipeline.transcribe``.
        reference: What is really said: a text, or a document or words with times.
        chunk_ms: The length of a chunk.
        sample_rate_hz: The rate of an array.
        clock: Returns seconds of computing; ``cpu_clock`` is for a busy machine.
        warm_up: Whether to open another transcriber before and let it hear the
            beginning, so that loading models does not count.
        progress: Called with milliseconds of audio done and in all.
        cancel: Checked between chunks.

    Raises:
        AudioError: The audio cannot be read.
        InputError: The chunk's length is not from 1 to 60,000 ms.
        SyncCoreError: The transcriber failed.
        CancelledError: ``cancel`` was set.
    """
    _check_chunk_ms(chunk_ms)
    loaded = Audio.load(audio, sample_rate_hz=sample_rate_hz)
    open_stream = source if callable(source) else lambda: source.live(clock=clock)
    if warm_up:
        warm_up_engine(open_stream, loaded.pcm)
    stream = VirtualStream(loaded.pcm, chunk_ms, clock)
    _run(stream, open_stream(), loaded.duration_ms, progress, cancel)
    return _collect(stream, loaded.duration_ms, reference)


def cpu_clock(threads: int = 1) -> Callable[[], float]:
    """Return a clock that counts this process's own work, whatever else runs.

    It gives the CPU time of all threads divided by ``threads``: the time that the work
    would take if so many threads shared it evenly on free cores. Where they do not, it
    is too low; with 1 it is what a single core would take.
    """
    if threads < 1:
        raise InputError(f"threads is a whole number from 1 on, not {threads!r}")
    return lambda: time.process_time() / threads


def _check_chunk_ms(chunk_ms: int) -> None:
    if not 1 <= chunk_ms <= _MAX_CHUNK_MS:
        raise InputError(
            f"chunk_ms lies between 1 and {_MAX_CHUNK_MS}, not at {chunk_ms}"
        )


def _run(
    stream: VirtualStream,
    live: Live,
    duration_ms: int,
    progress: Progress | None,
    cancel: Cancel | None,
) -> None:
    """Run a stream to its end, and close the transcriber."""
    try:
        for _ in stream.run(live):
            check_cancel(cancel)
            if progress is not None:
                progress(round(stream.taken_ms), duration_ms)
    finally:
        live.close()


def _collect(
    stream: VirtualStream,
    duration_ms: int,
    reference: str | Document | Sequence[Word] | None,
) -> Simulation:
    return Simulation(
        duration_ms=duration_ms,
        chunk_ms=stream.chunk_ms,
        emitted=tuple(stream.emitted),
        compute_ms=stream.compute_ms,
        lag_by_minute_ms=tuple(stream.lags),
        end_lag_ms=stream.now_ms - stream.taken_ms,
        reference=reference,
    )
