"""The likeliest ways through a script, given what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core.live.script_tracking.likelihood import Likeness

__all__ = ["Trellis"]

# Costs in nats, that is minus the logarithm of how often it happens.
_LEAVE = 2.3
"""A word that the script does not have: one in ten."""
_STAY = 0.05
"""Another one behind it: who digresses does so for some twenty words."""
_RESUME = 3.0
"""Back to the script: the rest. With digressions of three words, talk that had nothing
to do with a script gave certain positions for 3 to 10 of 100 words; so, for none."""
_SKIP = 2.0
_BACK = 3.0
_FARTHER = 0.25
"""For each further word that is skipped or said again."""
_JUMP = 4.0
"""To anywhere, beside the logarithm of how many places there are."""
_IN_PHRASE, _IN_SENTENCE = 2.0, 1.0
"""More for going to the middle of a phrase, or to a phrase in mid-sentence, than to a
sentence: that is where people begin again."""
_SURE = 3.0
"""By so much less likely, that is 20 times, a way no longer counts."""

Floats = NDArray[np.float32]
Indices = NDArray[np.int32]


@frozen(eq=False)
class _Step:
    """What is kept after one heard unit: the ways that are not given up.

    A state is twice the number of script units that lie behind it, and one more if the
    last heard unit is not in the script.
    """

    states: Indices
    scores: Floats
    before: Indices
    """The state each comes from."""


class Trellis:
    """A hidden Markov model whose states are the places in a script.

    What is heard is matched with the next unit of the script, with one further on or
    further back, with one anywhere else, or with none.

    Args:
        forms: The script's units.
        sentences: Those that begin a sentence.
        phrases: Those that begin a phrase.
    """

    def __init__(
        self, forms: Sequence[str], sentences: Sequence[int], phrases: Sequence[int]
    ) -> None:
        self._likeness = Likeness(forms)
        count = len(forms)
        self._target = np.full(count, _IN_PHRASE, np.float32)
        self._target[list(phrases)] = _IN_SENTENCE
        self._target[list(sentences)] = 0
        self._jump = _JUMP + log(count)
        # Wide enough for a jump to a word that is what was heard.
        self._beam = self._jump + _IN_PHRASE
        self._ramp = (_FARTHER * np.arange(count + 1)).astype(np.float32)
        self._numbers = np.arange(count + 1, dtype=np.int32)
        zero = np.zeros(1, np.int32)
        self._base = _Step(zero, np.zeros(1, np.float32), zero)
        self._steps: list[_Step] = []
        self._heard: list[str] = []

    def __len__(self) -> int:
        """Give how many heard units are still open."""
        return len(self._heard)

    def hear(self, forms: Sequence[str]) -> None:
        """Take all heard units that are still open, which may differ from before."""
        same = 0
        for old, new in zip(self._heard, forms, strict=False):
            if old != new:
                break
            same += 1
        del self._steps[same:]
        self._heard = list(forms)
        for form in forms[same:]:
            self._steps.append(self._step(form))

    def path(self) -> list[int | None]:
        """Give the script's unit for each open one, on the likeliest way."""
        if not self._steps:
            return []
        last = self._steps[-1]
        state = int(last.states[np.argmax(last.scores)])
        path: list[int | None] = []
        for step in reversed(self._steps):
            path.append(_unit(state))
            state = int(step.before[np.searchsorted(step.states, state)])
        return path[::-1]

    def certain(self) -> list[bool]:
        """Say for the first open units whether all likely ways agree on their place.

        The list ends where the likely ways have last been in one place: what was heard
        up to there is as clear as it will ever be.
        """
        if not self._steps:
            return []
        last = self._steps[-1]
        states = last.states[last.scores >= last.scores.max() - _SURE]
        agreed: list[bool] = []
        for step in reversed(self._steps):
            if agreed or len(states) == 1:
                places = np.where(states % 2, -1, states)
                agreed.append(bool((places == places[0]).all()))
            states = np.unique(step.before[np.searchsorted(step.states, states)])
        return agreed[::-1]

    def forget(self, count: int) -> None:
        """Close the first open units: their places are no longer changed."""
        if count:
            self._base = self._steps[count - 1]
            del self._steps[:count], self._heard[:count]

    def _step(self, form: str) -> _Step:
        last = self._steps[-1] if self._steps else self._base
        on, off = self._spread(last)
        source = np.maximum(on, off - _RESUME)
        came = 2 * self._numbers + (off - _RESUME > on)
        moved, at = self._moved(source)
        said = np.full_like(on, -np.inf)
        said[1:] = moved + self._likeness.evidence(form)
        strayed = np.maximum(on - _LEAVE, off - _STAY)
        both = np.empty(2 * len(on), np.float32)
        both[::2], both[1::2] = said, strayed
        before = np.empty(2 * len(on), np.int32)
        before[2::2] = came[at]
        before[1::2] = 2 * self._numbers + (off - _STAY > on - _LEAVE)
        highest = both.max()
        states = np.flatnonzero(both >= highest - self._beam)
        return _Step(states.astype(np.int32), both[states] - highest, before[states])

    def _spread(self, step: _Step) -> tuple[Floats, Floats]:
        both = np.full(2 * len(self._ramp), -np.inf, np.float32)
        both[step.states] = step.scores
        return both[::2].copy(), both[1::2].copy()

    def _moved(self, source: Floats) -> tuple[Floats, Indices]:
        """Give the best score with which each unit is reached, and from which place."""
        best, at = source[:-1].copy(), self._numbers[:-1].copy()
        jump = int(np.argmax(source))
        _better(best, at, source[jump] - self._jump - self._target, np.int32(jump))
        ahead, from_ahead = _running(source + self._ramp)
        skipped = ahead[:-2] - self._ramp[1:-1] - np.float32(_SKIP)
        _better(best[1:], at[1:], skipped, from_ahead[:-2])
        back, from_back = _running((source - self._ramp)[::-1])
        again = back[::-1][1:] + self._ramp[1:] - np.float32(_BACK) - self._target
        _better(best, at, again, np.int32(len(source) - 1) - from_back[::-1][1:])
        return best, at


def _better(
    best: Floats, at: Indices, other: Floats, where: Indices | np.int32
) -> None:
    """Put another way in where it is better."""
    wins = other > best
    np.copyto(best, other, where=wins)
    np.copyto(at, where, where=wins)


def _running(values: Floats) -> tuple[Floats, Indices]:
    """Give the highest value up to each place, and the last place that has it."""
    highest = np.maximum.accumulate(values)
    numbers = np.arange(len(values), dtype=np.int32)
    return highest, np.maximum.accumulate(np.where(values == highest, numbers, 0))


def _unit(state: int) -> int | None:
    return None if state % 2 else state // 2 - 1
