"""tiny.en and base as ggml files, converted once a session, and engines on them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sync_core import Audio, EngineOptions, Segment
from sync_core.models import find_model
from sync_core.models.ggml import GgmlType, convert_to_ggml
from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions

PAUSES_MS = (700, 4_000)
"""Between the repetitions of the demo's clip: within a chunk, and between two."""


def plain(text: str) -> list[str]:
    """Words without what engines write differently: case and marks."""
    kept = "".join(c for c in text.lower() if c.isalnum() or c.isspace())
    return kept.split()


def text_of(segments: list[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


def converted(folder: Path, name: str, type: GgmlType) -> EngineOptions:
    target = folder / f"{name}-{type}.bin"
    convert_to_ggml(find_model(name, "ctranslate2"), target, type=type)
    return EngineOptions(
        model=name, model_path=target, threads=2, own=WhisperCppOptions()
    )


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ggml")


@pytest.fixture(scope="session")
def tiny_options(models: Path) -> EngineOptions:
    return converted(models, "tiny.en", "f16")


@pytest.fixture(scope="session")
def base_options(models: Path) -> EngineOptions:
    return converted(models, "base", "f16")


@pytest.fixture(scope="session")
def base_q8_options(models: Path) -> EngineOptions:
    return converted(models, "base", "q8_0")


@pytest.fixture(scope="session")
def tiny(tiny_options: EngineOptions) -> Iterator[WhisperCppBackend]:
    engine = WhisperCppBackend(tiny_options)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def base(base_options: EngineOptions) -> Iterator[WhisperCppBackend]:
    engine = WhisperCppBackend(base_options)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def repeated(clip: Audio) -> tuple[Audio, list[int]]:
    """The clip three times, and where each begins."""
    parts, starts, length = [], list[int](), 0
    for pause in (*PAUSES_MS, 0):
        starts.append(length // 16)
        parts += [clip.pcm, np.zeros(pause * 16, np.int16)]
        length += clip.pcm.size + pause * 16
    return Audio(np.concatenate(parts), length // 16), starts
