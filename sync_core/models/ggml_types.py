"""The types of weights in ggml models, and the names of models with them."""

from __future__ import annotations

from typing import Literal

__all__ = ["GgmlType", "split_type"]

GgmlType = Literal["f16", "q8_0"]
"""``f16``: half floats; ``q8_0``: about half the size, 8 bits in blocks of 32."""


def split_type(name: str) -> tuple[str, GgmlType]:
    """Split the name of a ggml model into the model's name and the type of its weights.

    Example:
        >>> from sync_core.models import split_type
        >>> split_type("tiny.en-q8_0")
        ('tiny.en', 'q8_0')
    """
    base = name.removesuffix("-q8_0")
    return base, "f16" if base == name else "q8_0"
