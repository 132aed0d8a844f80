"""Whisper's reference implementation, to compare the other engines with."""

from __future__ import annotations

from sync_core import (
    Backend,
    BackendPlugin,
    EngineOptions,
    MissingDependencyError,
    hookimpl,
)
from sync_core_plugins.openai_whisper.options import OpenaiWhisperOptions

_UNAVAILABLE = (
    "needs the reference implementation and PyTorch: "
    'pip install "sync-core[openai-whisper]"'
)


def load(options: EngineOptions) -> Backend:
    """Import the engine and build the model from CTranslate2 weights.

    Raises:
        MissingDependencyError: The engine is not installed.
    """
    reason = _explain_unavailable()
    if reason is not None:
        raise MissingDependencyError(f"the backend 'openai-whisper' {reason}")
    from sync_core_plugins.openai_whisper.backend import OpenaiWhisperBackend

    return OpenaiWhisperBackend(options)


def _explain_unavailable() -> str | None:
    from importlib.util import find_spec

    missing = find_spec("whisper") is None or find_spec("torch") is None
    return _UNAVAILABLE if missing else None


@hookimpl
def sync_core_backends() -> list[BackendPlugin]:
    """List the backend."""
    return [
        BackendPlugin(
            "openai-whisper",
            load=load,
            summary="Whisper's reference implementation on PyTorch, to compare with",
            word_times=True,
            options=OpenaiWhisperOptions,
            model_form="ctranslate2",
            default_model="base",
            available=_explain_unavailable,
            license="MIT",
            weights_license="MIT",
        )
    ]
