"""Boundaries between two sounds, more finely than the acoustic model places them.

Around a boundary of the acoustic model's, every 2.5 ms is a candidate. A candidate gets
a score: a weighted sum of how much the loudness of three bands changes there, how much
the spectrum does, how well the steps before and after it suit their sounds, and how far
it lies from the model's boundary. Which weights hold depends on the classes of the two
sounds. Out of the scores come chances, and the boundary is put at their median.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np  # noqa: TID253
from attrs import field, frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.refine.acoustics import STEP_MS, Acoustics
from sync_core_plugins.hmm.refine.boundary_weights import COMMON, LEFT, RIGHT
from sync_core_plugins.hmm.refine.sound_classes import SoundClass

__all__ = ["REACH_MS", "BoundaryModel", "Transition"]

REACH_MS: Final = 60.0
"""How far a boundary may move."""
MARGIN_MS: Final = 10.0
"""What a boundary leaves of the sounds beside it, by the acoustic model's times."""
MAX_SHORT_FRAMES, MIN_LONG_FRAMES = 4, 12
"""No sound of the model's is under 3, so a short one may be shorter yet."""
NARROW_STEPS, WIDE_STEPS, BROAD_STEPS = 3, 8, 10
"""Steps to each side over which spectra and loudness are compared."""

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]


@frozen
class Transition:
    """A boundary between two sounds as the acoustic model gave it."""

    at_ms: float
    low_ms: float
    """Where the sound before starts."""
    high_ms: float
    """Where the sound after it ends."""
    left: SoundClass
    right: SoundClass
    left_frames: int
    right_frames: int


@frozen(eq=False)
class BoundaryModel:
    """Places boundaries in one clip."""

    steps: int
    _spectra: Floats = field(repr=False)
    _levels: Floats = field(repr=False)

    @classmethod
    def of(cls, acoustics: Acoustics) -> BoundaryModel:
        """Sum the clip up, so that the mean of any stretch is a difference."""
        return cls(
            len(acoustics.levels),
            _sum_up(acoustics.bands_db / 10),
            _sum_up(acoustics.levels),
        )

    def place(self, transition: Transition) -> float:
        """Return a boundary's place in ms."""
        moves, features = self.features(transition)
        if not len(moves):
            return transition.at_ms
        weights = np.add(np.add(COMMON, LEFT[transition.left]), RIGHT[transition.right])
        scores = features @ weights
        chances = np.cumsum(np.exp(scores - scores.max()))
        middle = np.searchsorted(chances, chances[-1] / 2)
        return transition.at_ms + float(moves[middle])

    def features(self, transition: Transition) -> tuple[Floats, Floats]:
        """Return the candidates, as moves in ms, and a row of features for each."""
        moves = np.arange(-REACH_MS, REACH_MS + STEP_MS, STEP_MS)
        at = np.round((transition.at_ms + moves) / STEP_MS).astype(np.int64)
        fits = (at >= 1) & (at < self.steps - 1)
        fits &= transition.at_ms + moves >= transition.low_ms + MARGIN_MS
        fits &= transition.at_ms + moves <= transition.high_ms - MARGIN_MS
        moves, at = moves[fits], at[fits]
        columns = [
            *self._list_differences(at),
            *self._list_passed(transition, at, moves),
        ]
        return moves, np.column_stack(columns)

    def _list_differences(self, at: Steps) -> Iterator[Floats]:
        """Return how much changes at each candidate."""
        before, behind = _average_beside(self._levels, at, BROAD_STEPS)
        yield from (3 * (behind - before)).T
        for steps in (NARROW_STEPS, WIDE_STEPS):
            before, behind = _average_beside(self._spectra, at, steps)
            yield 2 * np.sqrt(np.mean(np.square(behind - before), axis=1))

    def _list_passed(
        self, transition: Transition, at: Steps, moves: Floats
    ) -> Iterator[Floats]:
        """Return what the steps passed on the way sound like, and how far it is."""
        start = min(max(round(transition.at_ms / STEP_MS), 0), self.steps - 1)
        passed = (at - start)[:, None]
        yield from ((self._levels[at] - self._levels[start] - passed / 2) / 4).T
        far = moves / 20
        yield from (far, np.abs(far), far * far / 2)
        yield from (
            far * (n <= MAX_SHORT_FRAMES)
            for n in (transition.left_frames, transition.right_frames)
        )
        yield from (
            far * (n >= MIN_LONG_FRAMES)
            for n in (transition.left_frames, transition.right_frames)
        )


def _sum_up(rows: Floats) -> Floats:
    return np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])


def _average_beside(summed: Floats, at: Steps, steps: int) -> tuple[Floats, Floats]:
    """Return the means over some steps before and behind each candidate."""
    first, last = np.maximum(at - steps, 0), np.minimum(at + steps, len(summed) - 1)
    before = (summed[at] - summed[first]) / (at - first)[:, None]
    behind = (summed[last] - summed[at]) / (last - at)[:, None]
    return before, behind
