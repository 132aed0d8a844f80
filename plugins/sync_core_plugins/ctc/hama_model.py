"""The phone model of hama: 191 IPA tokens, 20 ms frames."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np  # noqa: TID253
from hama._engine import available  # noqa: TID253
from hama.asr import ASRModel  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core import ModelError
from sync_core_plugins.ctc.acoustic_model import Floats, Scores, Spelling
from sync_core_plugins.ctc.chunking import cut_chunks
from sync_core_plugins.ctc.ipa import classify_phone, parse_sounds, split_phones
from sync_core_plugins.ctc.phone_similarity import compute_similarity
from sync_core_plugins.ctc.pronunciation import Pronouncer
from sync_core_plugins.spoken_forms import Rows

__all__ = ["HamaModel"]

_HOP_SAMPLES = 320
_CHUNK_S, _OVERLAP_S = 10.0, 1.0
"""The engine drops whatever lies behind 30 s without a word, and its time grows with
the square of the length from 10 s on."""
_MIN_SIMILARITY = 0.01
_RELATIVE_WEIGHT = 0.02
"""Weight of the scores among sounds alone: nearly all frames are blank, and only these
tell which sound is near."""
_PROBABILITY_FLOOR = 1e-5
_BOUNDARY_WEIGHT = 0.3
"""Share of the boundary token's score that counts as blank within a word: the model
knows English words, and parts others."""


class HamaModel:
    """The packaged weights, and pronunciations of one language.

    Raises:
        MissingDependencyError: The language's pronunciations are not installed.
        ModelError: hama has no engine for this machine.
    """

    frame_ms = 20.0

    def __init__(self, language: str | None) -> None:
        if not available():
            raise ModelError(
                "hama, whose phone model the aligner 'ctc' uses, has no engine for "
                "this machine: it runs on Linux and macOS; give model_path=... or "
                "choose another aligner"
            )
        self._pronouncer = Pronouncer(language)
        self._engine: ASRModel | None = ASRModel()
        tokens: list[str] = self._engine.decoder_tokens
        self._blank, self._boundary = tokens.index("<blank>"), tokens.index("<wb>")
        self.tokens = [unicodedata.normalize("NFD", token) for token in tokens]
        self._similarities: dict[str, Floats] = {}

    def spell(self, words: Sequence[str], rows: Sequence[Rows]) -> list[Spelling]:
        """Return the ways to say each word, in phones."""
        return list(map(self._pronouncer.spell, words, rows))

    def compute_log_probabilities(self, pcm: NDArray[np.int16]) -> Iterator[Floats]:
        """Yield frames chunk by chunk."""
        if self._engine is None:
            raise ModelError("the phone model is closed")
        session = self._engine.session
        for first, end, kept, behind in cut_chunks(
            len(pcm), _HOP_SAMPLES, _CHUNK_S, _OVERLAP_S
        ):
            samples = pcm[first:end].astype(np.float32) / np.float32(32768)
            given, count = session.run(
                ["log_probs", "out_lengths"],
                {"waveform": samples, "waveform_lengths": np.array([len(samples)])},
            )
            yield given[0][kept : min(behind, int(count[0]))]

    def score(self, frames: Floats, units: Sequence[str]) -> Scores:
        """Return how well each frame fits each phone, by all similar tokens."""
        chances = np.exp(frames)
        phones = chances * self._phone_mask
        of_all = phones.sum(axis=1, keepdims=True) + np.float32(1e-30)
        mixed = (1 - _RELATIVE_WEIGHT) * phones + _RELATIVE_WEIGHT * phones / of_all
        columns = [self._get_similarities(unit) for unit in units]
        weights = np.stack(columns, axis=1) if columns else self._phone_mask[:, None]
        blank, boundary = chances[:, self._blank], chances[:, self._boundary]
        return Scores(
            units=np.log(mixed @ weights + _PROBABILITY_FLOOR),
            blank=np.log(blank + _BOUNDARY_WEIGHT * boundary + _PROBABILITY_FLOOR),
            pause=np.log(blank + boundary + _PROBABILITY_FLOOR),
            best=np.log(mixed.max(axis=1) + _PROBABILITY_FLOOR),
        )

    def classify(self, unit: str) -> str:
        """Return a phone's class: hama hears an English phone in its place."""
        return _classify(unit)

    def classify_token(self, token: int) -> str | None:
        """Return the class of a token that is a phone."""
        return _classify(self.tokens[token]) if self._phone_mask[token] else None

    def close(self) -> None:
        """Free the engine."""
        self._engine = None

    @cached_property
    def _phone_mask(self) -> Floats:
        """An array with 1 for each token that is a phone, else 0."""
        one = (
            len(split_phones(token)) == 1 and "<" not in token for token in self.tokens
        )
        return np.array(list(one), np.float32)

    def _get_similarities(self, phone: str) -> Floats:
        """Return how similar to a phone each token is; 1 for the most similar."""
        if phone not in self._similarities:
            row = np.array(
                [
                    compute_similarity(phone, t) if s else 0.0
                    for t, s in self._iterate_tokens()
                ],
                np.float32,
            )
            row /= row.max()
            row[row < _MIN_SIMILARITY] = 0.0
            self._similarities[phone] = row
        return self._similarities[phone]

    def _iterate_tokens(self) -> Iterator[tuple[str, bool]]:
        return zip(self.tokens, self._phone_mask > 0, strict=True)


@lru_cache(maxsize=4096)
def _classify(phone: str) -> str:
    """Return the class of phones that the model takes for each other."""
    first = parse_sounds(phone)[0]
    if first.vowel:
        if classify_phone(phone) == "glide":
            return "glide"
        return "open" if first.height > 2.5 else "front" if first.place < 3 else "back"
    name = classify_phone(phone)
    place = "front" if first.place < 2.5 else "middle" if first.place < 5.5 else "back"
    placed = name in ("stop", "affricate", "nasal", "fricative")
    return f"{place} {name}" if placed else name
