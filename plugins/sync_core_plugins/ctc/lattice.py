"""The states that a script goes through, and the moves between them.

Words stand between junctions: word ``k`` leads from junction ``k`` to ``k + 1``. Each
way to say a word is a branch of tokens, with a blank between two of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import define, field, frozen
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["FORBIDDEN_SCORE", "LOG_ZERO", "Columns", "Lattice", "WordModel"]

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]

LOG_ZERO = np.float32(-1e30)
"""Instead of infinity, whose differences would be no numbers."""
FORBIDDEN_SCORE = -1e7
"""The score of leaving out what may not be left out; far worse than any real path."""
MAX_BRANCHES = 61
"""As many ways to say one word as fit beside pause, star and deletion in six bits."""


@frozen
class Columns:
    """Which column of the scores belongs to what."""

    pause: int
    blank: int | None = None
    """Between tokens of a word; None: no blanks, as in a model of every frame."""
    star: int | None = None
    """The garbage model: speech that is not in the script; None: there is none."""


@frozen
class WordModel:
    """A word of the script, as the lattice takes it."""

    branches: tuple[tuple[int, ...], ...]
    """Columns of the tokens of each way to say it."""
    deletion_score: float = float("-inf")
    """The score of leaving it out."""
    branch_scores: tuple[float, ...] = ()
    """Added to the score of each branch; empty for none."""


@frozen(eq=False)
class Lattice:
    """All states of a script, as arrays."""

    columns: Columns
    column: Integers
    """Of each state."""
    first: Integers
    """The state that begins each branch."""
    entry: Integers
    """The junction that each branch begins at."""
    entry_score: Floats
    """What is added where a branch begins."""
    skip_blank: Floats
    """0 where a token may follow the token two states before, else ``LOG_ZERO``."""
    last: Integers
    """The states that end the branches, a column a word; short columns are filled with
    the last state, which is never reached."""
    deletion: NDArray[np.float64]
    """The sum of the scores of leaving out all words before each junction."""
    place: Integers
    """For each state but the last: word, branch, token; blanks have token -1."""

    @classmethod
    def build(cls, words: Sequence[WordModel], columns: Columns) -> Lattice:
        """Return the states of a script's words in order, and one never reached."""
        states = _States(columns)
        for at, word in enumerate(words):
            states.add_word(at, word)
        width = max(map(len, states.last), default=1)
        never = len(states.column)
        last = [[*row, *[never] * (width - len(row))] for row in states.last]
        deletion = [max(word.deletion_score, FORBIDDEN_SCORE) for word in words]
        return cls(
            columns,
            np.array([*states.column, columns.pause], np.intp),
            np.array([state for state, _, _ in states.first], np.intp),
            np.array([junction for _, junction, _ in states.first], np.intp),
            np.array([score for _, _, score in states.first], np.float32),
            np.array([*states.skip_blank, LOG_ZERO], np.float32),
            np.array(last, np.intp).reshape(len(words), width).T.copy(),
            np.cumsum([0.0, *deletion]),
            np.array(states.place, np.intp).reshape(-1, 3),
        )


@define
class _States:
    """The states of the words added so far."""

    columns: Columns
    column: list[int] = field(factory=list)
    place: list[tuple[int, int, int]] = field(factory=list)
    skip_blank: list[float] = field(factory=list)
    first: list[tuple[int, int, float]] = field(factory=list)
    last: list[list[int]] = field(factory=list)

    def add_word(self, at: int, word: WordModel) -> None:
        self.last.append([])
        for number, branch in enumerate(word.branches[:MAX_BRANCHES]):
            score = word.branch_scores[number] if word.branch_scores else 0.0
            self.first.append((len(self.column), at, score))
            self._add_branch(at, number, branch)
            self.last[-1].append(len(self.column) - 1)

    def _add_branch(self, at: int, number: int, branch: tuple[int, ...]) -> None:
        blank = self.columns.blank
        for token, column in enumerate(branch):
            before = branch[token - 1] if token else None
            if blank is not None and token:
                self._add(blank, (at, number, -1), skips=False)
            skips = bool(blank is not None and token and column != before)
            self._add(column, (at, number, token), skips=skips)

    def _add(self, column: int, place: tuple[int, int, int], *, skips: bool) -> None:
        self.column.append(column)
        self.place.append(place)
        self.skip_blank.append(0.0 if skips else float(LOG_ZERO))
