"""Whisper through whisper.cpp."""

from __future__ import annotations

from sync_core import Backend, BackendPlugin, EngineOptions, hookimpl
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions


def load(options: EngineOptions) -> Backend:
    """Import the engine and open the model."""
    from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend

    return WhisperCppBackend(options)


@hookimpl
def sync_core_backends() -> list[BackendPlugin]:
    """List the backend."""
    return [
        BackendPlugin(
            "whisper-cpp",
            load=load,
            summary="Whisper on whisper.cpp: files and live, many languages, on CPU",
            word_times=True,
            streaming=True,
            options=WhisperCppOptions,
            model_form="ggml",
            default_model="base",
            license="MIT",
            weights_license="MIT",
        )
    ]
