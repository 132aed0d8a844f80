"""The backend ``openai-whisper``: one model in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch  # noqa: TID253
from whisper import log_mel_spectrogram, pad_or_trim  # noqa: TID253
from whisper.audio import N_FRAMES, N_SAMPLES  # noqa: TID253
from whisper.tokenizer import LANGUAGES  # noqa: TID253

from sync_core import (
    Audio,
    EngineOptions,
    ModelError,
    Segment,
    Transcription,
)
from sync_core_plugins.openai_whisper.long_audio import transcribe_long
from sync_core_plugins.openai_whisper.options import OpenaiWhisperOptions
from sync_core_plugins.openai_whisper.weights import build_model
from sync_core_plugins.whisper_family.languages import get_engine_code, to_bcp47
from sync_core_plugins.whisper_family.segments import SegmentBuilder


class OpenaiWhisperBackend:
    """One model in memory.

    Raises:
        ModelError: There are no weights, or no such device.
    """

    def __init__(self, options: EngineOptions) -> None:
        if options.model_path is None:
            raise ModelError("openai-whisper needs a model: model='base'")
        self._own: OpenaiWhisperOptions = options.own or OpenaiWhisperOptions()
        self._name = options.model
        self._device = _open_device(options.device)
        self._threads = options.threads
        self._model: Any = build_model(options.model_path).to(self._device)

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        """Decode all of the audio, then give the segments."""
        if self._threads:
            torch.set_num_threads(self._threads)
        code, shares = self._find_code(language), dict[str, float]()
        if code is None:
            shares = self._detect_language(audio)
            code = next(iter(shares))
        result = transcribe_long(
            self._model,
            audio.float32(),
            language=code,
            task=self._own.task,
            beam_size=self._own.beam_size,
            condition_on_previous_text=self._own.condition_on_previous_text,
            initial_prompt=self._own.initial_prompt,
            word_timestamps=True,
            fp16=self._device.type == "cuda",
            verbose=None,
        )
        builder = SegmentBuilder(audio.duration_ms, code)
        return Transcription(
            _make_segments(result["segments"], builder),
            language=language or to_bcp47(code),
            language_confidence=shares.get(code),
            language_probabilities={to_bcp47(each): p for each, p in shares.items()},
        )

    def _detect_language(self, audio: Audio) -> dict[str, float]:
        """Return the probabilities of languages, likeliest first.

        The engine would find the same by itself, and keep the outcome.
        """
        start = audio.float32()[:N_SAMPLES]
        mel = log_mel_spectrogram(start, self._model.dims.n_mels, padding=N_SAMPLES)
        window = pad_or_trim(mel, N_FRAMES).to(self._device)
        _, shares = self._model.detect_language(window)
        return dict(sorted(shares.items(), key=lambda item: -item[1]))

    def close(self) -> None:
        """Free the weights."""
        self._model = None

    def _find_code(self, language: str | None) -> str | None:
        if language is None:
            return None if self._model.is_multilingual else "en"
        known = LANGUAGES if self._model.is_multilingual else ["en"]
        return get_engine_code(language, known, self._name)


def _open_device(name: str) -> torch.device:
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ModelError(
            f"openai-whisper cannot run on the device '{name}': {error}"
        ) from error
    return device


def _make_segments(
    found: list[dict[str, Any]], builder: SegmentBuilder
) -> Iterator[Segment]:
    for item in found:
        pieces = (
            (word["word"], word["start"], word["end"], word["probability"])
            for word in item["words"]
        )
        segment = builder.build(
            item["text"], pieces, item["avg_logprob"], (item["start"], item["end"])
        )
        if segment is not None:
            yield segment
