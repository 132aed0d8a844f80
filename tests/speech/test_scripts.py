"""Scripts that do not belong to the audio, with human speech."""

import pytest

from prompts import sample
from sync_core import AlignmentError, Pipeline, PluginManager

pytestmark = pytest.mark.engine


def test_audio_in_another_language_is_named(manager: PluginManager) -> None:
    (french, *_), (english, *_) = sample("fr", 5), sample("en", 5)
    with (
        Pipeline(aligner="hmm", language="en", manager=manager) as pipeline,
        pytest.raises(AlignmentError, match=r"seems to be in 'fr' \(probability"),
    ):
        pipeline.align(french.audio(), english.text)
