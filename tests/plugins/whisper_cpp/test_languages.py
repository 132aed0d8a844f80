"""Which languages the whisper-cpp backend detects, takes and refuses."""

import attrs
import numpy as np
import pytest

from sync_core import Audio, EngineOptions, InputError
from sync_core_plugins.whisper_cpp import context
from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions

pytestmark = pytest.mark.engine


def test_the_language_is_detected(base: WhisperCppBackend, clip: Audio) -> None:
    stream = base.transcribe(clip)
    stream.close()
    assert stream.language == "en"
    assert 0.9 < (stream.language_confidence or 0) <= 1
    nobody = base.transcribe(Audio(np.zeros(16_000, np.int16), 1_000))
    assert (nobody.language, list(nobody)) == (None, [])


def test_an_uncertain_language_comes_with_the_others(
    base: WhisperCppBackend, clip: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_CERTAIN_PROBABILITY", 2)
    stream = base.transcribe(clip)
    stream.close()
    shares = list(stream.language_probabilities.values())
    assert next(iter(stream.language_probabilities)) == "en"
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.01)
    assert stream.language_confidence == shares[0] > 0.9


def test_an_english_model_detects_nothing(tiny: WhisperCppBackend, clip: Audio) -> None:
    stream = tiny.transcribe(clip)
    assert (stream.language, stream.language_confidence) == ("en", None)


@pytest.mark.parametrize("language", ["fr", "xx"])
def test_a_language_that_the_model_does_not_have(
    tiny: WhisperCppBackend, clip: Audio, language: str
) -> None:
    with pytest.raises(InputError, match=rf"not know '{language}'; it knows: en: take"):
        tiny.transcribe(clip, language)


def test_a_tag_is_brought_to_the_engines_code(
    base: WhisperCppBackend, clip: Audio
) -> None:
    assert base.transcribe(clip, "nb-NO").language == "nb-NO"
    with pytest.raises(InputError, match="yue"):
        base.transcribe(clip, "yue")


def test_translation(base_options: EngineOptions, clip: Audio) -> None:
    engine = WhisperCppBackend(
        attrs.evolve(base_options, own=WhisperCppOptions(translate=True))
    )
    (piece, *_) = engine.transcribe(clip.slice(0, 4_850), "fr")
    engine.close()
    assert "Lindbergh" in piece.text
