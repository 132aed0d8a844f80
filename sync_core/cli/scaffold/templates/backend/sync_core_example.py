"""The example backend: says where there is sound.

Each stretch of sound becomes a segment. Put an engine in the place of ``_stretches``,
and what it hears in the place of ``[sound]``.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from sync_core import Audio, BackendPlugin, EngineOptions, Segment, hookimpl

sync_core_api = 1
"""The version of the plugin contract that this is written for."""

_FRAME_MS = 10


@frozen
class Options:
    """The backend's own options, as in ``-O example.quiet_dbfs=-30``."""

    quiet_dbfs: float = -40.0
    """What does not get louder than this is silence."""
    pause_ms: int = 200
    """A shorter silence does not end a segment."""


class ExampleBackend:
    """A backend, ready to work until it is closed."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def transcribe(
        self, audio: Audio, language: str | None = None
    ) -> Iterator[Segment]:
        """Give the segments one by one, as soon as each is ready."""
        for start_ms, end_ms in self._stretches(audio):
            yield Segment([], "[sound]", start_ms, end_ms)

    def close(self) -> None:
        """Free the engine; there is nothing to free here."""

    def _stretches(self, audio: Audio) -> Iterator[tuple[int, int]]:
        start_ms = end_ms = None
        for at_ms in self._loud(audio):
            if end_ms is None or at_ms - end_ms >= self._options.pause_ms:
                if start_ms is not None and end_ms is not None:
                    yield start_ms, end_ms
                start_ms = at_ms
            end_ms = min(at_ms + _FRAME_MS, audio.duration_ms)
        if start_ms is not None and end_ms is not None:
            yield start_ms, end_ms

    def _loud(self, audio: Audio) -> Iterator[int]:
        size = audio.SAMPLE_RATE_HZ * _FRAME_MS // 1000
        count = len(audio.pcm) // size
        frames = abs(audio.pcm[: count * size].astype("int32")).reshape(count, size)
        limit = 32768 * 10 ** (self._options.quiet_dbfs / 20)
        for at, peak in enumerate(frames.max(axis=1).tolist()):
            if peak > limit:
                yield at * _FRAME_MS


def load(options: EngineOptions) -> ExampleBackend:
    """Start the backend: the place to import its engine, and to open its model."""
    return ExampleBackend(options.own or Options())


RECORD = BackendPlugin(
    "example",
    load=load,
    summary="says where there is sound",
    options=Options,
    license="MIT",
)


@hookimpl
def sync_core_backends() -> list[BackendPlugin]:
    """List the backends of this package."""
    return [RECORD]
