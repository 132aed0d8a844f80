"""Hearing what is said where the script does not know it, if a recogniser is here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from attrs import evolve

from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel, Progress, check_cancel
from sync_core.base.errors import (
    InputError,
    MissingDependencyError,
    ModelError,
    PluginLoadError,
)
from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment, Word
from sync_core.document.time_spans import find_time_span
from sync_core.plugins.cancellation import forward_cancel
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Backend, Transcription

__all__ = ["Recognizer", "transcribe_extra_speech"]

_UNABLE = (ModelError, MissingDependencyError, PluginLoadError, InputError)
_DETECTION_MS = 30_000
"""Whisper's window."""
_CONTEXT_MS = 200
"""Added on both sides of a stretch: recognisers miss words that are cut short."""
_MIN_MS = 300
_MIN_NOISE_MS = 1_000
"""Sound of this length in which nothing is heard is no speech."""


class Recognizer:
    """A backend that is asked only when something has to be heard.

    Args:
        backend: Started at the first question; where its weights are not on this
            machine, there is no answer.
    """

    def __init__(self, backend: Engine[Backend]) -> None:
        self._backend = backend

    def recognize(
        self,
        audio: Audio,
        language: str | None,
        cancel: Cancel | None = None,
        progress: Progress | None = None,
    ) -> list[Word] | None:
        """Return the words in some audio; None where no recogniser can be asked."""
        words: list[Word] = []
        try:
            with self._backend.use("transcribe") as engine:
                stream = engine.transcribe(audio, language)
                source = Transcription(iter(stream))
                with closing(source), forward_cancel(stream, cancel):
                    for segment in source:
                        words += segment.words
                        check_cancel(cancel)
                        if progress is not None:
                            progress(segment.end_ms or 0, audio.duration_ms)
        except _UNABLE:
            return None
        return words

    def detect_language(self, audio: Audio) -> tuple[str, float] | None:
        """Return the language that is spoken, as a tag, and its probability.

        None where no recogniser can be asked or it does not say.
        """
        try:
            with self._backend.use("transcribe") as engine:
                stream = engine.transcribe(audio.slice(0, _DETECTION_MS), None)
                with closing(Transcription(iter(stream))):
                    language = getattr(stream, "language", None)
                    confidence = getattr(stream, "language_confidence", None)
        except _UNABLE:
            return None
        return None if not language or confidence is None else (language, confidence)


def transcribe_extra_speech(
    document: Document, audio: Audio, recognizer: Recognizer, cancel: Cancel | None
) -> Document:
    """Fill in what is said where the aligner heard speech that is not in the script.

    A longer stretch in which the recogniser hears nothing is taken for a noise: a
    finding instead of a word.
    """
    segments: list[Segment] = []
    findings: list[Finding] = []
    for segment in document.segments:
        if not _is_untranscribed(segment.words):
            segments.append(segment)
            continue
        words: list[Word] = []
        for word in segment.words:
            named = _transcribe_word(word, document, audio, recognizer, cancel)
            words += named
            findings += [] if named else [_describe_noise(word)]
        if words:
            text = " ".join(word.text for word in words if word.text)
            segments.append(Segment(words, text, *find_time_span(words)))
    return evolve(document, segments=segments, findings=(*document.findings, *findings))


def _is_untranscribed(words: Sequence[Word]) -> bool:
    return any(word.status == "extra" and not word.text for word in words)


def _transcribe_word(
    word: Word,
    document: Document,
    audio: Audio,
    recognizer: Recognizer,
    cancel: Cancel | None,
) -> list[Word]:
    start_ms, end_ms = word.start_ms or 0, word.end_ms or 0
    if word.text or end_ms - start_ms < _MIN_MS:
        return [word]
    low = max(0, start_ms - _CONTEXT_MS)
    stretch = audio.slice(low, end_ms + _CONTEXT_MS)
    heard = recognizer.recognize(stretch, document.language, cancel)
    if heard is None:
        return [word]
    named = []
    for one in heard:
        start = max(start_ms, low + (one.start_ms or 0))
        end = min(end_ms, low + (one.end_ms or 0))
        if one.start_ms is not None and start < end:
            named.append(Word(one.text, start, end, one.confidence, "extra"))
    return named or ([] if end_ms - start_ms >= _MIN_NOISE_MS else [word])


def _describe_noise(word: Word) -> Finding:
    return Finding(
        "unscripted-sound",
        "info",
        "there is a sound here that is neither the script nor other words",
        word.start_ms,
        word.end_ms,
    )
