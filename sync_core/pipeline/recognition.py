"""Asking a backend for the segments of a whole piece of audio."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel, check_cancel
from sync_core.base.errors import AudioError
from sync_core.document.records import Segment
from sync_core.pipeline.backend_contract import check_stream, iterate_checked
from sync_core.plugins.cancellation import forward_cancel
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Backend, Transcription

__all__ = ["recognize"]


def recognize(
    backend: Engine[Backend],
    audio: Audio,
    language: str | None,
    check: Callable[[object], None],
    report: Callable[[int], None],
    cancel: Cancel | None,
) -> tuple[list[Segment], object]:
    """Return the segments that a backend hears, and the stream that they came from.

    Args:
        backend: The engine.
        audio: What is spoken.
        language: BCP-47 tag; None lets the backend find out.
        check: Called with the stream before the first segment.
        report: Called with the milliseconds that are done.
        cancel: Looked at between segments.

    Raises:
        AudioError: There is no speech in the audio.
        PluginError: The backend failed, or gave what is no segment.
        CancelledError: The caller asked to stop.
    """
    segments: list[Segment] = []
    name = backend.found.record.name
    with backend.use("transcribe") as engine:
        stream = engine.transcribe(audio, language)
        # A plain iterator need not have the close that a Transcription has.
        source = Transcription(iter(stream))
        with closing(source), forward_cancel(stream, cancel):
            check_stream(name, stream)
            check(stream)
            for segment in iterate_checked(name, source, audio.duration_ms):
                segments.append(segment)
                report(segment.end_ms or 0)
                check_cancel(cancel)
    if not any(segment.words or segment.text.strip() for segment in segments):
        raise AudioError(
            f"no speech was found in {audio.source or 'the audio'} "
            f"({audio.duration_ms / 1000:.1f} s, peak {audio.peak_dbfs:.0f} dBFS)"
        )
    check_stream(name, stream)
    return segments, stream
