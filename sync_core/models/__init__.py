"""Models: the registry, the store, conversion and download."""

from sync_core.models.ggml_types import GgmlType, split_type
from sync_core.models.hub_download import BytesProgress, pull_model
from sync_core.models.languages import unknown_language, whisper_code
from sync_core.models.lookup import convert_model, find_model, why_no_model
from sync_core.models.packaged import PACKAGED_MODELS, PackagedModel
from sync_core.models.registry import (
    ALIASES,
    REGISTRY,
    HubSource,
    ModelInfo,
    canonical_name,
    model_info,
)
from sync_core.models.store import FORMS, Form, model_store

__all__ = [
    "ALIASES",
    "FORMS",
    "PACKAGED_MODELS",
    "REGISTRY",
    "BytesProgress",
    "Form",
    "GgmlType",
    "HubSource",
    "ModelInfo",
    "PackagedModel",
    "canonical_name",
    "convert_model",
    "find_model",
    "model_info",
    "model_store",
    "pull_model",
    "split_type",
    "unknown_language",
    "whisper_code",
    "why_no_model",
]
