"""Forced alignment of some words in a piece of the clip alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import evolve
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.words import SAMPLES_PER_FRAME, DecodedWord

__all__ = ["realign", "trim_pauses"]


def realign(
    aligner: ForcedAligner,
    words: Sequence[DecodedWord],
    stretch: tuple[int, int],
    pcm: NDArray[np.int16],
) -> list[DecodedWord] | None:
    """Align words anew in a stretch of frames alone; None if no path holds them.

    The acoustic model hears sounds against the average of the samples that it gets;
    that of a piece is the piece's own.
    """
    start, end = stretch
    spoken = [re.sub(r"\(\d+\)$", "", w.name) for w in words if not w.is_filler]
    samples = pcm[start * SAMPLES_PER_FRAME : end * SAMPLES_PER_FRAME].tobytes()
    found = aligner.align(samples, [((word,),) for word in spoken]) if spoken else None
    return [_shift(word, start) for word in found] if found else None


def trim_pauses(words: Sequence[DecodedWord]) -> list[DecodedWord]:
    """Return the words without the pauses at either end."""
    spoken = [at for at, word in enumerate(words) if not word.is_filler]
    return list(words[spoken[0] : spoken[-1] + 1])


def _shift(word: DecodedWord, frames: int) -> DecodedWord:
    phones = tuple(evolve(p, start=p.start + frames) for p in word.phones)
    return evolve(word, start=word.start + frames, phones=phones)
