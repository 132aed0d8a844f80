"""What the aligner asks of an acoustic model."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Protocol

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.spoken_forms.rows import Rows

__all__ = ["SAMPLE_RATE_HZ", "AcousticModel", "Floats", "Scores", "Spelling"]

SAMPLE_RATE_HZ = 16_000
Floats = NDArray[np.float32]


@frozen
class Spelling:
    """The ways to say one word of the script."""

    branches: tuple[tuple[str, ...], ...]
    """Rows of units: phones in IPA, or characters. Empty: nobody knows how."""
    readable: bool = True


@frozen(eq=False)
class Scores:
    """How well each frame fits each unit of a script: logarithms of probabilities."""

    units: Floats
    """One column a unit."""
    blank: Floats
    pause: Floats
    best: Floats
    """The best score of any unit of the model."""


class AcousticModel(Protocol):
    """Turns audio into frames, and words into units. All frames are equally long."""

    frame_ms: float

    def spell(self, words: Sequence[str], rows: Sequence[Rows]) -> list[Spelling]:
        """Return the ways to say each word.

        Args:
            words: As they are written.
            rows: How each of them is read.
        """

    def compute_log_probabilities(self, pcm: NDArray[np.int16]) -> Iterator[Floats]:
        """Yield frames, a row of tokens each, chunk by chunk."""

    def score(self, frames: Floats, units: Sequence[str]) -> Scores:
        """Return how well each frame fits each unit."""

    def classify(self, unit: str) -> Hashable:
        """Return the class that a unit of a script falls into when it is heard."""

    def classify_token(self, token: int) -> Hashable | None:
        """Return the class of a token; None for blanks, boundaries and the like."""

    def close(self) -> None:
        """Free the model; a second call does nothing."""
