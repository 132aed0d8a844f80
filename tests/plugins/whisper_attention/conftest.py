"""The real engine on the packaged multilingual weights, opened once."""

from collections.abc import Callable, Iterator

import pytest

from sync_core import AlignmentRequest, Audio, Document, EngineOptions, Script
from sync_core.models import find_model
from sync_core_plugins.whisper_attention.aligner import WhisperAligner

Align = Callable[..., Document]


@pytest.fixture(scope="session")
def align() -> Iterator[Align]:
    path = find_model("base", "ctranslate2")
    aligner = WhisperAligner(EngineOptions(model="base", model_path=path))

    def run(audio: Audio, text: str, language: str | None = "en") -> Document:
        return aligner.align(AlignmentRequest(audio, Script.parse(text), language))

    yield run
    aligner.close()
