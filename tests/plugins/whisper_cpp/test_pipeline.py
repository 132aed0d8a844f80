"""The backend in a pipeline."""

import threading

import numpy as np
import pytest

from sync_core import Audio, CancelledError, Pipeline, PluginManager

pytestmark = pytest.mark.engine


def test_cancelling_stops_a_running_engine(manager: PluginManager, clip: Audio) -> None:
    repeated = Audio(np.concatenate([clip.pcm] * 6), clip.duration_ms * 6)
    cancel, seen = threading.Event(), list[int]()
    with Pipeline(
        backend="whisper-cpp", model="tiny.en", language="en", manager=manager
    ) as pipeline:
        pipeline.transcribe(clip)
        threading.Timer(0.3, cancel.set).start()
        with pytest.raises(CancelledError):
            pipeline.transcribe(
                repeated, cancel=cancel, progress=lambda done, total: seen.append(done)
            )
        assert max(seen, default=0) < repeated.duration_ms / 2
        assert "33 hours" in pipeline.transcribe(clip).text


def test_words_may_be_retimed(manager: PluginManager, clip: Audio) -> None:
    with Pipeline(
        backend="whisper-cpp",
        model="base",
        aligner="hmm",
        language="en",
        manager=manager,
    ) as pipeline:
        document = pipeline.transcribe(clip)
    assert document.provenance is not None
    assert document.provenance.word_times == "aligner hmm"
    assert document.findings == ()
    (word,) = [word for word in document.words if word.text == "sandwiches,"]
    assert word.start_ms == pytest.approx(6_470, abs=40)
