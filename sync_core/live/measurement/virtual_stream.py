"""A source that goes on by itself, on a clock that only computing moves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from attrs import define, field

from sync_core.audio import Audio
from sync_core.live.measurement.emitted import Emitted
from sync_core.live.threads.backlog import Limits
from sync_core.live.updates import Update

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Live", "VirtualStream"]

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


@define
class VirtualStream:
    """A source that goes on by itself, what waits behind it, and the clock.

    Too much waiting is dropped as where a microphone is listened to.
    """

    pcm: NDArray[Any]
    chunk_ms: int
    clock: Callable[[], float]
    most_ms: int = Limits().backlog_ms
    """Audio that may wait; beyond that the oldest is dropped."""
    kept_ms: int = Limits().kept_ms
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
