"""Where one sound gives way to the next, more finely than the acoustic model says.

Around an edge of the acoustic model's, every 2.5 ms is a candidate. A candidate gets a
score: a weighted sum of how much the loudness of three bands changes there, how much
the spectrum does, how well the steps before and behind it suit their sounds, and how
far it lies from the model's edge. Which weights hold depends on the kinds of the two
sounds. Out of the scores come chances, and the edge is put at their median.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np  # noqa: TID253
from attrs import field, frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.refine.acoustics import STEP_MS, Acoustics
from sync_core_plugins.hmm.refine.boundary_weights import COMMON, LEFT, RIGHT
from sync_core_plugins.hmm.refine.sound_classes import Kind

__all__ = ["REACH_MS", "ChangeEdge", "Changes"]

REACH_MS: Final = 60.0
"""How far an edge may move."""
MARGIN_MS: Final = 10.0
"""What an edge leaves of the sounds beside it, by the acoustic model's edges."""
SHORT, LONG = 4, 12
"""Frames. No sound of the model's is under 3, so a short one may be shorter yet."""
_NARROW, _WIDE, _BROAD = 3, 8, 10
"""Steps to each side over which spectra and loudness are compared."""

Floats = NDArray[np.float64]
Steps = NDArray[np.int64]


@frozen
class ChangeEdge:
    """An edge between two sounds as the acoustic model gave it."""

    at_ms: float
    low_ms: float
    """Where the sound before starts."""
    high_ms: float
    """Where the sound behind ends."""
    left: Kind
    right: Kind
    left_frames: int
    right_frames: int


@frozen(eq=False)
class Changes:
    """A clip, ready to be asked about its edges."""

    steps: int
    _spectra: Floats = field(repr=False)
    _levels: Floats = field(repr=False)

    @classmethod
    def of(cls, acoustics: Acoustics) -> Changes:
        """Sum the clip up, so that the mean of any stretch is a difference."""
        return cls(
            len(acoustics.levels),
            _summed(acoustics.bands_db / 10),
            _summed(acoustics.levels),
        )

    def place(self, edge: ChangeEdge) -> float:
        """Give the edge's place in ms."""
        moves, features = self.features(edge)
        if not len(moves):
            return edge.at_ms
        weights = np.add(np.add(COMMON, LEFT[edge.left]), RIGHT[edge.right])
        scores = features @ weights
        chances = np.cumsum(np.exp(scores - scores.max()))
        middle = np.searchsorted(chances, chances[-1] / 2)
        return edge.at_ms + float(moves[middle])

    def features(self, edge: ChangeEdge) -> tuple[Floats, Floats]:
        """Give the candidates, as moves in ms, and a row of features for each."""
        moves = np.arange(-REACH_MS, REACH_MS + STEP_MS, STEP_MS)
        at = np.round((edge.at_ms + moves) / STEP_MS).astype(np.int64)
        fits = (at >= 1) & (at < self.steps - 1)
        fits &= edge.at_ms + moves >= edge.low_ms + MARGIN_MS
        fits &= edge.at_ms + moves <= edge.high_ms - MARGIN_MS
        moves, at = moves[fits], at[fits]
        columns = [*self._differences(at), *self._moved(edge, at, moves)]
        return moves, np.column_stack(columns)

    def _differences(self, at: Steps) -> Iterator[Floats]:
        """Give how much changes at each candidate."""
        before, behind = _beside(self._levels, at, _BROAD)
        yield from (3 * (behind - before)).T
        for steps in (_NARROW, _WIDE):
            before, behind = _beside(self._spectra, at, steps)
            yield 2 * np.sqrt(np.mean(np.square(behind - before), axis=1))

    def _moved(self, edge: ChangeEdge, at: Steps, moves: Floats) -> Iterator[Floats]:
        """Give what the steps passed on the way sound like, and how far it is."""
        start = min(max(round(edge.at_ms / STEP_MS), 0), self.steps - 1)
        passed = (at - start)[:, None]
        yield from ((self._levels[at] - self._levels[start] - passed / 2) / 4).T
        far = moves / 20
        yield from (far, np.abs(far), far * far / 2)
        yield from (far * (n <= SHORT) for n in (edge.left_frames, edge.right_frames))
        yield from (far * (n >= LONG) for n in (edge.left_frames, edge.right_frames))


def _summed(rows: Floats) -> Floats:
    return np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])


def _beside(summed: Floats, at: Steps, steps: int) -> tuple[Floats, Floats]:
    """Give the means over some steps before and behind each candidate."""
    first, last = np.maximum(at - steps, 0), np.minimum(at + steps, len(summed) - 1)
    before = (summed[at] - summed[first]) / (at - first)[:, None]
    behind = (summed[last] - summed[at]) / (last - at)[:, None]
    return before, behind
