"""What is asked of CTranslate2's Whisper: to encode audio, and to read known text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np  # noqa: TID253
from attrs import frozen
from faster_whisper.tokenizer import Tokenizer  # noqa: TID253

from sync_core import Audio, EngineOptions, ModelError
from sync_core.models import model_info
from sync_core_plugins.whisper_attention.subword_tokens import SubwordTokens
from sync_core_plugins.whisper_family.ctranslate2_model import open_ctranslate2_model
from sync_core_plugins.whisper_family.languages import get_engine_code

__all__ = ["EncodedAudio", "Engine", "ForcedDecoding"]

FRAME_MS = 20
"""The encoder's step."""
MEDIAN_FILTER = 3
"""Frames over which attention is smoothed. The engine's 7 suits whole words; for pieces
of words, 1 to 5 were alike and 7 and 9 worse by 1 to 4 ms in the median."""


@frozen
class EncodedAudio:
    """Encoded audio, and how many frames of it are not padding."""

    encoded: Any
    frames: int


@frozen
class ForcedDecoding:
    """How the decoder read a known text, token by token."""

    starts_ms: tuple[float, ...]
    """When it first looked for each token, and for the end of the text."""
    log_probabilities: tuple[float, ...]
    """How likely it held each token, given the audio and the text before."""


class Engine:
    """One open model.

    Raises:
        ModelError: The engine cannot read the weights, or their attention does not
            follow the speech.
    """

    def __init__(self, options: EngineOptions) -> None:
        self._name = options.model
        path = options.model_path
        if path is None:
            raise ModelError("the whisper aligner needs a model: model='base'")
        _check_attention(options.model, path.name)
        compute_type = getattr(options.own, "compute_type", "auto")
        self._model: Any = open_ctranslate2_model(
            options, compute_type, "the whisper aligner"
        )

    def find_code(self, language: str) -> str:
        """Return the model's code of a language.

        Raises:
            InputError: The model does not know it.
        """
        return get_engine_code(language, self._model.supported_languages, self._name)

    def encode(self, audio: Audio) -> EncodedAudio:
        """Encode up to 30 s, followed by digital silence as in the training data."""
        extractor = self._model.feature_extractor
        samples = np.zeros(extractor.n_samples, dtype=np.float32)
        samples[: len(audio.pcm)] = audio.float32()
        features = extractor(samples, padding=0)[:, : extractor.nb_max_frames]
        missing = extractor.nb_max_frames - features.shape[1]
        features = np.pad(features, ((0, 0), (0, missing)), mode="edge")
        frames = max(1, math.ceil(audio.duration_ms / FRAME_MS))
        return EncodedAudio(self._model.encode(features), frames)

    def detect_language(self, heard: EncodedAudio) -> str:
        """Return the code of the language that is most likely spoken."""
        if not self._model.model.is_multilingual:
            return "en"
        (found,) = self._model.model.detect_language(heard.encoded)
        return str(found[0][0]).strip("<|>")

    def tokenize(self, text: str) -> list[int]:
        """Return the tokens of a text."""
        encoding = self._model.hf_tokenizer.encode(text, add_special_tokens=False)
        return list(encoding.ids)

    def decode_forced(
        self, heard: EncodedAudio, pieces: SubwordTokens, code: str
    ) -> ForcedDecoding:
        """Return where the decoder looks when it reads known text, and how sure."""
        multilingual = self._model.model.is_multilingual
        tokenizer = Tokenizer(
            self._model.hf_tokenizer, multilingual, task="transcribe", language=code
        )
        (found,) = self._model.model.align(
            heard.encoded,
            tokenizer.sot_sequence,
            [list(pieces.tokens)],
            2 * heard.frames,
            median_filter_width=MEDIAN_FILTER,
        )
        return ForcedDecoding(
            _find_starts(found.alignments, len(pieces.tokens) + 1),
            tuple(math.log(max(float(p), 1e-10)) for p in found.text_token_probs),
        )

    def close(self) -> None:
        """Free the weights; a second call does nothing."""
        self._model = None


def _find_starts(path: Sequence[tuple[int, int]], count: int) -> tuple[float, ...]:
    """Return the time at which the path first comes to each token."""
    first: dict[int, int] = {}
    for token, frame in path:
        first.setdefault(token, frame)
    starts: list[float] = []
    for token in range(count):
        known = first.get(token)
        starts.append(starts[-1] if known is None else float(known * FRAME_MS))
    return tuple(starts)


def _check_attention(*names: str | None) -> None:
    for name in names:
        info = model_info(name) if name else None
        if info is not None and not info.attention_times:
            raise ModelError(
                f"the attention of '{info.name}' does not follow the speech, its "
                "decoder is too small: take base, small, medium or large-v3"
            )
