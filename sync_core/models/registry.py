"""Looking models up by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sync_core.base.errors import ModelError
from sync_core.base.suggestions import did_you_mean
from sync_core.models.catalogue import MODELS
from sync_core.models.model_info_record import HubSource, ModelInfo

__all__ = [
    "ALIASES",
    "REGISTRY",
    "HubSource",
    "ModelInfo",
    "canonical_name",
    "known_model",
    "model_info",
    "near_names",
]

REGISTRY: Mapping[str, ModelInfo] = MappingProxyType({m.name: m for m in MODELS})
"""Every known model by name, small to large, the distilled ones last."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {"turbo": "large-v3-turbo", "large": "large-v3"}
)
"""Other names that people use."""


def canonical_name(name: str) -> str:
    """Return the registry's own name for an alias, and any other name as it is."""
    return ALIASES.get(name, name)


def model_info(name: str) -> ModelInfo | None:
    """Return what is known of a model, or None for names of the user's own."""
    return REGISTRY.get(canonical_name(name))


def known_model(name: str) -> ModelInfo:
    """Return what is known of a model.

    Raises:
        ModelError: No model goes by that name; the message has the nearest one.
    """
    found = model_info(name)
    if found is None:
        raise ModelError(f"no model is known as '{name}'{near_names(name)}")
    return found


def near_names(name: str) -> str:
    """Say which known name is nearest to one that is not, and which there are."""
    near = did_you_mean(name, (*REGISTRY, *ALIASES))
    return f"{near}; there are: {', '.join(REGISTRY)}"
