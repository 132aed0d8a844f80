"""The registry's facts, against the engines' own where they have them."""

import re
from pathlib import Path

import pytest

from sync_core import ModelError
from sync_core.models import (
    ALIASES,
    PACKAGED_MODELS,
    REGISTRY,
    canonical_name,
    model_info,
)

WANTED = (
    "tiny tiny.en base base.en small small.en medium medium.en large-v1 large-v2 "
    "large-v3 large-v3-turbo distil-small.en distil-medium.en distil-large-v2 "
    "distil-large-v3 distil-large-v3.5"
).split()


def test_the_whole_family_is_there() -> None:
    assert list(REGISTRY) == WANTED
    assert set(PACKAGED_MODELS) <= set(REGISTRY)


@pytest.mark.parametrize("name", [*WANTED, *ALIASES])
def test_the_repositories_are_those_of_faster_whisper(name: str) -> None:
    from faster_whisper.utils import _MODELS

    info = model_info(name)
    assert info is not None
    assert info.ctranslate2.repository == _MODELS[name]


@pytest.mark.parametrize("name", WANTED)
def test_every_revision_is_a_whole_commit_hash(name: str) -> None:
    for form in ("ctranslate2", "ggml"):
        assert re.fullmatch("[0-9a-f]{40}", REGISTRY[name].source(form).revision)
    with pytest.raises(ModelError, match="not as 'onnx'"):
        REGISTRY[name].source("onnx")


def test_the_languages_are_whispers() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert sorted(REGISTRY["large-v3"].languages) == sorted(_LANGUAGE_CODES)
    assert set(REGISTRY["large-v3"].languages) - set(REGISTRY["base"].languages) == {
        "yue"
    }


@pytest.mark.parametrize("name", WANTED)
def test_the_shape_follows_the_family(name: str) -> None:
    info = REGISTRY[name]
    assert info.mel_bins == (128 if "v3" in name else 80)
    distilled = name.startswith("distil") or "turbo" in name
    assert info.attention_times is not distilled
    assert (info.decoder_layers < info.encoder_layers) is distilled
    english = name.endswith(".en") or name.startswith("distil")
    assert (info.languages == ("en",)) is english
    assert info.license == "MIT"


@pytest.mark.engine
@pytest.mark.parametrize("name", sorted(PACKAGED_MODELS))
def test_the_shape_is_that_of_the_weights(name: str) -> None:
    from sync_core.models import find_model
    from sync_core.models.ctranslate2 import CTranslate2Whisper

    info = REGISTRY[name]
    with CTranslate2Whisper(find_model(name, "ctranslate2")) as weights:
        shape = weights.shape
    layers = (shape.audio_layers, shape.text_layers)
    assert layers == (info.encoder_layers, info.decoder_layers)
    assert shape.mels == info.mel_bins


def test_aliases() -> None:
    assert canonical_name("turbo") == "large-v3-turbo"
    assert canonical_name("my-own") == "my-own"
    assert model_info("my-own") is None


def test_which_languages_a_model_speaks() -> None:
    assert REGISTRY["base"].speaks("pt-BR")
    assert REGISTRY["base"].speaks("nb")
    assert not REGISTRY["base"].speaks("yue")
    assert REGISTRY["large-v3"].speaks("yue")
    assert not REGISTRY["distil-large-v3.5"].speaks("fr")


def test_the_table_in_the_docs_is_the_registry() -> None:
    page = Path(__file__).parents[3] / "docs/reference/models-and-licences.md"
    text = page.read_text(encoding="utf-8")
    for info in REGISTRY.values():
        many = "English" if info.languages == ("en",) else len(info.languages)
        times = "yes" if info.attention_times else "no"
        row = (
            f"| `{info.name}` | {info.parameters} M | {info.encoder_layers} + "
            f"{info.decoder_layers} | {info.mel_bins} | {many} | {times} |"
        )
        assert row in text
