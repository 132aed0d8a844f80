"""How well decoded words fit the acoustic model."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core_plugins.hmm.decode.words import DecodedWord

__all__ = ["MIN_FIT", "compute_fit"]

MIN_FIT = -42.0
"""Mean score a frame below which a clip does not say its script at all. Right scripts
went down to -22 (read speech) and -36 (one badly distorted clip); 3 of 125 wrong ones
were above -42, the rest below or without any path."""


def compute_fit(words: Sequence[DecodedWord]) -> float:
    """Return the mean score a frame; 0 is best."""
    frames = sum(word.frames for word in words)
    return sum(word.score for word in words) / frames if frames else 0.0
