"""Detecting that the decoder repeats itself."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import Finding, clock
from sync_core_plugins.whisper_cpp.chunking import Chunk
from sync_core_plugins.whisper_cpp.context import Token

__all__ = ["estimate_max_tokens", "is_loop", "report_loop"]

# A phrase of so many tokens that comes so often in a row is hardly speech. Whisper's
# own measure, how well the text compresses, doubts a line that is said twice.
_PHRASES = ((1, 3, 8), (4, 24, 5))
# Dense scripts need 15 tokens for a second of fast speech.
_TOKENS_PER_S, _EXTRA_TOKENS = 20, 16
# The engine stops at 220 by itself, but leaves that decoding in a state in which its
# times by attention abort the process.
_MAX_TOKENS = 218


def estimate_max_tokens(duration_s: float) -> int:
    """Return how many tokens can be speech of a length in seconds."""
    return min(_MAX_TOKENS, int(duration_s * _TOKENS_PER_S) + _EXTRA_TOKENS)


def is_loop(tokens: Sequence[Token], limit: int) -> bool:
    """Return whether a decoding repeats itself or had to be stopped.

    Args:
        tokens: The whole decoding.
        limit: After how many tokens the engine was to stop.
    """
    if len(tokens) >= limit:
        return True
    ids = [token.id for token in tokens if token.stamp_ms is None]
    return any(
        _repeats(ids, length, times)
        for shortest, longest, times in _PHRASES
        for length in range(shortest, longest + 1)
    )


def report_loop(chunk: Chunk) -> Finding:
    """Return the finding for a chunk in which a second decoding repeats itself too."""
    return Finding(
        "repetition-loop",
        "error",
        f"the engine repeats itself between {clock(chunk.start_ms)} and "
        f"{clock(chunk.end_ms)}: the text there is not to be trusted, speech may be "
        "missing, and its words have confidence 0; listen to it, and try a larger "
        "model or another backend",
        chunk.start_ms,
        chunk.end_ms,
    )


def _repeats(ids: Sequence[int], length: int, times: int) -> bool:
    """Return whether a phrase of that length comes that often in a row."""
    needed, run = length * (times - 1), 0
    for here, there in zip(ids, ids[length:], strict=False):
        run = run + 1 if here == there else 0
        if run >= needed:
            return True
    return False
