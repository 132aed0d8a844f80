"""The backend ``whisper-cpp``: one open model, for files and for live streams."""

from __future__ import annotations

import threading
from itertools import chain

from sync_core import (
    Audio,
    EngineOptions,
    Finding,
    InputError,
    ModelError,
    Transcription,
)
from sync_core.models.ggml import read_ggml_shape
from sync_core_plugins.whisper_cpp.binding import pw
from sync_core_plugins.whisper_cpp.chunking import Chunk, cut_chunks
from sync_core_plugins.whisper_cpp.context import Context
from sync_core_plugins.whisper_cpp.live_stream import LiveStream
from sync_core_plugins.whisper_cpp.model_shape import (
    count_languages,
    find_alignment_heads,
)
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from sync_core_plugins.whisper_cpp.parameters import Parameters
from sync_core_plugins.whisper_cpp.segment_decoder import SegmentDecoder
from sync_core_plugins.whisper_cpp.transcription import StoppableTranscription
from sync_core_plugins.whisper_family.languages import get_engine_code, to_bcp47

__all__ = ["WhisperCppBackend"]


class WhisperCppBackend:
    """One open model.

    Raises:
        ModelError: The file is no whole model for whisper.cpp, or there is no such
            device.
        InputError: The number of threads is no such number.
    """

    def __init__(self, options: EngineOptions) -> None:
        self._own: WhisperCppOptions = options.own or WhisperCppOptions()
        self._name = options.model
        if options.model_path is None:
            raise ModelError("whisper-cpp needs a model: model='base'")
        if options.threads is not None and options.threads < 1:
            raise InputError(f"threads is a number from 1 on, not {options.threads}")
        self._shape = read_ggml_shape(options.model_path)
        self._context = Context(
            options.model_path,
            heads=find_alignment_heads(self._shape, options.model or ""),
            use_gpu=_choose_gpu(options.device),
        )
        self._parameters = Parameters(
            options.threads, self._shape.audio_ctx, self._context.by_attention
        )

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        """Decode chunk by chunk; each chunk's segments come when it is done."""
        code = self._find_code(language)
        chunks = cut_chunks(audio, self._own.vad_threshold)
        stop, shares = threading.Event(), dict[str, float]()
        findings = list[Finding]()
        self._context.stop_on_close(stop)
        if code is None:
            first = next(chunks, None)
            if first is None:
                return Transcription(iter(()))
            shares = self._detect_language(audio, first, stop)
            code = next(iter(shares))
            chunks = chain([first], chunks)
        decoder = SegmentDecoder(
            self._context, self._parameters, self._own, audio, code, stop, findings
        )
        return StoppableTranscription(
            decoder.decode(chunks),
            stop,
            findings,
            language=language or to_bcp47(code),
            language_confidence=shares.get(code),
            language_probabilities={to_bcp47(each): p for each, p in shares.items()},
        )

    def open_stream(self, language: str | None = None) -> LiveStream:
        """Open a stream that shares the model with others."""
        return LiveStream(
            self._context, self._parameters, self._own, self._find_code(language)
        )

    def close(self) -> None:
        """Stop what runs and free the weights."""
        self._context.close()

    def _find_code(self, language: str | None) -> str | None:
        if language is None:
            return None if self._shape.multilingual else "en"
        count = count_languages(self._shape)
        known = [pw.whisper_lang_str(number) for number in range(count)]
        return get_engine_code(language, known, self._name)

    def _detect_language(
        self, audio: Audio, chunk: Chunk, stop: threading.Event
    ) -> dict[str, float]:
        params = self._parameters.build(chunk, "", self._own)
        samples = audio.slice(chunk.start_ms, chunk.end_ms).float32()
        return self._context.detect_language(params, samples, stop)


def _choose_gpu(device: str) -> bool:
    """Return whether to use a GPU.

    Raises:
        ModelError: There is no such device.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise ModelError(f"whisper-cpp runs on auto, cpu or cuda, not on {device!r}")
    has_cuda = "CUDA" in pw.whisper_print_system_info()
    if device == "cuda" and not has_cuda:
        raise ModelError(
            "this build of pywhispercpp has no CUDA: take device='cpu', or build "
            "pywhispercpp with GGML_CUDA=1"
        )
    return has_cuda and device != "cpu"
