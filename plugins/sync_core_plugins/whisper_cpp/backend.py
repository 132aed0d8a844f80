"""The engine behind the record."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import fmean
from typing import Any

from attrs import evolve

from sync_core import (
    Audio,
    EngineOptions,
    Finding,
    InputError,
    ModelError,
    Segment,
    Transcription,
    Word,
)
from sync_core.models.ggml import read_ggml_shape
from sync_core_plugins.whisper_cpp.binding import pw
from sync_core_plugins.whisper_cpp.chunking import Slice, cut
from sync_core_plugins.whisper_cpp.context import Context, Token
from sync_core_plugins.whisper_cpp.live_stream import LiveStream
from sync_core_plugins.whisper_cpp.model_shape import alignment_heads, language_count
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from sync_core_plugins.whisper_cpp.parameters import Parameters, token_limit
from sync_core_plugins.whisper_cpp.repetition import is_loop, loop_finding
from sync_core_plugins.whisper_cpp.tokens import heard_passages
from sync_core_plugins.whisper_cpp.transcription import Stream
from sync_core_plugins.whisper_cpp.word_times import Placed
from sync_core_plugins.whisper_family.languages import bcp47, engine_code, is_spaced

# After a loop, decoding begins anew at this temperature.
_SECOND_TEMPERATURE = 0.4
# So much speech behind the engine's last timestamp was left out by it.
_LEFT_OUT_MS = 1_000


class WhisperCppBackend:
    """One open model.

    Raises:
        ModelError: The file is no whole model for whisper.cpp, or there is no such
            device.
        InputError: The number of threads is no such number.
    """

    def __init__(self, options: EngineOptions) -> None:
        self._own: WhisperCppOptions = options.own or WhisperCppOptions()
        self._name = options.model
        if options.model_path is None:
            raise ModelError("whisper-cpp needs a model: model='base'")
        if options.threads is not None and options.threads < 1:
            raise InputError(f"threads is a number from 1 on, not {options.threads}")
        self._shape = read_ggml_shape(options.model_path)
        self._context = Context(
            options.model_path,
            heads=alignment_heads(self._shape, options.model or ""),
            use_gpu=_use_gpu(options.device),
        )
        self._parameters = Parameters(
            options.threads, self._shape.audio_ctx, self._context.by_attention
        )

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        """Decode slice by slice; each slice's segments come when it is done."""
        code = self._code(language)
        slices = cut(audio, self._own.vad_threshold)
        stop, shares = threading.Event(), dict[str, float]()
        findings = list[Finding]()
        self._context.watch(stop)
        if code is None:
            first = next(slices, None)
            if first is None:
                return Transcription(iter(()))
            shares = self._detect(audio, first, stop)
            code = next(iter(shares))
            slices = chain([first], slices)
        return Stream(
            self._segments(audio, slices, code, stop, findings),
            stop,
            findings,
            language=language or bcp47(code),
            language_confidence=shares.get(code),
            language_probabilities={bcp47(each): p for each, p in shares.items()},
        )

    def open_stream(self, language: str | None = None) -> LiveStream:
        """Open a stream that shares the model with others."""
        return LiveStream(
            self._context, self._parameters, self._own, self._code(language)
        )

    def close(self) -> None:
        """Stop what runs and free the weights."""
        self._context.close()

    def _code(self, language: str | None) -> str | None:
        if language is None:
            return None if self._shape.multilingual else "en"
        count = language_count(self._shape)
        known = [pw.whisper_lang_str(number) for number in range(count)]
        return engine_code(language, known, self._name)

    def _detect(
        self, audio: Audio, piece: Slice, stop: threading.Event
    ) -> dict[str, float]:
        params = self._parameters.of(piece, "", self._own)
        return self._context.detect(params, _samples(audio, piece), stop)

    def _segments(
        self,
        audio: Audio,
        slices: Iterator[Slice],
        code: str,
        stop: threading.Event,
        findings: list[Finding],
    ) -> Iterator[Segment]:
        placed = Placed(audio.duration_ms)
        own = evolve(self._own, no_context=True)
        for piece in slices:
            rest: Slice | None = piece
            while rest is not None:
                tokens, looped = self._decode(audio, rest, code, own, stop)
                if looped:
                    findings.append(loop_finding(rest))
                yield from self._read(tokens, rest, code, placed, looped)
                rest = _left_out(rest, tokens)
                own = self._own

    def _decode(
        self,
        audio: Audio,
        piece: Slice,
        code: str,
        own: WhisperCppOptions,
        stop: threading.Event,
    ) -> tuple[list[Token], bool]:
        """Decode, once more if it turns in circles, and say whether it still does."""
        samples, limit = _samples(audio, piece), token_limit(piece)
        tokens = self._context.decode(
            self._parameters.of(piece, code, own), samples, stop
        )
        if not is_loop(tokens, limit):
            return tokens, False
        other = evolve(
            own,
            beam_size=1,
            initial_prompt=None,
            no_context=True,
            temperature=max(_SECOND_TEMPERATURE, own.temperature),
        )
        again = self._context.decode(
            self._parameters.of(piece, code, other), samples, stop
        )
        if not is_loop(again, limit):
            return again, False
        return (again if len(again) < limit <= len(tokens) else tokens), True

    def _read(
        self,
        tokens: Sequence[Token],
        piece: Slice,
        code: str,
        placed: Placed,
        looped: bool,
    ) -> Iterator[Segment]:
        for passage, heard in heard_passages(
            tokens, spaced=is_spaced(code), by_attention=self._context.by_attention
        ):
            found = placed.words(heard, piece)
            if looped:
                found = [evolve(word, confidence=0.0) for word in found]
            yield _segment(passage, found, looped)


def _use_gpu(device: str) -> bool:
    if device not in ("auto", "cpu", "cuda"):
        raise ModelError(f"whisper-cpp runs on auto, cpu or cuda, not on {device!r}")
    has_cuda = "CUDA" in pw.whisper_print_system_info()
    if device == "cuda" and not has_cuda:
        raise ModelError(
            "this build of pywhispercpp has no CUDA: take device='cpu', or build "
            "pywhispercpp with GGML_CUDA=1"
        )
    return has_cuda and device != "cpu"


def _samples(audio: Audio, piece: Slice) -> Any:
    return audio.slice(piece.start_ms, piece.end_ms).float32()


def _left_out(piece: Slice, tokens: Sequence[Token]) -> Slice | None:
    """What is spoken behind the engine's last timestamp, if that is much."""
    if not tokens or tokens[-1].stamp_ms is None:
        return None
    reached = piece.start_ms + tokens[-1].stamp_ms
    speech = [(max(s, reached), e) for s, e in piece.speech if e > reached]
    if tokens[-1].stamp_ms == 0 or sum(e - s for s, e in speech) < _LEFT_OUT_MS:
        return None
    return Slice(reached, piece.end_ms, tuple(speech))


def _segment(passage: Sequence[Token], found: Sequence[Word], looped: bool) -> Segment:
    text = b"".join(token.text for token in passage).decode(errors="replace").strip()
    mean = fmean(token.log_probability for token in passage)
    return Segment(
        found,
        text,
        found[0].start_ms,
        max(word.end_ms or 0 for word in found),
        confidence=0.0 if looped else min(1.0, math.exp(mean)),
    )
