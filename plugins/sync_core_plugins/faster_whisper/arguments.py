"""The engine's arguments, out of our options."""

from __future__ import annotations

import math
from typing import Any

import attrs
from faster_whisper.vad import VadOptions  # noqa: TID253

from sync_core_plugins.faster_whisper.options import FasterWhisperOptions

__all__ = ["build_arguments"]

_NOT_PASSED = {"batch_size", "clip_timestamps", "compute_type", "vad_filter"}
_WINDOW_S = 30
"""Whisper's window."""
# What the engine takes itself where it is given no VAD option at all; one given option
# would flip the others from the one set to the other.
_MIN_SILENCE_MS, _MIN_SILENCE_IN_BATCHES_MS = 2000, 160


def build_arguments(own: FasterWhisperOptions) -> dict[str, Any]:
    """Return what to pass to the engine's ``transcribe``, every option each time."""
    passed = {
        name: value
        for name, value in attrs.asdict(own, recurse=False).items()
        if name not in _NOT_PASSED and not name.startswith("vad_")
    }
    passed["temperature"] = list(own.temperature)
    passed["vad_filter"] = own.vad_filter
    passed["vad_parameters"] = _build_vad_options(own)
    passed["word_timestamps"] = True
    if own.clip_timestamps:
        passed["clip_timestamps"] = list(own.clip_timestamps)
    if own.batch_size is not None:
        passed |= {"batch_size": own.batch_size, "vad_filter": True}
    return passed


def _build_vad_options(own: FasterWhisperOptions) -> VadOptions:
    batches = own.batch_size is not None
    silence = own.vad_min_silence_duration_ms
    if silence is None:
        silence = _MIN_SILENCE_IN_BATCHES_MS if batches else _MIN_SILENCE_MS
    return VadOptions(
        threshold=own.vad_threshold,
        min_speech_duration_ms=own.vad_min_speech_duration_ms,
        max_speech_duration_s=_WINDOW_S if batches else math.inf,
        min_silence_duration_ms=silence,
        speech_pad_ms=own.vad_speech_pad_ms,
    )
