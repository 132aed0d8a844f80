"""Gives the words of a script their times, in any Whisper language."""

from __future__ import annotations

from statistics import fmean

import numpy as np  # noqa: TID253
from attrs import evolve

from sync_core import (
    AlignmentError,
    AlignmentRequest,
    Audio,
    Document,
    EngineOptions,
    WordTiming,
    script_document,
)
from sync_core_plugins.whisper_attention.confidence import estimate_within_100_ms
from sync_core_plugins.whisper_attention.engine import (
    EncodedAudio,
    Engine,
    ForcedDecoding,
)
from sync_core_plugins.whisper_attention.evidence import (
    MIN_MEAN_EVIDENCE,
    estimate_said,
    find_unsaid,
    measure_evidence,
)
from sync_core_plugins.whisper_attention.pauses import find_pauses
from sync_core_plugins.whisper_attention.subword_tokens import (
    MAX_TOKENS,
    SubwordTokens,
    tokenize_pieces,
    tokenize_words,
)
from sync_core_plugins.whisper_attention.word_times import MIN_WORD_MS, place_words
from sync_core_plugins.whisper_family.languages import to_bcp47

__all__ = ["WhisperAligner"]

MAX_AUDIO_MS = 30_000
"""The encoder's window."""


class WhisperAligner:
    """The aligner named ``whisper``."""

    def __init__(self, options: EngineOptions) -> None:
        self._engine: Engine | None = Engine(options)
        self._silence: EncodedAudio | None = None

    def align(self, request: AlignmentRequest) -> Document:
        """Place the script's words.

        Raises:
            AlignmentError: The audio is too long or too short for the script, or does
                not seem to say it.
            CancelledError: The caller asked to stop.
            InputError: The model does not know the language.
        """
        engine = self._open_engine()
        words = [token.text for token in request.script.words]
        pieces = tokenize_pieces(words, engine.tokenize)
        _check_size(request, pieces)
        code = engine.find_code(request.language) if request.language else None
        heard = engine.encode(request.audio)
        request.check_cancel()
        if code is None:
            code = engine.detect_language(heard)
            request = evolve(request, language=to_bcp47(code))
        return self._place_words(request, heard, code)

    def close(self) -> None:
        """Free the engine; a second call does nothing."""
        if self._engine is not None:
            self._engine.close()
        self._engine = self._silence = None

    def _open_engine(self) -> Engine:
        if self._engine is None:
            raise AlignmentError("the whisper aligner is closed: open another one")
        return self._engine

    def _place_words(
        self, request: AlignmentRequest, heard: EncodedAudio, code: str
    ) -> Document:
        engine, audio = self._open_engine(), request.audio
        words = [token.text for token in request.script.words]
        own = tokenize_words(words, engine.tokenize)
        reading = engine.decode_forced(heard, own, code)
        evidence = self._measure_evidence(request, own, reading, code)
        spoken = [at for at, out in enumerate(find_unsaid(evidence)) if not out]
        if not spoken:
            raise _make_not_said_error(request)
        if len(spoken) < len(words):
            own = tokenize_words([words[at] for at in spoken], engine.tokenize)
            reading = engine.decode_forced(heard, own, code)
        request.check_cancel()
        pieces = tokenize_pieces([words[at] for at in spoken], engine.tokenize)
        fine = engine.decode_forced(heard, pieces, code)
        quiet = find_pauses(audio.pcm)
        rough = place_words(reading.starts_ms, own.owners, quiet, audio.duration_ms)
        times = place_words(fine.starts_ms, pieces.owners, quiet, audio.duration_ms)
        chances = estimate_said(evidence)
        timings = [WordTiming(status="missing")] * len(words)
        for at, time, other in zip(spoken, times, rough, strict=True):
            confidence = chances[at] * estimate_within_100_ms(time, other)
            timings[at] = WordTiming(*time, confidence=round(confidence, 3))
        if request.progress is not None:
            request.progress(audio.duration_ms, audio.duration_ms)
        return script_document(request, timings)

    def _measure_evidence(
        self,
        request: AlignmentRequest,
        own: SubwordTokens,
        reading: ForcedDecoding,
        code: str,
    ) -> list[float]:
        """Compare with how the same script reads in silence.

        Raises:
            AlignmentError: Hearing the audio made the script hardly any likelier.
        """
        engine = self._open_engine()
        if self._silence is None:
            pcm = np.zeros(Audio.SAMPLE_RATE_HZ, dtype=np.int16)
            self._silence = engine.encode(Audio(pcm=pcm, duration_ms=1_000))
        heard = reading.log_probabilities
        unheard = engine.decode_forced(self._silence, own, code).log_probabilities
        if fmean(heard) - fmean(unheard) < MIN_MEAN_EVIDENCE:
            raise _make_not_said_error(request)
        return measure_evidence(own.owners, heard, unheard)


def _make_not_said_error(request: AlignmentRequest) -> AlignmentError:
    return AlignmentError(
        "the audio does not seem to say the script: hearing it makes the script's "
        f"{len(request.script.words)} words no more likely; check that they belong "
        f"together and are in the language {request.language!r}"
    )


def _check_size(request: AlignmentRequest, pieces: SubwordTokens) -> None:
    duration, count = request.audio.duration_ms, len(request.script.words)
    if duration > MAX_AUDIO_MS:
        raise AlignmentError(
            f"the whisper aligner takes clips of up to {MAX_AUDIO_MS // 1000} s, and "
            f"this one lasts {duration / 1000:.1f} s: cut it and its script into pieces"
        )
    if len(pieces.tokens) > MAX_TOKENS:
        raise AlignmentError(
            f"the script is too long for the decoder: its {count} words make "
            f"{len(pieces.tokens)} tokens, {MAX_TOKENS} fit: cut the script and the "
            "audio into pieces"
        )
    if count * MIN_WORD_MS > duration or len(request.audio.pcm) < 400:
        raise AlignmentError(
            f"the audio is too short for the script: {count} words cannot be said in "
            f"{duration / 1000:.2f} s"
        )
