"""What a stream has taken in, and what that took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import define

from sync_core.audio import Audio
from sync_core.live.updates import Stats

__all__ = ["StreamAccount"]

_SAMPLES_PER_MS = Audio.SAMPLE_RATE_HZ // 1000


@define
class StreamAccount:
    """Counts audio and computing of one stream; times in ms on the stream's clock."""

    clock: Callable[[], float]
    """Returns seconds, to measure computing with."""
    now_ms: int = 0
    """How far the stream was taken in, by whole frames."""
    waiting_samples: int = 0
    """Taken in as well, but no whole frame yet; at 16 kHz."""
    speech_ms: int = 0
    dropped_ms: int = 0
    backlog_ms: int = 0
    _counted_ms: int = 0
    _compute_s: float = 0.0

    @property
    def stats(self) -> Stats:
        """How the work goes by now."""
        return Stats(
            audio_ms=self.now_ms + self.waiting_samples // _SAMPLES_PER_MS,
            speech_ms=self.speech_ms,
            dropped_ms=self.dropped_ms,
            compute_ms=round(self._compute_s * 1000),
            lag_ms=self.backlog_ms,
        )

    @contextmanager
    def measure(self) -> Iterator[None]:
        """Count the time of a block as computing."""
        start = self.clock()
        try:
            yield
        finally:
            self._compute_s += self.clock() - start

    def count_speech(self, start_ms: int) -> None:
        """Add what was not counted as speech yet, from a time until now."""
        self.speech_ms += self.now_ms - max(start_ms, self._counted_ms)
        self._counted_ms = self.now_ms
