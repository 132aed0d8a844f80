"""What the sizes of a model tell."""

import pytest

from sync_core.models.ctranslate2 import WhisperShape
from sync_core_plugins.whisper_cpp.model_shape import (
    count_languages,
    find_alignment_heads,
)


@pytest.mark.parametrize(
    ("vocab", "layers", "state", "mels", "name", "heads", "languages"),
    [
        (51_864, (4, 4), 384, 80, "tiny.en", "TINY_EN", 1),
        (51_865, (24, 24), 1024, 80, "mine", "MEDIUM", 99),
        (51_865, (32, 32), 1280, 80, "large-v1", "LARGE_V1", 99),
        (51_865, (32, 32), 1280, 80, "large-v2", "LARGE_V2", 99),
        (51_866, (32, 32), 1280, 128, "large-v3", "LARGE_V3", 100),
        (51_866, (32, 4), 1280, 128, "turbo", "LARGE_V3_TURBO", 100),
        (51_866, (32, 2), 1280, 128, "distil-large-v3", None, 100),
        (51_864, (12, 4), 768, 80, "distil-small.en", None, 1),
    ],
)
def test_what_the_shape_tells(
    vocab: int,
    layers: tuple[int, int],
    state: int,
    mels: int,
    name: str,
    heads: str | None,
    languages: int,
) -> None:
    count = state // 64
    shape = WhisperShape(
        vocab, 1500, state, count, layers[0], 448, state, count, layers[1], mels
    )
    expected = heads and f"WHISPER_AHEADS_{heads}"
    assert find_alignment_heads(shape, name) == expected
    assert count_languages(shape) == languages
