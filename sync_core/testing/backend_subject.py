"""A backend under test, and checks of its segments."""

from __future__ import annotations

from typing import Any

from sync_core.audio import Audio
from sync_core.document.records import Segment, Word
from sync_core.plugins.protocols import Backend
from sync_core.testing.engine_subject import EngineSubject
from sync_core.testing.suite import ContractViolation

__all__ = ["BackendSubject", "check_segments", "close_stream"]


class BackendSubject(EngineSubject[Backend]):
    """A backend under test."""

    stream: Any = None
    """The engine's last result."""
    changed_audio = False
    _segments: list[Segment] | None = None

    @property
    def segments(self) -> list[Segment]:
        """The segments that it recognises in the test's audio, computed once."""
        if self._segments is None:
            self._segments = self.transcribe(self.audio)
        return self._segments

    def transcribe(self, audio: Audio, language: str | None = None) -> list[Segment]:
        """Transcribe audio, and close the iterator as a pipeline does."""
        before = audio.pcm.tobytes()
        with self.use() as engine:
            self.stream = engine.transcribe(audio, language or self.options.language)
            try:
                segments = list(self.stream)
            finally:
                close_stream(self.stream)
        self.changed_audio |= audio.pcm.tobytes() != before
        return segments


def check_segments(segments: list[Segment], audio: Audio, what: str) -> None:
    """Check that segments, and the words of each, are in order within the audio."""
    for segment in segments:
        _check_order(segment.words, audio, f"the words of {segment.text!r}")
    _check_order(segments, audio, f"the segments of {what}")


def _check_order(
    parts: tuple[Word, ...] | list[Segment], audio: Audio, what: str
) -> None:
    floor = 0
    for part in parts:
        if part.start_ms is None or part.end_ms is None:
            continue
        if part.start_ms < floor:
            raise ContractViolation(
                f"{what} go back in time: {part.text!r} starts at {part.start_ms} ms, "
                f"after one at {floor} ms"
            )
        if part.end_ms > audio.duration_ms:
            raise ContractViolation(
                f"{what}: {part.text!r} ends at {part.end_ms} ms, the audio at "
                f"{audio.duration_ms} ms"
            )
        floor = part.start_ms


def close_stream(stream: object) -> None:
    """Close an iterator that has ``close``."""
    work = getattr(stream, "close", None)
    if work is not None:
        work()
