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
from sync_core_plugins.ctc.acoustic_model import Floats, Scores, Spelling, pieces
from sync_core_plugins.ctc.ipa import kind, phones, sounds
from sync_core_plugins.ctc.phone_similarity import likeness
from sync_core_plugins.ctc.pronunciation import Pronouncer
from sync_core_plugins.spoken_forms import Rows

__all__ = ["HamaModel"]

_HOP = 320
_PIECE_S, _OVERLAP_S = 10.0, 1.0
"""The engine drops whatever lies behind 30 s without a word, and its time grows with
the square of the length from 10 s on."""
_LEAST_LIKENESS = 0.01
_RELATIVE = 0.02
"""Weight of the scores among sounds alone: nearly all frames are blank, and only these
tell which sound is near."""
_FLOOR = 1e-5
_BOUNDARY_IN_WORD = 0.3
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
        self._likenesses: dict[str, Floats] = {}

    def spell(self, words: Sequence[str], rows: Sequence[Rows]) -> list[Spelling]:
        """Give the ways to say each word, in phones."""
        return list(map(self._pronouncer.spell, words, rows))

    def log_probabilities(self, pcm: NDArray[np.int16]) -> Iterator[Floats]:
        """Give frames piece by piece."""
        if self._engine is None:
            raise ModelError("the phone model is closed")
        session = self._engine.session
        for first, end, kept, behind in pieces(len(pcm), _HOP, _PIECE_S, _OVERLAP_S):
            samples = pcm[first:end].astype(np.float32) / np.float32(32768)
            given, count = session.run(
                ["log_probs", "out_lengths"],
                {"waveform": samples, "waveform_lengths": np.array([len(samples)])},
            )
            yield given[0][kept : min(behind, int(count[0]))]

    def scores(self, frames: Floats, units: Sequence[str]) -> Scores:
        """Fit frames to phones, each by all tokens that are like it."""
        chances = np.exp(frames)
        sounding = chances * self._sounding
        of_all = sounding.sum(axis=1, keepdims=True) + np.float32(1e-30)
        mixed = (1 - _RELATIVE) * sounding + _RELATIVE * sounding / of_all
        columns = [self._likeness(unit) for unit in units]
        weights = np.stack(columns, axis=1) if columns else self._sounding[:, None]
        blank, boundary = chances[:, self._blank], chances[:, self._boundary]
        return Scores(
            units=np.log(mixed @ weights + _FLOOR),
            blank=np.log(blank + _BOUNDARY_IN_WORD * boundary + _FLOOR),
            pause=np.log(blank + boundary + _FLOOR),
            best=np.log(mixed.max(axis=1) + _FLOOR),
        )

    def coarse(self, unit: str) -> str:
        """Give a phone's class: hama hears an English phone in its place."""
        return _class(unit)

    def heard(self, token: int) -> str | None:
        """Give the class of a token that is a phone."""
        return _class(self.tokens[token]) if self._sounding[token] else None

    def close(self) -> None:
        """Let go of the engine."""
        self._engine = None

    @cached_property
    def _sounding(self) -> Floats:
        """1 for each token that is a phone."""
        one = (len(phones(token)) == 1 and "<" not in token for token in self.tokens)
        return np.array(list(one), np.float32)

    def _likeness(self, phone: str) -> Floats:
        """Give how like a phone each token is; 1 for the likest."""
        if phone not in self._likenesses:
            row = np.array(
                [likeness(phone, t) if s else 0.0 for t, s in self._tokens()],
                np.float32,
            )
            row /= row.max()
            row[row < _LEAST_LIKENESS] = 0.0
            self._likenesses[phone] = row
        return self._likenesses[phone]

    def _tokens(self) -> Iterator[tuple[str, bool]]:
        return zip(self.tokens, self._sounding > 0, strict=True)


@lru_cache(maxsize=4096)
def _class(phone: str) -> str:
    """Put phones together that the model takes for each other."""
    first = sounds(phone)[0]
    if first.vowel:
        if kind(phone) == "glide":
            return "glide"
        return "open" if first.height > 2.5 else "front" if first.place < 3 else "back"
    name = kind(phone)
    place = "front" if first.place < 2.5 else "middle" if first.place < 5.5 else "back"
    placed = name in ("stop", "affricate", "nasal", "fricative")
    return f"{place} {name}" if placed else name
