"""What stands between every two pieces: walls, pauses, ends of phrases."""

from __future__ import annotations

from attrs import frozen

from sync_core.formats.subtitles.flow import Flow
from sync_core.formats.subtitles.phrases import FORBIDDEN, Phrases
from sync_core.formats.subtitles.profile import Profile

__all__ = ["Breaks", "breaks_of"]

# Costs on the scale of ``Phrases``. A pause of a second makes any break a good one; to
# go on over a pause, a sentence's end or a segment's end costs what a fault is worth
# about a third of.
_MS_A_POINT = 30
_MOST_PAUSE_MS = 1000
_FREE_PAUSE_MS = 400
_OVER_SENTENCE = 20
_OVER_SEGMENT = 25
_FROM_GUESSED = 20
_STRONG = 20
"""Behind a phrase, as a preposition or a conjunction begins the next, or better."""


@frozen
class Breaks:
    """By row: what a break before it costs, and what it costs to have none.

    All have one row more than the flow, for its end.
    """

    costs: list[int]
    inner: list[int]
    """Running totals: over a stretch, the last less the first."""
    walls: list[int]
    """The next row at or behind each that no cue reaches over."""
    good: list[int]
    """The next row behind each before which a break splits nothing."""
    strong: list[int]
    """The next row behind each before which a clause, a phrase or a pause ends."""


def breaks_of(flow: Flow, phrases: Phrases, profile: Profile) -> Breaks:
    """Look at every boundary of a flow once."""
    count = len(flow.texts)
    costs = phrases.costs(flow.texts)
    costs.append(0)
    inner = [0] * (count + 1)
    walled = bytearray(count + 1)
    walled[count] = 1
    heads = _heads(flow, walled, profile)
    starts, ends, limit = flow.starts, flow.ends, profile.max_pause_ms
    total = 0
    for row in range(1, count):
        cost = costs[row]
        over = _OVER_SENTENCE if cost == 0 else 0
        pause = starts[row] - ends[row - 1]
        if pause > 100:
            if pause >= limit:
                walled[row] = 1
            elif pause > _FREE_PAUSE_MS:
                over += (pause - _FREE_PAUSE_MS) // _MS_A_POINT
            if cost:
                eased = cost - min(pause, _MOST_PAUSE_MS) // _MS_A_POINT
                costs[row] = eased if eased > 0 else 0
        if row in heads:
            over += _OVER_SEGMENT if cost < 5 else 0
            costs[row] = min(costs[row], FORBIDDEN - 1)
        total += over
        inner[row] = total
    inner[count] = total
    for row in flow.guessed:
        costs[row] += _FROM_GUESSED
    for row in range(count):
        if walled[row]:
            costs[row] = 0
    return Breaks(
        costs,
        inner,
        _next_walls(walled),
        _next_below(FORBIDDEN, costs, walled),
        _next_below(_STRONG, costs, walled),
    )


def _heads(flow: Flow, walled: bytearray, profile: Profile) -> set[int]:
    """Put walls between segments that share no cue; give all their first rows."""
    for at in range(1, len(flow.heads)):
        row = flow.heads[at]
        if (
            flow.alone[at]
            or flow.alone[at - 1]
            or flow.segments[at].speaker != flow.segments[at - 1].speaker
            or flow.starts[row] < max(flow.ends[row - 1], flow.starts[row - 1])
        ):
            walled[row] = 1
    return set(flow.heads)


def _next_walls(walled: bytearray) -> list[int]:
    found = [0] * len(walled)
    wall = len(walled) - 1
    for row in range(len(walled) - 1, -1, -1):
        if walled[row]:
            wall = row
        found[row] = wall
    return found


def _next_below(limit: int, costs: list[int], walled: bytearray) -> list[int]:
    found = [0] * len(walled)
    good = len(walled) - 1
    for row in range(len(walled) - 1, -1, -1):
        found[row] = good
        if walled[row] or costs[row] < limit:
            good = row
    return found
