"""The best path of a script through scores over time: exact Viterbi search, in numpy.

At a junction between words there may be a pause or speech that is not in the script
(the star, a garbage model); a word may be left out at a cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np  # noqa: TID253
from attrs import field, frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.ctc.lattice import (
    FORBIDDEN_SCORE,
    LOG_ZERO,
    Columns,
    Lattice,
    WordModel,
)

__all__ = ["Path", "PathSpan", "find_best_path"]

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_STAY, _STEP, _SKIP_BLANK = 0, 1, 2
"""Moves of a state: how many states back the path comes from."""
_PAUSE, _STAR, _DELETION = 61, 62, 63
"""Sources of a junction's value, beside the branches of the word before it."""
_SOURCE_MASK = 63
"""The bits of a junction's byte that say where its value came from."""
_PAUSE_STAYS, _STAR_STAYS = 64, 128


@frozen
class PathSpan:
    """A word that was said, or a stretch of the star: frames, the last excluded."""

    slot: int
    """The word; for a star the word behind it."""
    branch: int
    edges: tuple[tuple[int, int], ...]
    """The first frame of each token and the frame behind its last."""

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
    words: tuple[PathSpan, ...]
    """Those that were said, in order."""
    stars: tuple[PathSpan, ...] = field(default=())


def find_best_path(
    scores: Floats,
    words: Sequence[WordModel],
    columns: Columns,
    star_score: float = 0.0,
) -> Path | None:
    """Find the best path through all of the words; None if there is no room for it.

    Args:
        scores: A row a frame, a column a token: log-probabilities, or anything that
            may be added up.
        words: The words, in order.
        columns: What the columns stand for.
        star_score: Added once for each stretch that is not in the script.
    """
    trellis = _Trellis(Lattice.build(words, columns), scores, star_score)
    score = trellis.run()
    if score <= FORBIDDEN_SCORE / 2:
        return None
    return trellis.trace_back(score)


class _Trellis:
    """Scores of all states, frame by frame, and where each came from."""

    def __init__(self, lattice: Lattice, scores: Floats, star_score: float) -> None:
        self._lattice = lattice
        self._scores = scores
        frames, states = len(scores), len(lattice.column)
        junctions = lattice.last.shape[1] + 1
        self._states = np.full(states, LOG_ZERO, np.float32)
        self._pauses = np.full(junctions, LOG_ZERO, np.float32)
        self._stars = np.full(junctions, LOG_ZERO, np.float32)
        self._star_score = np.float32(star_score)
        own = np.full(junctions, LOG_ZERO, np.float32)
        own[0] = 0.0
        self._junctions, deleted = self._delete_words(own)
        self._begin = np.where(deleted, _DELETION, 0).astype(np.uint8)
        self._moves = np.empty((frames, -(-states // 4)), np.uint8)
        self._sources = np.empty((frames, junctions), np.uint8)

    def run(self) -> float:
        """Fill the trellis; return the score of the best path through all of it."""
        for frame, row in enumerate(self._scores):
            self._moves[frame] = self._advance_states(row)
            self._sources[frame] = self._advance_junctions(row)
        return float(self._junctions[-1])

    def _advance_states(self, row: Floats) -> Bytes:
        """Go on by a frame within words; return the moves, four a byte."""
        lattice, old = self._lattice, self._states
        step = np.empty_like(old)
        step[1:] = old[:-1]
        step[lattice.first] = self._junctions[lattice.entry] + lattice.entry_score
        skip = lattice.skip_blank.copy()
        skip[2:] += old[:-2]
        stepped = step > old
        best = np.where(stepped, step, old)
        skipped = skip > best
        best = np.where(skipped, skip, best)
        best += row[lattice.column]
        best[-1] = LOG_ZERO
        np.maximum(best, LOG_ZERO, out=best)
        self._states = best
        return _pack_moves(np.where(skipped, _SKIP_BLANK, stepped))

    def _advance_junctions(self, row: Floats) -> Bytes:
        """Go on by a frame between words; return where each junction came from."""
        columns, before = self._lattice.columns, self._junctions
        own = np.full(len(before), LOG_ZERO, np.float32)
        ends = self._states[self._lattice.last]
        branch = ends.argmax(axis=0)
        own[1:] = np.take_along_axis(ends, branch[None], axis=0)[0]
        source = np.zeros(len(before), np.uint8)
        source[1:] = branch
        pause_stays = self._pauses >= before
        self._pauses = np.maximum(self._pauses, before) + row[columns.pause]
        self._pauses = np.maximum(self._pauses, LOG_ZERO)
        paused = self._pauses >= own
        own = np.where(paused, self._pauses, own)
        source[paused] = _PAUSE
        flags = pause_stays * np.uint8(_PAUSE_STAYS)
        if columns.star is not None:
            entered = before + self._star_score
            # Entered as late as may be, left as early: no silence at its edges.
            star_stays = self._stars > entered
            self._stars = np.maximum(self._stars, entered) + row[columns.star]
            self._stars = np.maximum(self._stars, LOG_ZERO)
            starred = self._stars > own
            own = np.where(starred, self._stars, own)
            source[starred] = _STAR
            flags |= star_stays * np.uint8(_STAR_STAYS)
        self._junctions, deleted = self._delete_words(own)
        source[deleted] = _DELETION
        return source | flags

    def _delete_words(self, own: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Let each junction be reached over words that are left out."""
        deletion = self._lattice.deletion
        level = own - deletion
        best = np.maximum.accumulate(level)
        reached = np.where(best > level, best + deletion, own)
        return np.maximum(reached, LOG_ZERO).astype(np.float32), best > level

    def trace_back(self, score: float) -> Path:
        """Follow the best path back from its end."""
        words: list[PathSpan] = []
        stars: list[PathSpan] = []
        frame, junction = len(self._scores), len(self._junctions) - 1
        while frame or junction:
            sources = self._sources[frame - 1] if frame else self._begin
            source = sources[junction] & _SOURCE_MASK
            if source == _DELETION:
                junction -= 1
            elif source in (_PAUSE, _STAR):
                end = frame
                bit = _PAUSE_STAYS if source == _PAUSE else _STAR_STAYS
                frame -= 1
                while self._sources[frame, junction] & bit:
                    frame -= 1
                if source == _STAR:
                    stars.append(PathSpan(junction, 0, ((frame, end),)))
            else:
                word = self._trace_word(junction - 1, int(source), frame)
                words.append(word)
                frame, junction = word.start, junction - 1
        return Path(score, tuple(reversed(words)), tuple(reversed(stars)))

    def _trace_word(self, slot: int, branch: int, frame: int) -> PathSpan:
        """Follow the path back through one word, from the frame behind its last."""
        state = int(self._lattice.last[branch, slot])
        edges: list[tuple[int, int]] = []
        end = frame
        while True:
            move = int(self._moves[frame - 1, state // 4] >> (2 * (state % 4))) & 3
            frame -= 1
            if move == _STAY:
                continue
            token = self._lattice.place[state, 2]
            if token >= 0:
                edges.append((frame, end))
            end = frame
            if token == 0:
                return PathSpan(slot, branch, tuple(reversed(edges)))
            state -= move


def _pack_moves(moves: NDArray[Any]) -> Bytes:
    """Pack four moves into a byte."""
    padded = np.zeros(-(-len(moves) // 4) * 4, np.uint8)
    padded[: len(moves)] = moves
    four = padded.reshape(-1, 4)
    packed = four[:, 0] | four[:, 1] << 2 | four[:, 2] << 4 | four[:, 3] << 6
    return np.asarray(packed, np.uint8)
