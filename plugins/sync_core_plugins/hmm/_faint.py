"""Words that were found where hardly anything is to be heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253

from sync_core_plugins.hmm._condensed import Condensed
from sync_core_plugins.hmm._search import FRAME_MS, FoundWord

__all__ = ["faint"]

_SAMPLES = 16 * FRAME_MS
_BELOW_LOUD_DB = 20.0
"""Below the level that a tenth of the frames exceeds; unstressed words of one speaker
stay within 15 dB."""


def faint(words: Sequence[FoundWord], clip: Condensed) -> int:
    """Count the words that are far quieter than the clip's speech.

    In the noise between sentences, or another's voice far off, any text can be made
    out that is left without a place.
    """
    count = len(clip.pcm) // _SAMPLES
    frames = clip.pcm[: count * _SAMPLES].reshape(count, _SAMPLES).astype(np.float32)
    power = np.mean(np.square(frames), axis=1) + 1
    limit = np.percentile(power, 90) / 10 ** (_BELOW_LOUD_DB / 10)
    return sum(
        bool(np.mean(power[word.start : word.end]) < limit)
        for word in words
        if not word.is_filler and word.frames
    )
