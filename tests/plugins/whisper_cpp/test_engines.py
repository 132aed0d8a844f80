"""Converted weights against faster-whisper on the original ones."""

from difflib import SequenceMatcher

import pytest

from sync_core import Audio, EngineOptions, PluginManager
from sync_core.models import find_model
from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend

pytestmark = pytest.mark.engine


def words_of(backend: WhisperCppBackend, clip: Audio) -> list[str]:
    found = backend.transcribe(clip, "en")
    text = " ".join(word.text for segment in found for word in segment.words)
    return "".join(c for c in text.lower() if c.isalnum() or c.isspace()).split()


@pytest.mark.parametrize(("name", "differing"), [("tiny.en", 4), ("base", 0)])
def test_the_words_are_those_of_the_original_weights(
    manager: PluginManager,
    tiny: WhisperCppBackend,
    base: WhisperCppBackend,
    clip: Audio,
    name: str,
    differing: int,
) -> None:
    """tiny.en, unsure of itself, hears "1920, 27" and "along" where there is no beam.

    faster-whisper keeps five hypotheses, whisper.cpp one; base is sure of every word.
    """
    original = manager.backend("faster-whisper").record.load(
        EngineOptions(model=name, model_path=find_model(name, "ctranslate2"), threads=2)
    )
    theirs = words_of(original, clip)  # type: ignore[arg-type]
    original.close()
    ours = words_of(tiny if name == "tiny.en" else base, clip)
    match = SequenceMatcher(None, theirs, ours, autojunk=False)
    same = sum(block.size for block in match.get_matching_blocks())
    assert max(len(theirs), len(ours)) - same <= differing, (theirs, ours)
