"""Times of words, from when the decoder looked at which token."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from sync_core_plugins.whisper_attention.pauses import Pause

__all__ = ["MIN_WORD_MS", "place_words"]

MIN_WORD_MS = 20
"""The grid of the attention; no word is shorter."""
MAX_DISTANCE_MS = 150.0
"""How far the attention's edge may lie from the pause that belongs there ..."""
MAX_DISTANCE_SHARE = 0.5
"""... and so much of the pause's length more: a long one is seldom inside of a word.
Doubling or halving either changed the mean error by less than 3 ms."""


@frozen
class _Edge:
    """Where one word gives way to the next, as the attention has it."""

    low_ms: float
    """The end of the word before; lower than the other where a mark lies between."""
    high_ms: float
    """The start of the word behind."""

    def measure_distance(self, pause: Pause) -> tuple[float, float]:
        """Return how far a pause is, and how far from middle to middle, in ms."""
        away = max(0.0, pause.start_ms - self.high_ms, self.low_ms - pause.end_ms)
        middles = self.low_ms + self.high_ms - pause.start_ms - pause.end_ms
        return away, abs(middles) / 2


def place_words(
    starts_ms: Sequence[float],
    owners: Sequence[int],
    pauses: Sequence[Pause],
    duration_ms: int,
) -> list[tuple[int, int]]:
    """Return each word's start and end: in order, without overlap, inside the clip.

    Words do not reach into pauses; without a pause between them they touch.

    Args:
        starts_ms: When the decoder first looks for each token, and for the end.
        owners: The word of each token, -1 for punctuation.
        pauses: What is silent.
        duration_ms: The clip's length.
    """
    edges = _find_edges(starts_ms, owners, duration_ms)
    taken = _assign_pauses(edges, pauses)
    last = len(edges) - 1
    times: list[float] = []
    for at, edge in enumerate(edges):
        pause = taken.get(at)
        middle = (edge.low_ms + edge.high_ms) / 2
        if at:
            times.append(
                pause.start_ms if pause else edge.low_ms if at == last else middle
            )
        if at < last:
            times.append(pause.end_ms if pause else middle if at else edge.high_ms)
    return _order_times(times, duration_ms)


def _find_edges(
    starts_ms: Sequence[float], owners: Sequence[int], duration_ms: int
) -> list[_Edge]:
    first: dict[int, float] = {}
    behind: dict[int, float] = {}
    for at, owner in enumerate(owners):
        first.setdefault(owner, starts_ms[at])
        behind[owner] = starts_ms[at + 1]
    count = max(first) + 1
    edges = [_Edge(0.0, first[0])]
    edges += [_Edge(behind[at - 1], first[at]) for at in range(1, count)]
    edges.append(_Edge(behind[count - 1], float(duration_ms)))
    return edges


def _assign_pauses(edges: Sequence[_Edge], pauses: Sequence[Pause]) -> dict[int, Pause]:
    """Return each edge the pause that belongs to it, if one does."""
    best: dict[int, tuple[float, Pause]] = {}
    for pause in pauses:
        at = min(range(len(edges)), key=lambda i: edges[i].measure_distance(pause))
        away, _ = edges[at].measure_distance(pause)
        if away > MAX_DISTANCE_MS + MAX_DISTANCE_SHARE * pause.length_ms:
            continue
        worth = pause.length_ms - away
        if at not in best or worth > best[at][0]:
            best[at] = worth, pause
    return {at: pause for at, (_, pause) in best.items()}


def _order_times(times: Sequence[float], duration_ms: int) -> list[tuple[int, int]]:
    placed: list[tuple[int, int]] = []
    least = 0
    count = len(times) // 2
    for at in range(count):
        room = duration_ms - MIN_WORD_MS * (count - at)
        start = min(max(round(times[2 * at]), least), room)
        most = room + MIN_WORD_MS
        end = min(max(round(times[2 * at + 1]), start + MIN_WORD_MS), most)
        placed.append((start, end))
        least = end
    return placed
