"""The engine's transcription of long audio, in bounded memory."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import torch  # noqa: TID253
from whisper import log_mel_spectrogram, transcribe  # noqa: TID253

from sync_core_plugins.whisper_family.spectrogram import compute_blockwise

__all__ = ["transcribe_long"]


def compute_spectrogram(audio: Any, n_mels: int = 80, padding: int = 0) -> Any:
    """Return what the engine's own function gives, a minute at a time."""

    def whole(samples: Any, zeros: int) -> Any:
        return log_mel_spectrogram(samples, n_mels, zeros).numpy()

    return torch.from_numpy(compute_blockwise(whole, audio, padding))


# The engine's own function but for the name by which it calls for the spectrogram: it
# takes no argument for it, and whoever else uses the engine here is to see no change.
transcribe_long: Any = FunctionType(
    transcribe.__code__,
    {**transcribe.__globals__, "log_mel_spectrogram": compute_spectrogram},
    transcribe.__name__,
    transcribe.__defaults__,
)
transcribe_long.__kwdefaults__ = transcribe.__kwdefaults__
