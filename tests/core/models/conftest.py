"""Fixtures of stores, of a hub on the loopback interface, and of made Whisper weights.

The weights are made with CTranslate2's own writer: small, random, of any shape.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from ctranslate2.specs import common_spec  # type: ignore[import-untyped]
from ctranslate2.specs.whisper_spec import (  # type: ignore[import-untyped]
    WhisperConfig,
    WhisperSpec,
)
from numpy.typing import NDArray

from model_hub import hub, quick_retries, root, run, small_chunks, store
from sync_core.models import find_model

__all__ = ["hub", "quick_retries", "root", "run", "small_chunks", "store"]

MakeUp = Callable[..., Path]
STATE, HEADS = 64, 1


def _fill(spec: WhisperSpec, mels: int, vocab: int, seed: int) -> None:
    rng = np.random.default_rng(seed)

    def some(*shape: int) -> NDArray[np.float32]:
        return rng.normal(0, 0.05, shape).astype(np.float32)

    def norm(layer: common_spec.LayerNormSpec) -> None:
        layer.gamma, layer.beta = 1 + some(STATE), some(STATE)

    def linear(layer: common_spec.LinearSpec, rows: int, columns: int = STATE) -> None:
        layer.weight, layer.bias = some(rows, columns), some(rows)

    encoder, decoder = spec.encoder, spec.decoder
    for conv, width in ((encoder.conv1, mels), (encoder.conv2, STATE)):
        conv.weight, conv.bias = some(STATE, width, 3), some(STATE)
    encoder.position_encodings.encodings = some(1500, STATE)
    decoder.position_encodings.encodings = some(448, STATE)
    decoder.embeddings.weight = some(vocab, STATE)
    decoder.projection.weight = decoder.embeddings.weight
    norm(encoder.layer_norm)
    norm(decoder.layer_norm)
    for layer in [*encoder.layer, *decoder.layer]:
        norm(layer.self_attention.layer_norm)
        linear(layer.self_attention.linear[0], 3 * STATE)
        # Whisper's keys have no bias; the fused one is zero there.
        layer.self_attention.linear[0].bias[STATE : 2 * STATE] = 0
        linear(layer.self_attention.linear[1], STATE)
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, 4 * STATE)
        linear(layer.ffn.linear_1, STATE, 4 * STATE)
    for layer in decoder.layer:
        norm(layer.attention.layer_norm)
        linear(layer.attention.linear[0], STATE)
        linear(layer.attention.linear[1], 2 * STATE)
        layer.attention.linear[1].bias[:STATE] = 0
        linear(layer.attention.linear[2], STATE)


@pytest.fixture(scope="session")
def make_up(tmp_path_factory: pytest.TempPathFactory) -> MakeUp:
    """Write a folder of weights; the same arguments give the same numbers."""
    base = find_model("base", "ctranslate2")
    tokens = (base / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]

    def build(
        *,
        encoder_layers: int = 1,
        decoder_layers: int = 1,
        mels: int = 80,
        extra_tokens: int = 0,
        quantization: str | None = None,
    ) -> Path:
        words = [*tokens[:50_358], *["<|yue|>"] * extra_tokens, *tokens[50_358:]]
        spec = WhisperSpec(encoder_layers, HEADS, decoder_layers, HEADS)
        _fill(spec, mels, len(words), seed=7)
        spec.config.__dict__.update(WhisperConfig([], [], [50_259], []).__dict__)
        spec.register_vocabulary(words)
        spec.validate()
        spec.optimize(quantization)
        folder = tmp_path_factory.mktemp("made-up")
        spec.save(str(folder))
        shutil.copy(base / "tokenizer.json", folder)
        (folder / "preprocessor_config.json").write_text(
            json.dumps({"feature_size": mels})
        )
        return folder

    return build
