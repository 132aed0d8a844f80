"""What the engine hallucinates, with segments made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from sync_core import (
    Audio,
)
from sync_core_plugins.faster_whisper.hallucination import drop_hallucinations

pytestmark = pytest.mark.engine


def test_doubtful_segments_stay_where_there_is_speech(clip: Audio) -> None:
    doubtful = [SimpleNamespace(text=" You", no_speech_prob=0.9) for _ in range(3)]
    assert list(drop_hallucinations(iter(doubtful), clip)) == doubtful


def test_doubtful_segments_go_where_there_is_none() -> None:
    quiet = Audio(np.zeros(32_000, np.int16), 2000)
    doubtful = [SimpleNamespace(text=" You", no_speech_prob=0.9) for _ in range(3)]
    assert list(drop_hallucinations(iter(doubtful), quiet)) == []
    trusted = SimpleNamespace(text=" Yes", no_speech_prob=0.1)
    kept = list(drop_hallucinations(iter([*doubtful, trusted]), quiet))
    assert kept == [*doubtful, trusted]
