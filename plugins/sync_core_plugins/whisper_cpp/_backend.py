"""The engine behind the record."""

from __future__ import annotations

import logging
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
    InputError,
    ModelError,
    Segment,
    Transcription,
    Word,
)
from sync_core.models.ggml import read_ggml_shape
from sync_core_plugins._whisper_languages import bcp47, engine_code, is_spaced
from sync_core_plugins.whisper_cpp._binding import pw
from sync_core_plugins.whisper_cpp._context import Context, Token
from sync_core_plugins.whisper_cpp._loops import is_loop, most_tokens
from sync_core_plugins.whisper_cpp._shapes import alignment_heads, language_count
from sync_core_plugins.whisper_cpp._slices import Slice, cut
from sync_core_plugins.whisper_cpp._tokens import passages, words
from sync_core_plugins.whisper_cpp._words import Placed
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions

_logger = logging.getLogger(__name__)

# After a loop, decoding begins anew at this temperature.
_SECOND_TEMPERATURE = 0.4
# So much speech behind the engine's last timestamp was left out by it.
_LEFT_OUT_MS = 1_000
# Encoder positions of 20 ms beyond the samples: less makes small models loop.
_CONTEXT_ASIDE = 128


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
        self._threads = options.threads
        if options.model_path is None:
            raise ModelError("whisper-cpp needs a model: model='base'")
        if self._threads is not None and self._threads < 1:
            raise InputError(f"threads is a number from 1 on, not {self._threads}")
        self._shape = read_ggml_shape(options.model_path)
        self._context = Context(
            options.model_path,
            heads=alignment_heads(self._shape, options.model or ""),
            use_gpu=_use_gpu(options.device),
        )

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        """Decode slice by slice; each slice's segments come when it is done."""
        code = self._code(language)
        slices = cut(audio, self._own.vad_threshold)
        stop, shares = threading.Event(), dict[str, float]()
        if code is None:
            first = next(slices, None)
            if first is None:
                return Transcription(iter(()))
            shares = self._detect(audio, first, stop)
            code = next(iter(shares))
            slices = chain([first], slices)
        return _Stream(
            self._segments(audio, slices, code, stop),
            stop,
            language=language or bcp47(code),
            language_confidence=shares.get(code),
            language_probabilities={bcp47(each): p for each, p in shares.items()},
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
        params = self._params(piece, "", self._own)
        return self._context.detect(params, _samples(audio, piece), stop)

    def _segments(
        self, audio: Audio, slices: Iterator[Slice], code: str, stop: threading.Event
    ) -> Iterator[Segment]:
        placed = Placed(audio.duration_ms)
        own = evolve(self._own, no_context=True)
        for piece in slices:
            rest: Slice | None = piece
            while rest is not None:
                tokens, looped = self._decode(audio, rest, code, own, stop)
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
        samples, limit = _samples(audio, piece), _limit(piece)
        tokens = self._context.decode(self._params(piece, code, own), samples, stop)
        if not is_loop(tokens, limit):
            return tokens, False
        other = evolve(
            own,
            beam_size=1,
            initial_prompt=None,
            no_context=True,
            temperature=max(_SECOND_TEMPERATURE, own.temperature),
        )
        again = self._context.decode(self._params(piece, code, other), samples, stop)
        if not is_loop(again, limit):
            return again, False
        _logger.warning(
            "whisper.cpp repeats itself between %d and %d ms; the text there is not to "
            "be trusted and has confidence 0",
            piece.start_ms,
            piece.end_ms,
        )
        return (again if len(again) < limit <= len(tokens) else tokens), True

    def _read(
        self,
        tokens: Sequence[Token],
        piece: Slice,
        code: str,
        placed: Placed,
        looped: bool,
    ) -> Iterator[Segment]:
        last = 0
        for passage in passages(tokens):
            heard = words(
                passage,
                begin_ms=last,
                spaced=is_spaced(code),
                by_attention=self._context.by_attention,
            )
            last = max([last, *(t.dtw_end_ms or 0 for t in passage)])
            if not any(c.isalnum() for word in heard for c in word.text):
                continue
            found = placed.words(heard, piece)
            if looped:
                found = [evolve(word, confidence=0.0) for word in found]
            yield _segment(passage, found, looped)

    def _params(self, piece: Slice, code: str, own: WhisperCppOptions) -> Any:
        """Every parameter anew: the engine's own ones stay set between calls."""
        beam = own.beam_size > 1 and own.temperature == 0
        params = pw.whisper_full_default_params(
            pw.WHISPER_SAMPLING_BEAM_SEARCH if beam else pw.WHISPER_SAMPLING_GREEDY
        )
        if self._threads is not None:
            params.n_threads = self._threads
        params.language = code
        params.print_progress = params.print_timestamps = False
        params.token_timestamps = True
        # One window to a slice: where the engine moves on by itself, it can end up with
        # less audio than its times by attention need, and aborts the process.
        params.single_segment = self._context.by_attention
        params.max_tokens = _limit(piece)
        params.audio_ctx = _audio_ctx(own.audio_ctx, piece, self._shape.audio_ctx)
        params.beam_search = {"beam_size": own.beam_size, "patience": -1.0}
        params.greedy = {"best_of": own.best_of}
        if own.initial_prompt:
            params.initial_prompt = own.initial_prompt
        for name in _SAME_NAMES:
            setattr(params, name, getattr(own, name))
        return params


_SAME_NAMES = (
    "translate",
    "no_context",
    "temperature",
    "temperature_inc",
    "entropy_thold",
    "logprob_thold",
    "no_speech_thold",
    "suppress_nst",
)
"""Options that the engine takes as they are."""


class _Stream(Transcription):
    """Segments whose making can be stopped from another thread."""

    def __init__(
        self, segments: Iterator[Segment], stop: threading.Event, **known: Any
    ) -> None:
        super().__init__(segments, **known)
        self._stop = stop

    def abort(self) -> None:
        """Stop the engine, from any thread; whoever waits for a segment is told."""
        self._stop.set()

    def close(self) -> None:
        """Stop the engine, wherever it is; what waits for a segment is cancelled."""
        self.abort()
        try:
            super().close()
        except ValueError:
            # Another thread is in the middle of it, and is told by the event.
            _logger.debug("stopped from another thread")


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


def _limit(piece: Slice) -> int:
    return most_tokens((piece.end_ms - piece.start_ms) / 1000)


def _audio_ctx(asked: int, piece: Slice, whole: int) -> int:
    if asked == 0:
        return 0
    needed = (piece.end_ms - piece.start_ms) // 20 + _CONTEXT_ASIDE
    return 0 if max(asked, needed) >= whole else max(asked, needed)


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
