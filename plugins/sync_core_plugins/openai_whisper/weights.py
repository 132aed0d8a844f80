"""The reference implementation's model, out of CTranslate2 weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch  # noqa: TID253
from whisper.model import ModelDimensions, Whisper  # noqa: TID253

from sync_core.models.ctranslate2 import CTranslate2Whisper, WhisperShape

__all__ = ["build_model"]


def build_model(folder: Path) -> Any:
    """Return the reference model with the weights of a CTranslate2 folder, on the CPU.

    Raises:
        ModelError: The folder's weights cannot be read.
    """
    with CTranslate2Whisper(folder) as weights:
        shape = weights.shape
        model = Whisper(_get_dimensions(shape))
        state = {
            tensor.name: torch.from_numpy(tensor.read().astype("float32"))
            for tensor in weights.tensors()
        }
    model.load_state_dict(state, assign=True)
    heads = json.loads((folder / "config.json").read_bytes()).get("alignment_heads")
    if heads:
        model.register_buffer(
            "alignment_heads", _make_head_mask(heads, shape), persistent=False
        )
    return model.eval()


def _get_dimensions(shape: WhisperShape) -> ModelDimensions:
    return ModelDimensions(
        n_mels=shape.mels,
        n_audio_ctx=shape.audio_ctx,
        n_audio_state=shape.audio_state,
        n_audio_head=shape.audio_heads,
        n_audio_layer=shape.audio_layers,
        n_vocab=shape.vocab,
        n_text_ctx=shape.text_ctx,
        n_text_state=shape.text_state,
        n_text_head=shape.text_heads,
        n_text_layer=shape.text_layers,
    )


def _make_head_mask(heads: list[list[int]], shape: WhisperShape) -> Any:
    mask = torch.zeros(shape.text_layers, shape.text_heads, dtype=torch.bool)
    for layer, head in heads:
        mask[layer, head] = True
    return mask.to_sparse()
