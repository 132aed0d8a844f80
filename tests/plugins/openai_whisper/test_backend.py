"""The reference implementation, where it is installed."""

from importlib.util import find_spec

import attrs
import numpy as np
import pytest

from sync_core import (
    Audio,
    EngineOptions,
    InputError,
    MissingDependencyError,
    ModelError,
    Pipeline,
    PluginManager,
    Transcription,
)
from sync_core.models import find_model
from sync_core_plugins.openai_whisper import load

TINY = EngineOptions(model="tiny.en", model_path=find_model("tiny.en", "ctranslate2"))
installed = pytest.mark.skipif(
    find_spec("whisper") is None,
    reason='needs pip install "sync-core[openai-whisper]"',
)


@pytest.mark.skipif(find_spec("whisper") is not None, reason="it is installed")
def test_the_pip_line_where_it_is_missing() -> None:
    with pytest.raises(MissingDependencyError, match=r"sync-core\[openai-whisper\]"):
        load(TINY)


# The engine leaves its token file open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.engine
@installed
def test_the_same_weights_say_the_same(manager: PluginManager, clip: Audio) -> None:
    texts = []
    for name in ("faster-whisper", "openai-whisper"):
        with Pipeline(
            backend=name, model="base", language="en", manager=manager
        ) as pipeline:
            document = pipeline.transcribe(clip)
        texts.append(document.text)
        starts = [word.start_ms for word in document.words]
        assert starts == sorted(starts, key=lambda start: start or 0)
        assert all(0 < (word.confidence or 0) <= 1 for word in document.words)
    assert texts[0] == texts[1]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.engine
@installed
def test_the_language_is_detected(first_sentence: tuple[Audio, str]) -> None:
    path = find_model("base", "ctranslate2")
    stream = load(attrs.evolve(TINY, model="base", model_path=path)).transcribe(
        first_sentence[0]
    )
    assert isinstance(stream, Transcription)
    shares = list(stream.language_probabilities.values())
    assert next(iter(stream.language_probabilities)) == stream.language == "en"
    assert shares == sorted(shares, reverse=True)
    assert stream.language_confidence == shares[0] > 0.9


@installed
@pytest.mark.parametrize("count", [959_840, 1_400_000, 1_440_161, 2_500_003])
def test_the_spectrogram_of_long_audio_is_the_engines(count: int) -> None:
    """Also where a minute ends in the 30 s of silence that the engine adds."""
    from whisper import log_mel_spectrogram

    from sync_core_plugins.openai_whisper.long_audio import compute_spectrogram

    noise = np.random.default_rng(1).standard_normal(count, np.float32)
    noise *= np.linspace(1e-4, 0.3, count, dtype=np.float32)
    theirs = log_mel_spectrogram(noise, 80, padding=480_000)
    ours = compute_spectrogram(noise, 80, padding=480_000)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-6)


@installed
def test_a_language_that_the_model_does_not_know(clip: Audio) -> None:
    engine = load(TINY)
    with pytest.raises(InputError, match="does not know 'fr'"):
        engine.transcribe(clip, "fr")


@installed
def test_a_device_that_is_not_there() -> None:
    with pytest.raises(ModelError, match="cannot run on the device 'warp'"):
        load(attrs.evolve(TINY, device="warp"))


@installed
def test_a_gpu_where_there_is_none() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(ModelError, match="cannot run on the device 'cuda'"):
        load(attrs.evolve(TINY, device="cuda"))
