"""The backend ``faster-whisper``: one open model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ctranslate2  # type: ignore[import-untyped]
from attrs import evolve
from faster_whisper import BatchedInferencePipeline  # noqa: TID253

from sync_core import (
    Audio,
    EngineOptions,
    ModelError,
    Segment,
    Transcription,
)
from sync_core_plugins.faster_whisper.arguments import build_arguments
from sync_core_plugins.faster_whisper.feature_extractor import BlockwiseExtractor
from sync_core_plugins.faster_whisper.hallucination import drop_hallucinations
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions
from sync_core_plugins.faster_whisper.skipped_speech import add_skipped_speech
from sync_core_plugins.whisper_family.ctranslate2_model import open_ctranslate2_model
from sync_core_plugins.whisper_family.languages import get_engine_code, to_bcp47
from sync_core_plugins.whisper_family.segments import SegmentBuilder

_SEED = 0
"""Where a doubtful window is decoded at a temperature, words are drawn; with the seed
of the moment, the same command would give another text each time. The engine's threads
take it when a model is opened."""


class FasterWhisperBackend:
    """One open model.

    Raises:
        ModelError: The engine cannot read the weights.
    """

    def __init__(self, options: EngineOptions) -> None:
        own = options.own
        self._own: FasterWhisperOptions = own or FasterWhisperOptions()
        self._name = options.model
        if options.model_path is None:
            raise ModelError("faster-whisper needs a model: model='base'")
        ctranslate2.set_random_seed(_SEED)
        self._model: Any = open_ctranslate2_model(
            options, self._own.compute_type, "faster-whisper"
        )
        extractor = BlockwiseExtractor(**self._model.feat_kwargs)
        self._model.feature_extractor = extractor

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        """Decode window by window; segments come as they are ready."""
        code = self._find_code(language)
        engine = self._model
        if self._own.batch_size is not None:
            engine = BatchedInferencePipeline(engine)
        found, info = engine.transcribe(
            audio.float32(), language=code, **build_arguments(self._own)
        )
        if self._own.batch_size is not None:
            found = add_skipped_speech(
                found, audio, self._make_decoder(info.language), self._own.vad_threshold
            )
        builder = SegmentBuilder(audio.duration_ms, info.language)
        found_out = info.all_language_probs
        return Transcription(
            _make_segments(drop_hallucinations(found, audio), builder),
            language=language or to_bcp47(info.language),
            language_confidence=None
            if found_out is None
            else info.language_probability,
            language_probabilities={to_bcp47(each): p for each, p in found_out or ()},
        )

    def _make_decoder(self, code: str) -> Callable[[Audio], Iterator[Any]]:
        """Return a function that decodes a stretch without batches."""
        passed = build_arguments(evolve(self._own, batch_size=None))

        def decode(audio: Audio) -> Iterator[Any]:
            found, _ = self._model.transcribe(audio.float32(), language=code, **passed)
            return iter(found)

        return decode

    def close(self) -> None:
        """Free the weights."""
        self._model = None

    def _find_code(self, language: str | None) -> str | None:
        if language is None:
            return None if self._model.model.is_multilingual else "en"
        return get_engine_code(language, self._model.supported_languages, self._name)


def _make_segments(found: Iterator[Any], builder: SegmentBuilder) -> Iterator[Segment]:
    for item in found:
        pieces = ((w.word, w.start, w.end, w.probability) for w in item.words or ())
        segment = builder.build(
            item.text, pieces, item.avg_logprob, (item.start, item.end)
        )
        if segment is not None:
            yield segment
