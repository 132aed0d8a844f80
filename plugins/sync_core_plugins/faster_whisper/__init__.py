"""Whisper through faster-whisper and CTranslate2."""

from __future__ import annotations

from sync_core import Backend, BackendPlugin, EngineOptions, hookimpl
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions


def load(options: EngineOptions) -> Backend:
    """Import the engine and open the model."""
    from sync_core_plugins.faster_whisper.backend import FasterWhisperBackend

    return FasterWhisperBackend(options)


@hookimpl
def sync_core_backends() -> list[BackendPlugin]:
    """List the backend."""
    return [
        BackendPlugin(
            "faster-whisper",
            load=load,
            summary="Whisper on CTranslate2: files, many languages, CPU or GPU",
            word_times=True,
            options=FasterWhisperOptions,
            model_form="ctranslate2",
            default_model="base",
            license="MIT",
            weights_license="MIT",
        )
    ]
