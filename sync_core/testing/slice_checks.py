"""What backends promise so that the core can use them live, on slices of audio.

A backend that takes whole clips becomes a live one through the core's policy: it is
asked again and again for short, growing slices of what was said so far. What backends
promise that take audio as it is spoken is in ``_streams``.
"""

from __future__ import annotations

from sync_core.audio import Audio
from sync_core.testing.suite import Broken, Suite
from sync_core.testing.transcription_checks import BackendSubject, check_segments, close

__all__ = ["SLICES"]

_SLICES_MS = ((0, 60), (0, 1_500), (800, 2_300))

SLICES: Suite[BackendSubject] = Suite()


@SLICES.slow
def slices_of_audio(subject: BackendSubject) -> None:
    """Slices of audio, very short ones too, are transcribed as audio of their own, with
    times that count from the slice's start and end with it; the same every time.
    """
    first = []
    for audio, what in _slices(subject):
        first.append(subject.hear(audio))
        check_segments(first[-1], audio, what)
    audio, what = _slices(subject)[-1]
    if subject.hear(audio) != first[-1]:
        raise Broken(f"{what} gave other segments the second time")


@SLICES.slow
def started_and_left(subject: BackendSubject) -> None:
    """One iterator may be left before its end and the next one started at once."""
    left = []
    with subject.use() as engine:
        for audio, _ in _slices(subject)[-2:]:
            stream = engine.transcribe(audio, subject.options.language)
            next(stream, None)
            left.append(stream)
        for stream in left:
            close(stream)


def _slices(subject: BackendSubject) -> list[tuple[Audio, str]]:
    whole = subject.audio
    return [
        (whole.slice(start, end), f"the slice {start}..{end} ms")
        for start, end in _SLICES_MS
        if start < whole.duration_ms
    ]
