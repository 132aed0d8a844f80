"""Frames of a clip as they come out of the model."""

from __future__ import annotations

from collections.abc import Iterator

from sync_core import AlignmentRequest
from sync_core_plugins.ctc.acoustic_model import AcousticModel, Floats

__all__ = ["compute_frames"]


def compute_frames(model: AcousticModel, request: AlignmentRequest) -> Iterator[Floats]:
    """Yield the log-probabilities of a request's audio, chunk by chunk.

    The request's progress is told after each chunk.

    Raises:
        CancelledError: The caller asked to stop.
    """
    total_ms = request.audio.duration_ms
    done_ms = 0.0
    for chunk in model.compute_log_probabilities(request.audio.pcm):
        request.check_cancel()
        done_ms += len(chunk) * model.frame_ms
        if request.progress is not None:
            request.progress(min(round(done_ms), total_ms), total_ms)
        yield chunk
