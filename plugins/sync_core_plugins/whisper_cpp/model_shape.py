"""What follows from the sizes of a Whisper model."""

from __future__ import annotations

from sync_core.models.ctranslate2 import WhisperShape

__all__ = ["count_languages", "find_alignment_heads"]

# OpenAI's models by encoder layers, decoder layers and width: those whose attention
# heads the engine knows. Distilled models have fewer decoder layers, and are not here.
_MODELS = {
    (4, 4, 384): "TINY",
    (6, 6, 512): "BASE",
    (12, 12, 768): "SMALL",
    (24, 24, 1024): "MEDIUM",
    (32, 32, 1280): "LARGE",
    (32, 4, 1280): "LARGE_V3_TURBO",
}
_HEAD_SIZE = 64


def find_alignment_heads(shape: WhisperShape, name: str) -> str | None:
    """Return the engine's name for the heads that tell when a token is spoken.

    Args:
        shape: Of the model.
        name: As the user called it; large-v1 and -v2 are of one shape.

    Returns:
        None where they are not known.
    """
    size = (shape.audio_layers, shape.text_layers, shape.text_state)
    known = _MODELS.get(size)
    if known is None or shape.text_heads * _HEAD_SIZE != shape.text_state:
        return None
    # large-v3 and turbo alone have 128 mel bins and one language more.
    newest = shape.mels == 128
    if known == "LARGE":
        known += "_V3" if newest else "_V1" if "v1" in name else "_V2"
    elif (known == "LARGE_V3_TURBO") != newest:
        return None
    return f"WHISPER_AHEADS_{known}" + ("" if shape.multilingual else "_EN")


def count_languages(shape: WhisperShape) -> int:
    """Return how many of the engine's languages the model knows."""
    # whisper.cpp: all other tokens are the same in number in every model.
    return shape.vocab - 51_765 - 1 if shape.multilingual else 1
