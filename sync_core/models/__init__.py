"""Models: which there are, where they lie, and how they get there."""

from sync_core.models.find import (
    GgmlType,
    convert_model,
    find_model,
    split_type,
    why_no_model,
)
from sync_core.models.languages import unknown_language, whisper_code
from sync_core.models.packaged import PACKAGED_MODELS, PackagedModel
from sync_core.models.pull import BytesProgress, pull_model
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
