"""Character models in ONNX form, as the wav2vec2 family is exported."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core import ModelError
from sync_core_plugins.ctc.acoustic_model import (
    SAMPLE_RATE_HZ,
    Floats,
    Scores,
    Spelling,
)
from sync_core_plugins.ctc.chunking import cut_chunks
from sync_core_plugins.spoken_forms import Rows

__all__ = ["CharacterModel"]

_HOP_SAMPLES = 320
"""The family's convolutions make a frame of 20 ms."""
_MIN_SAMPLES = 400
"""The field that the first frame looks at."""
_CHUNK_S, _OVERLAP_S = 20.0, 1.0
_PROBABILITY_FLOOR = 1e-5
_BLANKS = ("<pad>", "[PAD]", "<blank>", "<ctc_blank>")
_DELIMITERS = ("|", " ", "▁")
_VARIANCE_EPSILON = 1e-7
"""Added to the variance, as the family's own preprocessing does."""


class CharacterModel:
    """A model that hears characters.

    Args:
        path: The ONNX file.
        tokens: The vocabulary: tokens, and their columns.
        normalised: Whether the model wants audio of no mean and unit variance.

    Raises:
        ModelError: The file cannot be opened, or the vocabulary does not fit.
    """

    frame_ms = 1000 * _HOP_SAMPLES / SAMPLE_RATE_HZ

    def __init__(
        self, path: Path, tokens: Mapping[str, int], *, normalised: bool = True
    ) -> None:
        self._normalised = normalised
        self._session: Any = _open_session(path)
        self._input = self._session.get_inputs()[0].name
        self._tokens = dict(tokens)
        self._blank = _find_token(tokens, _BLANKS)
        if self._blank is None:
            raise ModelError(
                f"the vocabulary of {path} has no blank, that is none of: "
                f"{' '.join(_BLANKS)}"
            )
        self._delimiter = _find_token(tokens, _DELIMITERS)
        special = {"<", "["}
        self._letters = {
            column: token
            for token, column in tokens.items()
            if column not in (self._blank, self._delimiter) and token[:1] not in special
        }
        cased = "".join(self._letters.values())
        self._upper = cased.isupper()
        self._lower = cased == cased.lower()

    def spell(self, words: Sequence[str], rows: Sequence[Rows]) -> list[Spelling]:
        """Return the ways to write each word with the vocabulary's characters."""
        return list(map(self._spell, words, rows))

    def _spell(self, text: str, readings: Rows) -> Spelling:
        rows: list[tuple[str, ...]] = []
        for reading in readings or ((text,),):
            row = tuple(c for word in reading for c in self._split_characters(word))
            if row and row not in rows:
                rows.append(row)
        return Spelling(tuple(rows), readable=bool(rows))

    def _split_characters(self, word: str) -> Iterator[str]:
        """Yield a word's characters; what the vocabulary lacks, in parts or not."""
        cased = word.upper() if self._upper else word.lower() if self._lower else word
        known = set(self._letters.values())
        for character in unicodedata.normalize("NFC", cased):
            if character in known:
                yield character
            else:
                parts = unicodedata.normalize("NFKD", character)
                yield from (part for part in parts if part in known)

    def compute_log_probabilities(self, pcm: NDArray[np.int16]) -> Iterator[Floats]:
        """Yield frames chunk by chunk."""
        if self._session is None:
            raise ModelError("the character model is closed")
        for first, end, kept, behind in cut_chunks(
            len(pcm), _HOP_SAMPLES, _CHUNK_S, _OVERLAP_S
        ):
            yield self._run_model(pcm[first:end])[kept:behind]

    def _run_model(self, pcm: NDArray[np.int16]) -> Floats:
        samples = pcm.astype(np.float32) / np.float32(32768)
        if self._normalised:
            deviation = np.sqrt(samples.var() + np.float32(_VARIANCE_EPSILON))
            samples = (samples - samples.mean()) / deviation
        samples = np.pad(samples, (0, max(0, _MIN_SAMPLES - len(samples))))
        given = np.asarray(self._session.run(None, {self._input: samples[None]})[0])
        columns = max(self._tokens.values()) + 1
        if given.ndim != 3 or given.shape[2] < columns:
            raise ModelError(
                f"the model gives an array of {given.shape}, the vocabulary has "
                f"{columns} tokens: they do not belong together"
            )
        logits = given[0].astype(np.float32)
        top = logits.max(axis=1, keepdims=True)
        total = np.log(np.exp(logits - top).sum(axis=1, keepdims=True)) + top
        return np.asarray(logits - total, np.float32)

    def score(self, frames: Floats, units: Sequence[str]) -> Scores:
        """Return how well each frame fits each character."""
        chances = np.exp(frames) + np.float32(_PROBABILITY_FLOOR)
        blank = chances[:, self._blank]
        delimiter = 0.0 if self._delimiter is None else chances[:, self._delimiter]
        columns = [self._tokens[unit] for unit in units]
        return Scores(
            units=np.log(chances[:, columns]),
            blank=np.log(blank),
            pause=np.log(blank + delimiter),
            best=np.log(chances[:, sorted(self._letters)].max(axis=1)),
        )

    def classify(self, unit: str) -> str:
        """Return the character itself."""
        return unit

    def classify_token(self, token: int) -> str | None:
        """Return a token's character."""
        return self._letters.get(token)

    def close(self) -> None:
        """Free the model."""
        self._session = None


def _find_token(tokens: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((tokens[name] for name in names if name in tokens), None)


def _open_session(path: Path) -> Any:
    import onnxruntime

    if not path.is_file():
        raise ModelError(
            f"no model at {path}: model_path names an ONNX file, or a folder that "
            "holds model.onnx and vocab.json"
        )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise ModelError(f"{path} cannot be opened as ONNX: {error}") from error
    if not session.get_inputs() or not session.get_outputs():
        raise ModelError(f"{path} has no input or no output")
    return session
