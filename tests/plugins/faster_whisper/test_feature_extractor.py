"""The spectrogram of long audio, against the engine's own."""

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from sync_core_plugins.faster_whisper.feature_extractor import BlockwiseExtractor


@pytest.mark.parametrize(
    "count", [959_840, 960_000, 960_161, 960_320, 1_919_999, 2_500_003]
)
def test_the_spectrogram_of_long_audio_is_the_engines(count: int) -> None:
    """Whatever part of a minute it ends with, and however quiet it begins."""
    noise = np.random.default_rng(1).standard_normal(count, np.float32)
    noise *= np.linspace(1e-4, 0.3, count, dtype=np.float32)
    theirs, ours = FeatureExtractor()(noise), BlockwiseExtractor()(noise)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
