"""The checks of the backends' contract for live use on slices of audio.

The core's policy makes a live backend of one that takes whole clips: it is called
repeatedly with short, growing slices of the speech so far. The checks of backends that
take audio as it is spoken are in ``stream_checks``.
"""

from __future__ import annotations

from sync_core.audio import Audio
from sync_core.testing.backend_subject import (
    BackendSubject,
    check_segments,
    close_stream,
)
from sync_core.testing.suite import ContractViolation, Suite

__all__ = ["SLICE_CHECKS"]

_SLICES_MS = ((0, 60), (0, 1_500), (800, 2_300))

SLICE_CHECKS: Suite[BackendSubject] = Suite()


@SLICE_CHECKS.slow
def slices_of_audio(subject: BackendSubject) -> None:
    """Slices of audio, very short ones too, are transcribed as audio of their own, with
    times that count from the slice's start and end with it; the same every time.
    """
    first = []
    for audio, what in _cut_slices(subject):
        first.append(subject.transcribe(audio))
        check_segments(first[-1], audio, what)
    audio, what = _cut_slices(subject)[-1]
    if subject.transcribe(audio) != first[-1]:
        raise ContractViolation(f"{what} gave other segments the second time")


@SLICE_CHECKS.slow
def started_and_left(subject: BackendSubject) -> None:
    """One iterator may be left before its end and the next one started at once."""
    left = []
    with subject.use() as engine:
        for audio, _ in _cut_slices(subject)[-2:]:
            stream = engine.transcribe(audio, subject.options.language)
            next(stream, None)
            left.append(stream)
        for stream in left:
            close_stream(stream)


def _cut_slices(subject: BackendSubject) -> list[tuple[Audio, str]]:
    whole = subject.audio
    return [
        (whole.slice(start, end), f"the slice {start}..{end} ms")
        for start, end in _SLICES_MS
        if start < whole.duration_ms
    ]
