"""Opening the weights of a Whisper model in CTranslate2's form."""

from __future__ import annotations

from typing import Any

from faster_whisper import WhisperModel  # noqa: TID253

from sync_core import EngineOptions, ModelError

__all__ = ["open_ctranslate2_model"]


def open_ctranslate2_model(
    options: EngineOptions, compute_type: str, opener: str
) -> Any:
    """Return the model that the options name, as faster-whisper opens it.

    Args:
        options: With the path of the weights, the device and the threads.
        compute_type: CTranslate2's number format.
        opener: Who opens it, for the message.

    Raises:
        ModelError: The engine cannot read the weights.
    """
    path = options.model_path
    try:
        return WhisperModel(
            str(path),
            device=options.device,
            compute_type=compute_type,
            cpu_threads=options.threads or 0,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise ModelError(f"{opener} cannot open the model '{path}': {error}") from error
