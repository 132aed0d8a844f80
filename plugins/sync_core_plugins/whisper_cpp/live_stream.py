"""Decoding the growing utterances of a live stream."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from attrs import evolve

from sync_core import Audio, Word
from sync_core_plugins.whisper_cpp.chunking import Chunk
from sync_core_plugins.whisper_cpp.context import Context, Token
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from sync_core_plugins.whisper_cpp.parameters import (
    EXTRA_POSITIONS,
    Parameters,
    get_token_limit,
)
from sync_core_plugins.whisper_cpp.repetition import is_loop
from sync_core_plugins.whisper_cpp.tokens import read_passages
from sync_core_plugins.whisper_family.languages import is_spaced, to_bcp47

__all__ = ["LiveStream"]

# Where an utterance has ended, 128 costs words: on 41 sentences of TIMIT with tiny.en,
# 15.6 % were wrong with 128, 11.4 % with 256 and with the whole window. Behind others,
# 12 s in all, 192 is as good as 256 (9.8 % of 695 words). What is decoded at a step is
# corrected by the next one.
_FINAL_EXTRA_POSITIONS, _ALL_POSITIONS = 192, 1500
# Encoder positions beyond the samples, and the temperature, if not the user's. The
# whole window costs five times a step, which is too much for words that nobody saw.
_ATTEMPTS = ((EXTRA_POSITIONS, None), (_FINAL_EXTRA_POSITIONS, 0.0))
_FINAL_ATTEMPTS = (
    (_FINAL_EXTRA_POSITIONS, None),
    (_ALL_POSITIONS, 0.0),
    (_ALL_POSITIONS, 0.4),
)


class LiveStream:
    """One stream on a model that others use as well.

    Args:
        context: The open model.
        parameters: What is the same for all chunks.
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
        context.stop_on_close(self._stop)

    @property
    def language(self) -> str | None:
        """BCP-47 tag, as soon as it is known."""
        return None if self._code is None else to_bcp47(self._code)

    def decode(
        self, audio: Audio, *, prompt: str = "", last: bool = False
    ) -> Sequence[Word]:
        """Return the words of an utterance as far as it goes.

        Args:
            audio: The utterance so far.
            prompt: Text before it.
            last: Whether the utterance has ended.
        """
        chunk = Chunk(0, audio.duration_ms, ((0, audio.duration_ms),))
        samples = audio.float32()
        code = self._code or self._detect_language(chunk, samples)
        if last:
            self._code = code
        tokens = self._decode(chunk, samples, code, prompt, last)
        heard = read_passages(
            tokens, spaced=is_spaced(code), by_attention=self._context.by_attention
        )
        return [
            Word(word.text, word.start_ms, word.end_ms, word.confidence)
            for _, words in heard
            for word in words
        ]

    def abort(self) -> None:
        """Stop the engine, from any thread."""
        self._stop.set()

    def close(self) -> None:
        """Stop the engine if it works for this stream."""
        self.abort()

    def _detect_language(self, chunk: Chunk, samples: Any) -> str:
        params = self._parameters.build(chunk, "", self._own)
        return next(iter(self._context.detect_language(params, samples, self._stop)))

    def _decode(
        self, chunk: Chunk, samples: Any, code: str, prompt: str, last: bool
    ) -> list[Token]:
        """Decode, with more and more care as long as the engine repeats itself."""
        plain = evolve(
            self._own,
            audio_ctx=max(1, self._own.audio_ctx),
            temperature_inc=0.0,
            initial_prompt=" ".join(filter(None, [self._own.initial_prompt, prompt]))
            or None,
        )
        limit = get_token_limit(chunk)
        for extra, temperature in _FINAL_ATTEMPTS if last else _ATTEMPTS:
            own = plain
            if temperature is not None:
                own = evolve(
                    plain,
                    initial_prompt=None,
                    beam_size=1,
                    temperature=max(temperature, self._own.temperature),
                )
            params = self._parameters.build(chunk, code, own, extra)
            tokens = self._context.decode(params, samples, self._stop)
            if not is_loop(tokens, limit):
                return tokens
        return []
