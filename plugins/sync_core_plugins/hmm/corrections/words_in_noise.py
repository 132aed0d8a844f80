"""Words that were found where hardly anything is to be heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.decode.words import SAMPLES_PER_FRAME, DecodedWord

__all__ = ["count_words_in_noise"]

ABOVE_FLOOR_DB = 12.0
"""Above the level that nine tenths of the frames exceed."""


def count_words_in_noise(words: Sequence[DecodedWord], pcm: NDArray[np.int16]) -> int:
    """Count the words of the script that hardly rise above the clip's noise.

    In the noise between sentences, or another's voice far off, any text can be made
    out that is left without a place.
    """
    count = len(pcm) // SAMPLES_PER_FRAME
    frames = pcm[: count * SAMPLES_PER_FRAME].reshape(count, SAMPLES_PER_FRAME)
    power = np.mean(np.square(frames.astype(np.float32)), axis=1) + 1
    limit = np.percentile(power, 10) * 10 ** (ABOVE_FLOOR_DB / 10)
    return sum(
        bool(np.mean(power[word.start : word.end]) < limit)
        for word in words
        if not word.is_filler and word.frames and not word.is_unscripted
    )
