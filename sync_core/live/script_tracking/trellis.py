"""The likeliest ways through a script, given what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core.live.script_tracking.emission_model import EmissionModel

__all__ = ["Trellis"]

# Costs in nats, that is minus the logarithm of how often it happens.
_LEAVE_COST = 2.3
"""A word that the script does not have: one in ten."""
_STAY_COST = 0.05
"""Another one behind it: who digresses does so for some twenty words."""
_RESUME_COST = 3.0
"""Back to the script: the rest. With digressions of three words, talk that had nothing
to do with a script gave certain positions for 3 to 10 of 100 words; so, for none."""
_SKIP_COST = 2.0
_BACK_COST = 3.0
_DISTANCE_COST = 0.25
"""For each further word that is skipped or said again."""
_JUMP_COST = 4.0
"""To anywhere, beside the logarithm of how many places there are."""
_MID_PHRASE_COST, _MID_SENTENCE_COST = 2.0, 1.0
"""More for going to the middle of a phrase, or to a phrase in mid-sentence, than to a
sentence: that is where people begin again."""
_CERTAIN_MARGIN = 3.0
"""Nats by which a way is less likely, that is 20 times, and no longer counts."""

Floats = NDArray[np.float32]
Indices = NDArray[np.int32]


@frozen(eq=False)
class _Column:
    """What is kept after one heard unit: the states within the beam.

    A state is twice the number of script units that lie behind it, and one more if the
    last heard unit is not in the script.
    """

    states: Indices
    scores: Floats
    predecessors: Indices
    """The state that each comes from."""


class Trellis:
    """A hidden Markov model whose states are the places in a script.

    A heard unit is matched with the next unit of the script, with one further on or
    further back, with one anywhere else, or with none.

    Args:
        forms: The script's units.
        sentences: Those that begin a sentence.
        phrases: Those that begin a phrase.
    """

    def __init__(
        self, forms: Sequence[str], sentences: Sequence[int], phrases: Sequence[int]
    ) -> None:
        self._emissions = EmissionModel(forms)
        count = len(forms)
        self._target_costs = np.full(count, _MID_PHRASE_COST, np.float32)
        self._target_costs[list(phrases)] = _MID_SENTENCE_COST
        self._target_costs[list(sentences)] = 0
        self._jump_cost = _JUMP_COST + log(count)
        # Wide enough for a jump to a word that is what was heard.
        self._beam = self._jump_cost + _MID_PHRASE_COST
        ramp = _DISTANCE_COST * np.arange(count + 1)
        self._distance_costs = ramp.astype(np.float32)
        self._places = np.arange(count + 1, dtype=np.int32)
        zero = np.zeros(1, np.int32)
        self._base = _Column(zero, np.zeros(1, np.float32), zero)
        self._columns: list[_Column] = []
        self._heard: list[str] = []

    def __len__(self) -> int:
        """Return how many heard units are still open."""
        return len(self._heard)

    def update(self, forms: Sequence[str]) -> None:
        """Take all heard units that are still open, which may differ from before."""
        same = 0
        for old, new in zip(self._heard, forms, strict=False):
            if old != new:
                break
            same += 1
        del self._columns[same:]
        self._heard = list(forms)
        for form in forms[same:]:
            self._columns.append(self._compute_column(form))

    def find_path(self) -> list[int | None]:
        """Return the script's unit for each open one, on the likeliest way."""
        if not self._columns:
            return []
        last = self._columns[-1]
        state = int(last.states[np.argmax(last.scores)])
        path: list[int | None] = []
        for column in reversed(self._columns):
            path.append(_find_unit(state))
            at = np.searchsorted(column.states, state)
            state = int(column.predecessors[at])
        return path[::-1]

    def find_certain(self) -> list[bool]:
        """Return for the first open units whether all likely ways agree on their place.

        The list ends where the likely ways have last been in one place: what was heard
        up to there is as clear as it will ever be.
        """
        if not self._columns:
            return []
        last = self._columns[-1]
        states = last.states[last.scores >= last.scores.max() - _CERTAIN_MARGIN]
        agreed: list[bool] = []
        for column in reversed(self._columns):
            if agreed or len(states) == 1:
                places = np.where(states % 2, -1, states)
                agreed.append(bool((places == places[0]).all()))
            at = np.searchsorted(column.states, states)
            states = np.unique(column.predecessors[at])
        return agreed[::-1]

    def close(self, count: int) -> None:
        """Close the first open units: their places no longer change."""
        if count:
            self._base = self._columns[count - 1]
            del self._columns[:count], self._heard[:count]

    def _compute_column(self, form: str) -> _Column:
        last = self._columns[-1] if self._columns else self._base
        on, off = self._spread(last)
        source = np.maximum(on, off - _RESUME_COST)
        came = 2 * self._places + (off - _RESUME_COST > on)
        reached, at = self._score_transitions(source)
        matched = np.full_like(on, -np.inf)
        matched[1:] = reached + self._emissions.score(form)
        strayed = np.maximum(on - _LEAVE_COST, off - _STAY_COST)
        both = np.empty(2 * len(on), np.float32)
        both[::2], both[1::2] = matched, strayed
        before = np.empty(2 * len(on), np.int32)
        before[2::2] = came[at]
        before[1::2] = 2 * self._places + (off - _STAY_COST > on - _LEAVE_COST)
        highest = both.max()
        states = np.flatnonzero(both >= highest - self._beam)
        return _Column(states.astype(np.int32), both[states] - highest, before[states])

    def _spread(self, column: _Column) -> tuple[Floats, Floats]:
        """Return the scores of all places on the script, and of all places off it."""
        both = np.full(2 * len(self._places), -np.inf, np.float32)
        both[column.states] = column.scores
        return both[::2].copy(), both[1::2].copy()

    def _score_transitions(self, source: Floats) -> tuple[Floats, Indices]:
        """Return the best score that reaches each unit, and the place it comes from."""
        best, at = source[:-1].copy(), self._places[:-1].copy()
        targets, ramp = self._target_costs, self._distance_costs
        jump = int(np.argmax(source))
        _replace_worse(
            best, at, source[jump] - self._jump_cost - targets, np.int32(jump)
        )
        ahead, from_ahead = _accumulate_max(source + ramp)
        skipped = ahead[:-2] - ramp[1:-1] - np.float32(_SKIP_COST)
        _replace_worse(best[1:], at[1:], skipped, from_ahead[:-2])
        back, from_back = _accumulate_max((source - ramp)[::-1])
        again = back[::-1][1:] + ramp[1:] - np.float32(_BACK_COST) - targets
        last = np.int32(len(source) - 1)
        _replace_worse(best, at, again, last - from_back[::-1][1:])
        return best, at


def _replace_worse(
    best: Floats, at: Indices, other: Floats, where: Indices | np.int32
) -> None:
    """Put another way in where it is better."""
    wins = other > best
    np.copyto(best, other, where=wins)
    np.copyto(at, where, where=wins)


def _accumulate_max(values: Floats) -> tuple[Floats, Indices]:
    """Return the highest value up to each place, and the last place that has it."""
    highest = np.maximum.accumulate(values)
    numbers = np.arange(len(values), dtype=np.int32)
    return highest, np.maximum.accumulate(np.where(values == highest, numbers, 0))


def _find_unit(state: int) -> int | None:
    return None if state % 2 else state // 2 - 1
