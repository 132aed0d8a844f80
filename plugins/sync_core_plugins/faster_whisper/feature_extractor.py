"""The engine's spectrogram of long audio, in bounded memory."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from faster_whisper.feature_extractor import FeatureExtractor  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.whisper_family.spectrogram import compute_blockwise

__all__ = ["BlockwiseExtractor"]


class BlockwiseExtractor(FeatureExtractor):  # type: ignore[misc]
    """Computes what the engine's own extractor computes, a minute at a time."""

    def __call__(
        self,
        waveform: NDArray[np.float32],
        padding: int = 160,
        chunk_length: int | None = None,
    ) -> NDArray[np.float32]:
        """Compute the log-mel spectrogram."""
        whole = super().__call__
        return compute_blockwise(
            lambda samples, zeros: whole(samples, zeros, chunk_length),
            waveform,
            padding,
        )
