"""The engine's parameters for one chunk."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from sync_core_plugins.whisper_cpp.binding import pw
from sync_core_plugins.whisper_cpp.chunking import Chunk
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from sync_core_plugins.whisper_cpp.repetition import estimate_max_tokens

__all__ = ["EXTRA_POSITIONS", "Parameters", "get_token_limit"]

EXTRA_POSITIONS = 128
"""Encoder positions of 20 ms beyond the samples: less makes small models loop."""
_SAME_IN_ENGINE = (
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


@frozen
class Parameters:
    """What stays the same from chunk to chunk."""

    threads: int | None
    audio_ctx: int
    """Encoder positions of the model."""
    by_attention: bool
    """Whether the engine takes times from attention."""

    def build(
        self,
        chunk: Chunk,
        code: str,
        own: WhisperCppOptions,
        extra: int = EXTRA_POSITIONS,
    ) -> Any:
        """Return every parameter for a chunk.

        The engine's own ones stay set between calls, so that all are made anew.

        Args:
            chunk: What is decoded.
            code: The engine's code of the language.
            own: The options.
            extra: Encoder positions of 20 ms beyond the samples.
        """
        beam = own.beam_size > 1 and own.temperature == 0
        params = pw.whisper_full_default_params(
            pw.WHISPER_SAMPLING_BEAM_SEARCH if beam else pw.WHISPER_SAMPLING_GREEDY
        )
        if self.threads is not None:
            params.n_threads = self.threads
        params.language = code
        params.print_progress = params.print_timestamps = False
        params.token_timestamps = True
        # One window to a chunk: where the engine moves on by itself, it can end up with
        # less audio than its times by attention need, and aborts the process.
        params.single_segment = self.by_attention
        params.max_tokens = get_token_limit(chunk)
        params.audio_ctx = _choose_audio_ctx(
            own.audio_ctx, chunk, self.audio_ctx, extra
        )
        params.beam_search = {"beam_size": own.beam_size, "patience": -1.0}
        params.greedy = {"best_of": own.best_of}
        if own.initial_prompt:
            params.initial_prompt = own.initial_prompt
        for name in _SAME_IN_ENGINE:
            setattr(params, name, getattr(own, name))
        return params


def get_token_limit(chunk: Chunk) -> int:
    """Return how many tokens the engine may make of a chunk."""
    return estimate_max_tokens((chunk.end_ms - chunk.start_ms) / 1000)


def _choose_audio_ctx(asked: int, chunk: Chunk, whole: int, extra: int) -> int:
    if asked == 0:
        return 0
    needed = (chunk.end_ms - chunk.start_ms) // 20 + extra
    return 0 if max(asked, needed) >= whole else max(asked, needed)
