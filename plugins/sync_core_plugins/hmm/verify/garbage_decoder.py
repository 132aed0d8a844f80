"""A search that may leave words of the script out and speech of the audio over.

Every word can be passed over, and between any two words there may be unscripted speech,
which is measured by a free chain of phones: a word belongs to the audio where it scores
better than that chain does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import define, field, frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.verify.phone_loop import FreeChain
from sync_core_plugins.hmm.verify.senones import AcousticModel, Scores

__all__ = ["EACH_FRAME", "EACH_OUT", "Heard", "flexible_path"]

Ints = NDArray[np.int32]
BIG = np.int32(1 << 29)
BLOCK = 1 << 20
"""Scores that are gathered at once, to bound memory."""
_PAUSE, _STRAY = -2, -1


LEAVE_OUT = 500
"""What it costs to open a run of words that are left out, in the units of ``Scores``.
This and the next three were chosen among a dozen sets on edited clips of four speakers
of read speech. F1 of runs of three words or more stayed between 0.93 and 0.96 (missing)
and 0.97 and 0.99 (extra) from 400 to 700 here and 600 to 1000 for ``UNSCRIPTED``, with
no false alarm in 692 words of unedited clips; lower costs raise false ones."""
EACH_OUT = 100
"""What each of its words costs."""
UNSCRIPTED = 800
"""What it costs to open a stretch of unscripted speech."""
EACH_FRAME = 15
"""What each of its frames costs."""


@frozen
class Heard:
    """What the best path does in a stretch of frames."""

    slot: int | None
    """The place in the script; None for speech that is not in it."""
    start: int
    end: int
    gain: int = 0
    """By how much its frames score better than the free chain of phones does."""


Pronunciations = Sequence[Sequence[Sequence[str]]]
"""Per slot its readings, each a row of phones."""


@define
class _Graph:
    """All states in one row: chains from one node to the next, laid end to end."""

    one: list[int] = field(factory=list)
    other: list[int] = field(factory=list)
    slots: list[int] = field(factory=list)
    entries: list[int] = field(factory=list)


def flexible_path(
    scores: Scores,
    model: AcousticModel,
    chain: FreeChain,
    slots: Pronunciations,
    out: Sequence[int],
) -> list[Heard]:
    """Give the best way through the script, in order of time, without pauses.

    Args:
        scores: The clip.
        model: The acoustic model.
        chain: The free chain of phones over the clip.
        slots: The script.
        out: What leaving out each of its slots costs.
    """
    graph = _graph(model, slots)
    return _Trellis(scores, model, chain, graph, np.array(out, np.int32)).path()


def _graph(model: AcousticModel, slots: Pronunciations) -> _Graph:
    graph = _Graph()
    for at, readings in enumerate(slots):
        left = slots[at - 1][0][-1] if at else "SIL"
        right = slots[at + 1][0][0] if at + 1 < len(slots) else "SIL"
        for phones in readings:
            graph.entries.append(len(graph.one))
            inside = model.word(phones, left, right)
            paused = model.word(phones, "SIL", "SIL")
            graph.one += [int(s) for row in inside for s in row]
            graph.other += [int(s) for row in paused for s in row]
            graph.slots.append(at)
    return graph


class _Trellis:
    """The search over one clip."""

    def __init__(
        self,
        scores: Scores,
        model: AcousticModel,
        chain: FreeChain,
        graph: _Graph,
        out: Ints,
    ) -> None:
        self._scores, self._chain = scores, chain
        self._one, self._other = np.array(graph.one), np.array(graph.other)
        self._entries = np.array(graph.entries)
        self._exits = np.append(self._entries[1:], len(graph.one)) - 1
        self._slots = np.array(graph.slots)
        self._groups = np.searchsorted(self._slots, np.arange(len(out)))
        self._silence = scores[:, model.alone("SIL")].min(1).astype(np.int32)
        self._noise = scores[:, model.alone("+NSN+")].min(1).astype(np.int32)
        self._passed = np.append(0, np.cumsum(out)).astype(np.int32)
        frames, nodes, states = len(scores), len(out) + 1, len(graph.one)
        self._moved = np.zeros((frames, (states + 7) // 8), np.uint8)
        self._source = np.zeros((frames, nodes), np.int16)
        self._from = np.zeros((frames + 1, nodes), np.int16)
        self._paused = np.zeros((frames, nodes), bool)
        self._strayed = np.zeros((frames, nodes), bool)

    def path(self) -> list[Heard]:
        """Search, and go back over what was found."""
        self._forward()
        return self._back()

    def _forward(self) -> None:
        """Fill the tables."""
        frames, nodes = self._source.shape
        state = np.full(len(self._one), BIG, np.int32)
        pause = np.full(nodes, BIG, np.int32)
        stray = np.full(nodes, BIG, np.int32)
        node = np.full(nodes, BIG, np.int32)
        node[0] = 0
        node = self._leave_out(node, 0)
        moved = np.empty_like(state)
        stray_cost = self._chain.scores + EACH_FRAME
        quiet = np.minimum(self._silence, self._noise)
        size = max(1, BLOCK // len(self._one))
        for first in range(0, frames, size):
            block = self._scores[first : first + size]
            emitted = np.minimum(block[:, self._one], block[:, self._other])
            for t, row in enumerate(emitted, first):
                moved[1:] = state[:-1]
                moved[self._entries] = node[self._slots]
                self._moved[t] = np.packbits(moved < state)
                np.minimum(state, moved, out=state)
                state += row
                np.less(node, pause, out=self._paused[t])
                pause = np.minimum(pause, node) + quiet[t]
                opened = node + UNSCRIPTED
                np.less(opened, stray, out=self._strayed[t])
                stray = np.minimum(stray, opened) + stray_cost[t]
                node = self._arrive(state, pause, stray, t)
                node = self._leave_out(node, t + 1)

    def _arrive(self, state: Ints, pause: Ints, stray: Ints, t: int) -> Ints:
        """Give each node's best way in: a word's end, a pause or unscripted speech."""
        source = self._source[t]
        ends = state[self._exits]
        best = np.minimum.reduceat(ends, self._groups)
        ways = np.flatnonzero(ends == best[self._slots])
        source[self._slots[ways] + 1] = ways
        node = np.append(BIG, best).astype(np.int32)
        source[pause < node] = _PAUSE
        np.minimum(node, pause, out=node)
        source[stray < node] = _STRAY
        return np.minimum(node, stray, out=node)

    def _leave_out(self, node: Ints, t: int) -> Ints:
        """Let each node be reached from an earlier one past the words between."""
        relative = node - self._passed
        best = np.minimum.accumulate(relative)
        where = np.arange(len(node))
        origin = np.maximum.accumulate(np.where(relative == best, where, 0))
        free = best[:-1] + self._passed[1:]
        opened = np.append(BIG, free + LEAVE_OUT)
        better = opened < node
        self._from[t] = np.where(better, np.append(0, origin[:-1]), where)
        return np.where(better, opened, node).astype(np.int32)

    def _back(self) -> list[Heard]:
        heard: list[Heard] = []
        t = len(self._scores)
        node = int(self._from[t, -1])
        while t > 0:
            source = int(self._source[t - 1, node])
            if source >= 0:
                start, score = self._word(t, source)
                node = int(self._slots[source])
                gain = int(self._chain.scores[start:t].sum()) - score
                heard.append(Heard(node, start, t, gain))
            else:
                opened = self._paused if source == _PAUSE else self._strayed
                start = t - 1
                while start and not opened[start, node]:
                    start -= 1
                if source == _STRAY:
                    heard.append(Heard(None, start, t))
            t = start
            node = int(self._from[t, node])
        return heard[::-1]

    def _word(self, t: int, way: int) -> tuple[int, int]:
        """Give the first frame and the score of a word that ends before a frame."""
        state, score = int(self._exits[way]), 0
        while True:
            t -= 1
            row = self._scores[t]
            score += int(min(row[self._one[state]], row[self._other[state]]))
            if self._moved[t, state // 8] >> (7 - state % 8) & 1:
                if state == self._entries[way]:
                    return t, score
                state -= 1
