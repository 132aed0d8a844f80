"""Decoding the growing utterances of a live stream."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from attrs import evolve

from sync_core import Audio, Word
from sync_core_plugins._whisper_languages import bcp47, is_spaced
from sync_core_plugins.whisper_cpp._context import Context, Token
from sync_core_plugins.whisper_cpp._loops import is_loop
from sync_core_plugins.whisper_cpp._params import Parameters, token_limit
from sync_core_plugins.whisper_cpp._slices import Slice
from sync_core_plugins.whisper_cpp._tokens import passages, words
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions

__all__ = ["LiveStream"]

# After a loop, decoding begins anew at this temperature.
_SECOND_TEMPERATURE = 0.4


class LiveStream:
    """One stream on a model that others use as well.

    Args:
        context: The open model.
        parameters: What is the same for all slices.
        own: Options; those that make a single decoding slow hold for whole utterances
            only.
        code: The engine's code of the language, or None to find out.
    """

    def __init__(
        self,
        context: Context,
        parameters: Parameters,
        own: WhisperCppOptions,
        code: str | None,
    ) -> None:
        self._context, self._parameters = context, parameters
        self._own, self._code = own, code
        self._stop = threading.Event()
        context.watch(self._stop)

    @property
    def language(self) -> str | None:
        """BCP-47 tag, as soon as it is known."""
        return None if self._code is None else bcp47(self._code)

    def decode(
        self, audio: Audio, *, prompt: str = "", last: bool = False
    ) -> Sequence[Word]:
        """Give the words of an utterance as far as it goes."""
        piece = Slice(0, audio.duration_ms, ((0, audio.duration_ms),))
        samples = audio.float32()
        code = self._code or self._detect(piece, samples)
        if last:
            self._code = code
        tokens = self._tokens(piece, samples, code, prompt)
        return [word for passage in self._words(tokens, code) for word in passage]

    def abort(self) -> None:
        """Stop the engine, from any thread."""
        self._stop.set()

    def close(self) -> None:
        """Stop the engine if it works for this stream."""
        self.abort()

    def _detect(self, piece: Slice, samples: Any) -> str:
        params = self._parameters.of(piece, "", self._own)
        return next(iter(self._context.detect(params, samples, self._stop)))

    def _tokens(
        self, piece: Slice, samples: Any, code: str, prompt: str
    ) -> list[Token]:
        quick = evolve(
            self._own,
            audio_ctx=max(1, self._own.audio_ctx),
            temperature_inc=0.0,
            initial_prompt=" ".join(filter(None, [self._own.initial_prompt, prompt]))
            or None,
        )
        limit = token_limit(piece)
        tokens = self._context.decode(
            self._parameters.of(piece, code, quick), samples, self._stop
        )
        if not is_loop(tokens, limit):
            return tokens
        other = evolve(
            quick,
            initial_prompt=None,
            beam_size=1,
            audio_ctx=0,
            temperature=max(_SECOND_TEMPERATURE, self._own.temperature),
        )
        again = self._context.decode(
            self._parameters.of(piece, code, other), samples, self._stop
        )
        return [] if is_loop(again, limit) else again

    def _words(self, tokens: Sequence[Token], code: str) -> list[list[Word]]:
        found, last = list[list[Word]](), 0
        for passage in passages(tokens):
            heard = words(
                passage,
                begin_ms=last,
                spaced=is_spaced(code),
                by_attention=self._context.by_attention,
            )
            last = max([last, *(t.dtw_end_ms or 0 for t in passage)])
            if any(c.isalnum() for word in heard for c in word.text):
                found.append(
                    [Word(w.text, w.start_ms, w.end_ms, w.confidence) for w in heard]
                )
        return found
