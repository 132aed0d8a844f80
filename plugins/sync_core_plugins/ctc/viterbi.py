"""The best path of a script through scores over time: exact, in numpy.

Words stand between junctions: word ``k`` leads from junction ``k`` to ``k + 1``. At a
junction there may be a pause or speech that is not in the script (the star); a word
may be left out at a cost. Each way to say a word is a branch of tokens, between which
there may be blanks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np  # noqa: TID253
from attrs import field, frozen
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["Columns", "Found", "Path", "Slot", "best_path"]

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]
Bytes = NDArray[np.uint8]

_NEVER = np.float32(-1e30)
"""Instead of infinity, whose differences would be no numbers."""
_BARRED = -1e7
"""The cost of leaving out what may not be left out; far worse than any real path."""
_STAY, _STEP, _LEAP = 0, 1, 2
_PAUSE, _STAR, _SKIP = 61, 62, 63
_CHOICE = 63
"""The bits of a junction's byte that say where its value came from."""
_PAUSE_STAYS, _STAR_STAYS = 64, 128
MAX_BRANCHES = _PAUSE
"""As many ways to say one word as fit beside the others in six bits."""


@frozen
class Columns:
    """Which column of the scores belongs to what."""

    pause: int
    blank: int | None = None
    """Between tokens of a word; None: no blanks, as in a model of every frame."""
    star: int | None = None
    """Speech that is not in the script; None: there is none."""


@frozen
class Slot:
    """A word of the script."""

    branches: tuple[tuple[int, ...], ...]
    """Columns of the tokens of each way to say it."""
    skip: float = float("-inf")
    """The score of leaving it out."""
    costs: tuple[float, ...] = ()
    """Added to the score of each branch; empty for none."""


@frozen
class Found:
    """A word that was said, or a stretch of the star: frames, the last excluded."""

    slot: int
    """The word; for a star the word behind it."""
    branch: int
    edges: tuple[tuple[int, int], ...]
    """The first and last-but-one frame of each token."""

    @property
    def start(self) -> int:
        """The first frame."""
        return self.edges[0][0]

    @property
    def end(self) -> int:
        """The frame behind the last."""
        return self.edges[-1][1]


@frozen
class Path:
    """A way through the scores."""

    score: float
    words: tuple[Found, ...]
    """Those that were said, in order."""
    stars: tuple[Found, ...] = field(default=())


def best_path(
    scores: Floats, slots: Sequence[Slot], columns: Columns, star_cost: float = 0.0
) -> Path | None:
    """Find the best path through all of the slots; None if there is no room for it.

    Args:
        scores: A row a frame, a column a token: log-probabilities, or anything that
            may be added up.
        slots: The words, in order.
        columns: What the columns stand for.
        star_cost: Added once for each stretch that is not in the script.
    """
    graph = _Graph.build(slots, columns)
    trellis = _Trellis(graph, scores, star_cost)
    score = trellis.run()
    if score <= _BARRED / 2:
        return None
    return trellis.trace(score)


@frozen(eq=False)
class _Graph:
    columns: Columns
    column: Integers
    """Of each state."""
    first: Integers
    """The state that begins each branch, and the junction that it begins at."""
    door: Integers
    door_cost: Floats
    leap: Floats
    """Nothing where a token may follow the token two states before, else never."""
    last: Integers
    """For each word the states that end its branches, filled up with one more state
    that is never reached."""
    skips: Floats
    """The sum of the costs of leaving out all words before each junction."""
    place: Integers
    """For each state but the last: word, branch, token; blanks have token -1."""

    @classmethod
    def build(cls, slots: Sequence[Slot], columns: Columns) -> _Graph:
        column: list[int] = []
        place: list[tuple[int, int, int]] = []
        leap: list[float] = []
        first: list[tuple[int, int, float]] = []
        ends: list[list[int]] = []
        for at, slot in enumerate(slots):
            ends.append([])
            for number, branch in enumerate(slot.branches[:MAX_BRANCHES]):
                cost = slot.costs[number] if slot.costs else 0.0
                first.append((len(column), at, cost))
                for token, own in enumerate(branch):
                    before = branch[token - 1] if token else None
                    if columns.blank is not None and token:
                        column.append(columns.blank)
                        place.append((at, number, -1))
                        leap.append(float(_NEVER))
                    may = columns.blank is not None and token and own != before
                    column.append(own)
                    place.append((at, number, token))
                    leap.append(0.0 if may else float(_NEVER))
                ends[-1].append(len(column) - 1)
        width = max(map(len, ends), default=1)
        never = len(column)
        rows = [[*row, *[never] * (width - len(row))] for row in ends]
        skips = [max(slot.skip, _BARRED) for slot in slots]
        return cls(
            columns,
            np.array([*column, columns.pause], np.intp),
            np.array([state for state, _, _ in first], np.intp),
            np.array([junction for _, junction, _ in first], np.intp),
            np.array([cost for _, _, cost in first], np.float32),
            np.array([*leap, _NEVER], np.float32),
            np.array(rows, np.intp).reshape(len(slots), width).T.copy(),
            np.cumsum([0.0, *skips]),
            np.array(place, np.intp).reshape(-1, 3),
        )


