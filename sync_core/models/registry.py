"""The registry of models by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sync_core.base.errors import ModelError
from sync_core.base.suggestions import suggest_name
from sync_core.models.catalogue import MODELS
from sync_core.models.model_info_record import HubSource, ModelInfo

__all__ = [
    "ALIASES",
    "REGISTRY",
    "HubSource",
    "ModelInfo",
    "canonical_name",
    "get_known_model",
    "model_info",
    "suggest_names",
]

REGISTRY: Mapping[str, ModelInfo] = MappingProxyType({m.name: m for m in MODELS})
"""All known models by name, small to large, distilled ones last."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {"turbo": "large-v3-turbo", "large": "large-v3"}
)
"""Other names that people use."""


def canonical_name(name: str) -> str:
    """Return the registry's name for an alias, and any other name unchanged."""
    return ALIASES.get(name, name)


def model_info(name: str) -> ModelInfo | None:
    """Return the facts about a model, or None for an unknown name."""
    return REGISTRY.get(canonical_name(name))


def get_known_model(name: str) -> ModelInfo:
    """Return the facts about a model.

    Raises:
        ModelError: There is no model of that name; the message has the nearest name.
    """
    found = model_info(name)
    if found is None:
        raise ModelError(f"no model is known as '{name}'{suggest_names(name)}")
    return found


def suggest_names(name: str) -> str:
    """Return the nearest known name and the list of names, for messages."""
    near = suggest_name(name, (*REGISTRY, *ALIASES))
    return f"{near}; there are: {', '.join(REGISTRY)}"
