"""The engine behind the record."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from attrs import evolve
from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: TID253

from sync_core import (
    Audio,
    EngineOptions,
    InputError,
    ModelError,
    Segment,
    Transcription,
    Word,
    primary_subtag,
    seconds_to_ms,
)
from sync_core_plugins.faster_whisper._arguments import arguments
from sync_core_plugins.faster_whisper._silence import drop_imagined
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions

# Whisper's own codes where they are not the primary subtag of BCP-47.
_ENGINE_CODES = {"jv": "jw", "nb": "no", "fil": "tl", "cmn": "zh", "iw": "he"}
_TAGS = {"jw": "jv"}
# Languages whose words the engine cuts by character (its Tokenizer's own list).
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


class FasterWhisperBackend:
    """One open model.

    Raises:
        ModelError: The engine cannot read the weights.
    """

    def __init__(self, options: EngineOptions) -> None:
        own = options.own
        self._own: FasterWhisperOptions = own or FasterWhisperOptions()
        self._name = options.model
        path = options.model_path
        if path is None:
            raise ModelError("faster-whisper needs a model: model='base'")
        try:
            self._model: Any = WhisperModel(
                str(path),
                device=options.device,
                compute_type=self._own.compute_type,
                cpu_threads=options.threads or 0,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"faster-whisper cannot open the model '{path}': {error}"
            ) from error

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        """Decode window by window; segments come as they are ready."""
        code = self._code(language)
        engine = self._model
        if self._own.batch_size is not None:
            engine = BatchedInferencePipeline(engine)
        found, info = engine.transcribe(
            audio.float32(), language=code, **arguments(self._own)
        )
        return Transcription(
            _segments(
                drop_imagined(found, audio),
                audio.duration_ms,
                spaced=info.language not in _WITHOUT_SPACES,
            ),
            language=language or _TAGS.get(info.language, info.language),
            language_confidence=None if code else float(info.language_probability),
        )

    def close(self) -> None:
        """Free the weights."""
        self._model = None

    def _code(self, language: str | None) -> str | None:
        known = self._model.supported_languages
        if language is None:
            return None if self._model.model.is_multilingual else "en"
        subtag = primary_subtag(language)
        code = _ENGINE_CODES.get(subtag, subtag)
        if code not in known:
            raise InputError(
                f"the model '{self._name}' does not know '{language}'; it knows: "
                f"{', '.join(sorted(known))}"
                + ("" if len(known) > 1 else ": take a model without '.en'")
            )
        return code


def _segments(
    found: Iterator[Any], duration_ms: int, *, spaced: bool
) -> Iterator[Segment]:
    floor = 0
    for item in found:
        words: list[Word] = []
        for word in item.words or ():
            start, end = _clamped(word.start, word.end, floor, duration_ms)
            text, score = word.word.strip(), _unit(word.probability)
            if words and spaced and text and not word.word[0].isspace():
                words[-1] = _joined(words[-1], text, end, score)
            elif text:
                words.append(Word(text, start, end, score))
                floor = start
        start, end = _clamped(item.start, item.end, 0, duration_ms)
        if words:
            start, end = words[0].start_ms or 0, max(w.end_ms or 0 for w in words)
        confidence = _unit(math.exp(item.avg_logprob))
        yield Segment(words, item.text.strip(), start, end, confidence=confidence)


def _joined(word: Word, tail: str, end_ms: int, score: float) -> Word:
    """Put together what the engine cut before a mark, such as ``LibriVox`` ``.org``."""
    return evolve(
        word,
        text=word.text + tail,
        end_ms=max(word.end_ms or 0, end_ms),
        confidence=min(word.confidence or 0, score),
    )


def _clamped(start: float, end: float, floor: int, ceiling: int) -> tuple[int, int]:
    """Times in ms that run forwards; the engine's may run back or past the end."""
    start_ms = max(floor, min(seconds_to_ms(start), ceiling))
    return start_ms, max(start_ms, min(seconds_to_ms(end), ceiling))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, float(value)))
