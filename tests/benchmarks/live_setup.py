"""What all parts of the live benchmark share."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from live_audio import Recording
from live_cache import DecodingStore, ReplayClock, cached
from sync_core import Pipeline
from sync_core.live.settings import LiveSettings
from sync_core.live.simulation import Live, Simulation, simulate
from sync_core.live.transcriber import LiveTranscriber

__all__ = ["Setup"]


@frozen
class Setup:
    """Engines, clock and settings of a run."""

    pipeline: Pipeline
    store: DecodingStore
    clock: ReplayClock
    settings: LiveSettings
    chunk_ms: int

    def opened(self) -> LiveTranscriber:
        """Open a stream that keeps its decodings."""
        return cached(self.pipeline, self.store, self.clock, settings=self.settings)

    def plain(self) -> LiveTranscriber:
        """Open a stream that does all the work."""
        return self.pipeline.live(clock=self.clock, settings=self.settings)

    def simulated(self, opened: Callable[[], Live], recording: Recording) -> Simulation:
        """Let a recording be transcribed live."""
        return simulate(
            opened,
            recording.pcm,
            sample_rate_hz=16_000,
            reference=recording.words,
            chunk_ms=self.chunk_ms,
            clock=self.clock,
        )
