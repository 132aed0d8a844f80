"""A Viterbi search that may delete words of the script and insert unscripted speech.

Every word may be deleted, and between any two words there may be unscripted speech. A
phone loop is its garbage model: a word was said where it scores better than the loop.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import define, field, frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.verify.phone_loop import PhoneLoop
from sync_core_plugins.hmm.verify.senones import AcousticModel, Scores

__all__ = [
    "DELETED_WORD_COST",
    "GARBAGE_FRAME_COST",
    "PathSegment",
    "Pronunciations",
    "decode_with_garbage",
]

Ints = NDArray[np.int32]
INFINITE = np.int32(1 << 29)
MAX_BLOCK_SCORES = 1 << 20
"""Scores that are gathered at once, to bound memory."""
_PAUSE, _GARBAGE = -2, -1


DELETION_COST = 500
"""What it costs to delete a run of words, in the units of ``Scores``.
This and the next three were chosen among a dozen sets on edited clips of four speakers
of read speech. F1 of runs of three words or more stayed between 0.93 and 0.96 (missing)
and 0.97 and 0.99 (extra) from 400 to 700 here and 600 to 1000 for ``GARBAGE_COST``,
with no false alarm in 692 words of unedited clips; lower costs raise false ones."""
DELETED_WORD_COST = 100
"""What each word of the run costs beside."""
GARBAGE_COST = 800
"""What it costs to insert a stretch of unscripted speech."""
GARBAGE_FRAME_COST = 15
"""What each frame of the stretch costs beside."""


@frozen
class PathSegment:
    """What the best path does in a stretch of frames."""

    slot: int | None
    """The place in the script; None for speech that is not in it."""
    start: int
    end: int
    gain: int = 0
    """By how much its frames score better than the phone loop."""


Pronunciations = Sequence[Sequence[Sequence[str]]]
"""Per slot its readings, each a row of phones."""


@define
class _Graph:
    """All states in one row: chains from one node to the next, laid end to end."""

    joined: list[int] = field(factory=list)
    """Senones with the neighbouring words as context."""
    paused: list[int] = field(factory=list)
    """The same between pauses."""
    slots: list[int] = field(factory=list)
    entries: list[int] = field(factory=list)


def decode_with_garbage(
    scores: Scores,
    model: AcousticModel,
    loop: PhoneLoop,
    pronunciations: Pronunciations,
    deletion_costs: Sequence[int],
) -> list[PathSegment]:
    """Return the best path through the script, in order of time, without pauses.

    Args:
        scores: The clip.
        model: The acoustic model.
        loop: The phone loop's path over the clip.
        pronunciations: The script, slot by slot.
        deletion_costs: What deleting each of its slots costs.
    """
    graph = _build_graph(model, pronunciations)
    costs = np.array(deletion_costs, np.int32)
    return _Trellis(scores, model, loop, graph, costs).find_path()


def _build_graph(model: AcousticModel, pronunciations: Pronunciations) -> _Graph:
    graph = _Graph()
    last = len(pronunciations) - 1
    for at, ways in enumerate(pronunciations):
        left = pronunciations[at - 1][0][-1] if at else "SIL"
        right = pronunciations[at + 1][0][0] if at < last else "SIL"
        for phones in ways:
            graph.entries.append(len(graph.joined))
            inside = model.word(phones, left, right)
            paused = model.word(phones, "SIL", "SIL")
            graph.joined += [int(s) for row in inside for s in row]
            graph.paused += [int(s) for row in paused for s in row]
            graph.slots.append(at)
    return graph


class _Trellis:
    """The search over one clip."""

    def __init__(
        self,
        scores: Scores,
        model: AcousticModel,
        loop: PhoneLoop,
        graph: _Graph,
        costs: Ints,
    ) -> None:
        self._scores, self._loop = scores, loop
        self._joined, self._paused = np.array(graph.joined), np.array(graph.paused)
        self._entries = np.array(graph.entries)
        self._exits = np.append(self._entries[1:], len(graph.joined)) - 1
        self._slots = np.array(graph.slots)
        self._groups = np.searchsorted(self._slots, np.arange(len(costs)))
        self._silence = scores[:, model.alone("SIL")].min(1).astype(np.int32)
        self._noise = scores[:, model.alone("+NSN+")].min(1).astype(np.int32)
        self._deleted = np.append(0, np.cumsum(costs)).astype(np.int32)
        frames, nodes, states = len(scores), len(costs) + 1, len(graph.joined)
        self._moved = np.zeros((frames, (states + 7) // 8), np.uint8)
        self._source = np.zeros((frames, nodes), np.int16)
        self._from = np.zeros((frames + 1, nodes), np.int16)
        self._rested = np.zeros((frames, nodes), bool)
        self._inserted = np.zeros((frames, nodes), bool)

    def find_path(self) -> list[PathSegment]:
        """Search, and trace the best path back."""
        self._forward()
        return self._trace_back()

    def _forward(self) -> None:
        """Fill the tables."""
        frames, nodes = self._source.shape
        state = np.full(len(self._joined), INFINITE, np.int32)
        pause = np.full(nodes, INFINITE, np.int32)
        garbage = np.full(nodes, INFINITE, np.int32)
        node = np.full(nodes, INFINITE, np.int32)
        node[0] = 0
        node = self._delete(node, 0)
        moved = np.empty_like(state)
        garbage_cost = self._loop.scores + GARBAGE_FRAME_COST
        quiet = np.minimum(self._silence, self._noise)
        size = max(1, MAX_BLOCK_SCORES // len(self._joined))
        for first in range(0, frames, size):
            block = self._scores[first : first + size]
            emitted = np.minimum(block[:, self._joined], block[:, self._paused])
            for t, row in enumerate(emitted, first):
                moved[1:] = state[:-1]
                moved[self._entries] = node[self._slots]
                self._moved[t] = np.packbits(moved < state)
                np.minimum(state, moved, out=state)
                state += row
                np.less(node, pause, out=self._rested[t])
                pause = np.minimum(pause, node) + quiet[t]
                opened = node + GARBAGE_COST
                np.less(opened, garbage, out=self._inserted[t])
                garbage = np.minimum(garbage, opened) + garbage_cost[t]
                node = self._enter(state, pause, garbage, t)
                node = self._delete(node, t + 1)

    def _enter(self, state: Ints, pause: Ints, garbage: Ints, t: int) -> Ints:
        """Return each node's best way in: a word's end, a pause or garbage."""
        source = self._source[t]
        ends = state[self._exits]
        best = np.minimum.reduceat(ends, self._groups)
        ways = np.flatnonzero(ends == best[self._slots])
        source[self._slots[ways] + 1] = ways
        node = np.append(INFINITE, best).astype(np.int32)
        source[pause < node] = _PAUSE
        np.minimum(node, pause, out=node)
        source[garbage < node] = _GARBAGE
        return np.minimum(node, garbage, out=node)

    def _delete(self, node: Ints, t: int) -> Ints:
        """Let each node be reached from an earlier one past deleted words."""
        relative = node - self._deleted
        best = np.minimum.accumulate(relative)
        where = np.arange(len(node))
        origin = np.maximum.accumulate(np.where(relative == best, where, 0))
        free = best[:-1] + self._deleted[1:]
        opened = np.append(INFINITE, free + DELETION_COST)
        better = opened < node
        self._from[t] = np.where(better, np.append(0, origin[:-1]), where)
        return np.where(better, opened, node).astype(np.int32)

    def _trace_back(self) -> list[PathSegment]:
        segments: list[PathSegment] = []
        t = len(self._scores)
        node = int(self._from[t, -1])
        while t > 0:
            source = int(self._source[t - 1, node])
            if source >= 0:
                start, score = self._trace_word(t, source)
                node = int(self._slots[source])
                gain = int(self._loop.scores[start:t].sum()) - score
                segments.append(PathSegment(node, start, t, gain))
            else:
                opened = self._rested if source == _PAUSE else self._inserted
                start = t - 1
                while start and not opened[start, node]:
                    start -= 1
                if source == _GARBAGE:
                    segments.append(PathSegment(None, start, t))
            t = start
            node = int(self._from[t, node])
        return segments[::-1]

    def _trace_word(self, t: int, way: int) -> tuple[int, int]:
        """Return the first frame and the score of a word that ends before a frame."""
        state, score = int(self._exits[way]), 0
        while True:
            t -= 1
            row = self._scores[t]
            score += int(min(row[self._joined[state]], row[self._paused[state]]))
            if self._moved[t, state // 8] >> (7 - state % 8) & 1:
                if state == self._entries[way]:
                    return t, score
                state -= 1
