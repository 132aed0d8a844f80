"""Words that were found where hardly anything is to be heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253

from sync_core_plugins.hmm.decode.forced_aligner import FRAME_MS, SOUNDS, FoundWord
from sync_core_plugins.hmm.decode.spliced_audio import Condensed

__all__ = ["faint"]

_SAMPLES = 16 * FRAME_MS
_ABOVE_FLOOR_DB = 12.0
"""Above the level that nine tenths of the frames exceed."""


def faint(words: Sequence[FoundWord], clip: Condensed) -> int:
    """Count the words of the script that hardly rise above the clip's noise.

    In the noise between sentences, or another's voice far off, any text can be made
    out that is left without a place.
    """
    count = len(clip.pcm) // _SAMPLES
    frames = clip.pcm[: count * _SAMPLES].reshape(count, _SAMPLES).astype(np.float32)
    power = np.mean(np.square(frames), axis=1) + 1
    limit = np.percentile(power, 10) * 10 ** (_ABOVE_FLOOR_DB / 10)
    return sum(
        bool(np.mean(power[word.start : word.end]) < limit)
        for word in words
        if not word.is_filler and word.frames and not word.name.startswith(SOUNDS)
    )
