"""Voice activity detection with the real model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sync_core import Audio
from sync_core.live.recognition.vad import FRAME_SAMPLES, SileroDetector


@pytest.fixture(scope="module")
def pcm(first_sentence: tuple[Audio, str]) -> Any:
    return first_sentence[0].pcm


def test_the_detector_does_not_mind_how_audio_is_cut(clip: Audio) -> None:
    pcm = clip.pcm[: len(clip.pcm) // FRAME_SAMPLES * FRAME_SAMPLES]
    whole = SileroDetector().predict(pcm)
    detector, parts = SileroDetector(), list[float]()
    for start in range(0, len(pcm), 3 * FRAME_SAMPLES):
        parts += detector.predict(pcm[start : start + 3 * FRAME_SAMPLES])
    assert len(whole) == len(pcm) // FRAME_SAMPLES
    assert parts == list(whole)
    assert np.mean(whole) > 0.5
