"""A source that goes on by itself, on a clock that only computing moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from attrs import define, field

from sync_core.audio import Audio
from sync_core.live.buffering.backlog import Backlog, deliver
from sync_core.live.buffering.limits import Limits
from sync_core.live.buffering.pieces import Piece
from sync_core.live.measurement.timeline import Emitted
from sync_core.live.sources import Missing
from sync_core.live.updates import Final, Update

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Live", "VirtualStream", "warm_up_engine"]

_RATE_HZ = Audio.SAMPLE_RATE_HZ
_MINUTE_MS = 60_000
_MAX_WARM_UP_MS = 60_000


class Live(Protocol):
    """What can be simulated: `LiveTranscriber`, or what is used like it."""

    def feed(self, chunk: Any, *, backlog_ms: int = 0) -> list[Update]:
        """Take the next audio and return what became known."""

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        """Note that audio is missing here."""

    def finish(self) -> list[Update]:
        """End the stream and return the rest."""

    def close(self) -> None:
        """Let go of everything."""


@define
class VirtualStream:
    """A source that goes on by itself, the backlog behind it, and the clock.

    Too much waiting audio is dropped as it is of a microphone.
    """

    pcm: NDArray[Any]
    chunk_ms: int
    clock: Callable[[], float]
    limits: Limits = field(factory=Limits)
    now_ms: float = 0.0
    taken_ms: float = 0.0
    compute_ms: float = 0.0
    emitted: list[Emitted] = field(factory=list)
    lags: list[float] = field(factory=list)
    """For each minute of audio, the longest that a chunk was taken after its end."""
    _calls: int = 0

    def run(self, live: Live) -> Iterator[None]:
        """Feed one chunk for each item that is asked for, and finish."""
        backlog = Backlog(_RATE_HZ, self.limits)
        size = self.chunk_ms * _RATE_HZ // 1000
        arrived = 0
        while backlog or arrived < len(self.pcm):
            if not backlog:
                end = min(arrived + size, len(self.pcm))
                self.now_ms = max(self.now_ms, _to_ms(end))
            arrived = self._fill(backlog, arrived, size)
            item = backlog.pop()
            if isinstance(item, Missing):
                self.taken_ms += item.duration_ms
                self._deliver(item, live, 0)
                item = backlog.pop()
            assert isinstance(item, Piece)  # noqa: S101
            self.taken_ms = _to_ms(arrived - backlog.frames)
            self._deliver(item, live, backlog.waiting_ms)
            yield
        self._work(live.finish)

    def _fill(self, backlog: Backlog, arrived: int, size: int) -> int:
        """Add the chunks that have arrived by now; return the samples that have."""
        while arrived < len(self.pcm):
            end = min(arrived + size, len(self.pcm))
            if _to_ms(end) > self.now_ms:
                break
            backlog.append_or_drop(Piece(self.pcm[arrived:end], end - arrived))
            arrived = end
        return arrived

    def _deliver(self, item: Piece | Missing, live: Live, backlog_ms: int) -> None:
        self._work(lambda: deliver(item, live, backlog_ms))

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


def warm_up_engine(open_stream: Callable[[], Live], pcm: NDArray[Any]) -> None:
    """Feed audio to another transcriber until its first final words."""
    step = _RATE_HZ // 2
    live = open_stream()
    try:
        for at in range(0, min(len(pcm), _MAX_WARM_UP_MS * step // 500), step):
            updates = live.feed(pcm[at : at + step])
            if any(isinstance(update, Final) for update in updates):
                return
        live.finish()
    finally:
        live.close()


def _to_ms(samples: int) -> float:
    return samples * 1000 / _RATE_HZ
