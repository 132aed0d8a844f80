"""The engine's parameters for one slice."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from sync_core_plugins.whisper_cpp.binding import pw
from sync_core_plugins.whisper_cpp.chunking import Slice
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from sync_core_plugins.whisper_cpp.repetition import most_tokens

__all__ = ["CONTEXT_ASIDE", "Parameters", "token_limit"]

CONTEXT_ASIDE = 128
"""Encoder positions of 20 ms beyond the samples: less makes small models loop."""
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


@frozen
class Parameters:
    """What stays the same from slice to slice."""

    threads: int | None
    audio_ctx: int
    """Encoder positions of the model."""
    by_attention: bool
    """Whether the engine takes times from attention."""

    def of(
        self,
        piece: Slice,
        code: str,
        own: WhisperCppOptions,
        aside: int = CONTEXT_ASIDE,
    ) -> Any:
        """Return every parameter anew: the engine's own ones stay set between calls."""
        beam = own.beam_size > 1 and own.temperature == 0
        params = pw.whisper_full_default_params(
            pw.WHISPER_SAMPLING_BEAM_SEARCH if beam else pw.WHISPER_SAMPLING_GREEDY
        )
        if self.threads is not None:
            params.n_threads = self.threads
        params.language = code
        params.print_progress = params.print_timestamps = False
        params.token_timestamps = True
        # One window to a slice: where the engine moves on by itself, it can end up with
        # less audio than its times by attention need, and aborts the process.
        params.single_segment = self.by_attention
        params.max_tokens = token_limit(piece)
        params.audio_ctx = _audio_ctx(own.audio_ctx, piece, self.audio_ctx, aside)
        params.beam_search = {"beam_size": own.beam_size, "patience": -1.0}
        params.greedy = {"best_of": own.best_of}
        if own.initial_prompt:
            params.initial_prompt = own.initial_prompt
        for name in _SAME_NAMES:
            setattr(params, name, getattr(own, name))
        return params


def token_limit(piece: Slice) -> int:
    """Return how many tokens the engine may make of a slice."""
    return most_tokens((piece.end_ms - piece.start_ms) / 1000)


def _audio_ctx(asked: int, piece: Slice, whole: int, aside: int) -> int:
    if asked == 0:
        return 0
    needed = (piece.end_ms - piece.start_ms) // 20 + aside
    return 0 if max(asked, needed) >= whole else max(asked, needed)
