"""What the aligner needs from an acoustic model."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Protocol

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.spoken_forms import Rows

__all__ = ["RATE", "AcousticModel", "Floats", "Scores", "Spelling", "pieces"]

RATE = 16_000
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
    """Audio to frames, and words to units. All frames are equally long."""

    frame_ms: float

    def spell(self, words: Sequence[str], rows: Sequence[Rows]) -> list[Spelling]:
        """Give the ways to say each word, of which the rows say how it is read."""

    def log_probabilities(self, pcm: NDArray[np.int16]) -> Iterator[Floats]:
        """Give frames, a row of tokens each, piece by piece."""

    def scores(self, frames: Floats, units: Sequence[str]) -> Scores:
        """Fit frames to units."""

    def coarse(self, unit: str) -> Hashable:
        """Give the class that a unit of a script falls into when it is heard."""

    def heard(self, token: int) -> Hashable | None:
        """Give the class of a token; None for blanks, boundaries and the like."""

    def close(self) -> None:
        """Free the model; a second call does nothing."""


def pieces(
    samples: int, hop: int, length_s: float, overlap_s: float
) -> Iterator[tuple[int, int, int, int]]:
    """Cut audio into overlapping pieces.

    Gives for each the samples to look at, from and to, then the frames of what comes
    out that are to be kept, from and to: those in the middle of each overlap meet.
    """
    length, overlap = (
        max(1, round(seconds * RATE / hop)) * hop for seconds in (length_s, overlap_s)
    )
    if samples <= length + 2 * overlap:
        yield 0, samples, 0, -(-samples // hop)
        return
    for start in range(0, samples, length):
        first, end = max(0, start - overlap), min(samples, start + length + overlap)
        if samples - (start + length) <= overlap:
            yield first, samples, (start - first) // hop, -(-(samples - first) // hop)
            return
        kept = (start - first) // hop
        yield first, end, kept, kept + length // hop