class _Trellis:
    """Scores of all states, frame by frame, and where each came from."""

    def __init__(self, graph: _Graph, scores: Floats, star_cost: float) -> None:
        self._graph = graph
        self._scores = scores
        frames, states = len(scores), len(graph.column)
        junctions = graph.last.shape[1] + 1
        self._states = np.full(states, _NEVER, np.float32)
        self._pauses = np.full(junctions, _NEVER, np.float32)
        self._stars = np.full(junctions, _NEVER, np.float32)
        self._star_cost = np.float32(star_cost)
        own = np.full(junctions, _NEVER, np.float32)
        own[0] = 0.0
        self._junctions, skipped = self._skip(own)
        self._begin = np.where(skipped, _SKIP, 0).astype(np.uint8)
        self._moves = np.empty((frames, -(-states // 4)), np.uint8)
        self._choices = np.empty((frames, junctions), np.uint8)

    def run(self) -> float:
        """Fill the trellis; give the score of the best path through all of it."""
        for frame, row in enumerate(self._scores):
            self._moves[frame] = self._move(row)
            self._choices[frame] = self._choose(row)
        return float(self._junctions[-1])

    def _move(self, row: Floats) -> Bytes:
        graph, old = self._graph, self._states
        step = np.empty_like(old)
        step[1:] = old[:-1]
        step[graph.first] = self._junctions[graph.door] + graph.door_cost
        leap = graph.leap.copy()
        leap[2:] += old[:-2]
        stepped = step > old
        best = np.where(stepped, step, old)
        leapt = leap > best
        best = np.where(leapt, leap, best)
        best += row[graph.column]
        best[-1] = _NEVER
        np.maximum(best, _NEVER, out=best)
        self._states = best
        return _pack(np.where(leapt, _LEAP, stepped))

    def _choose(self, row: Floats) -> Bytes:
        columns, before = self._graph.columns, self._junctions
        own = np.full(len(before), _NEVER, np.float32)
        ends = self._states[self._graph.last]
        branch = ends.argmax(axis=0)
        own[1:] = np.take_along_axis(ends, branch[None], axis=0)[0]
        choice = np.zeros(len(before), np.uint8)
        choice[1:] = branch
        pause_stays = self._pauses >= before
        self._pauses = np.maximum(self._pauses, before) + row[columns.pause]
        self._pauses = np.maximum(self._pauses, _NEVER)
        paused = self._pauses >= own
        own = np.where(paused, self._pauses, own)
        choice[paused] = _PAUSE
        flags = pause_stays * np.uint8(_PAUSE_STAYS)
        if columns.star is not None:
            entered = before + self._star_cost
            # Entered as late as may be, left as early: no silence at its edges.
            star_stays = self._stars > entered
            self._stars = np.maximum(self._stars, entered) + row[columns.star]
            self._stars = np.maximum(self._stars, _NEVER)
            starred = self._stars > own
            own = np.where(starred, self._stars, own)
            choice[starred] = _STAR
            flags |= star_stays * np.uint8(_STAR_STAYS)
        self._junctions, skipped = self._skip(own)
        choice[skipped] = _SKIP
        return choice | flags

    def _skip(self, own: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Let each junction be reached over words that are left out."""
        skips = self._graph.skips
        level = own - skips
        best = np.maximum.accumulate(level)
        reached = np.where(best > level, best + skips, own)
        return np.maximum(reached, _NEVER).astype(np.float32), best > level

    def trace(self, score: float) -> Path:
        """Walk back from the end."""
        words: list[Found] = []
        stars: list[Found] = []
        frame, junction = len(self._scores), len(self._junctions) - 1
        while frame or junction:
            choices = self._choices[frame - 1] if frame else self._begin
            choice = choices[junction] & _CHOICE
            if choice == _SKIP:
                junction -= 1
            elif choice in (_PAUSE, _STAR):
                end = frame
                bit = _PAUSE_STAYS if choice == _PAUSE else _STAR_STAYS
                frame -= 1
                while self._choices[frame, junction] & bit:
                    frame -= 1
                if choice == _STAR:
                    stars.append(Found(junction, 0, ((frame, end),)))
            else:
                found = self._word(junction - 1, int(choice), frame)
                words.append(found)
                frame, junction = found.start, junction - 1
        return Path(score, tuple(reversed(words)), tuple(reversed(stars)))

    def _word(self, slot: int, branch: int, frame: int) -> Found:
        """Walk back through one word, from the frame behind its last."""
        state = int(self._graph.last[branch, slot])
        edges: list[tuple[int, int]] = []
        end = frame
        while True:
            move = int(self._moves[frame - 1, state // 4] >> (2 * (state % 4))) & 3
            frame -= 1
            if move == _STAY:
                continue
            token = self._graph.place[state, 2]
            if token >= 0:
                edges.append((frame, end))
            end = frame
            if token == 0:
                return Found(slot, branch, tuple(reversed(edges)))
            state -= move


def _pack(moves: NDArray[Any]) -> Bytes:
    """Put four moves into a byte."""
    padded = np.zeros(-(-len(moves) // 4) * 4, np.uint8)
    padded[: len(moves)] = moves
    four = padded.reshape(-1, 4)
    packed = four[:, 0] | four[:, 1] << 2 | four[:, 2] << 4 | four[:, 3] << 6
    return np.asarray(packed, np.uint8)
