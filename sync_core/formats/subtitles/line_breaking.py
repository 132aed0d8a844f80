"""Breaking a cue's text into lines that a reader takes in at a glance."""

from __future__ import annotations

from sync_core.formats.subtitles.break_costs import Breaks
from sync_core.formats.subtitles.flow import Flow
from sync_core.formats.subtitles.partition import Room
from sync_core.formats.subtitles.phrases import FORBIDDEN

__all__ = ["line_rows"]

# Against the costs of ``Phrases``: lines of which one is half as long as the other are
# as bad as a break before any word; the upper line should not be the longer one.
_UNEVEN = 60
_TOP_HEAVY = 4


def line_rows(
    first: int, behind: int, flow: Flow, breaks: Breaks, room: Room, columns: int
) -> list[int]:
    """Return the rows at which a cue's lines begin; the first is its own.

    One line if it fits; else two, broken where the sentence allows it best and as even
    as can be; else as few as there can be.
    """
    edge = room.marks[first] + flow.spaces[first]
    if room.marks[behind] - edge <= columns or behind == first + 1:
        return [first]
    if room.reach[first] >= room.back[behind]:
        return [first, _best_break(first, behind, flow, breaks, room)]
    return _even_lines(first, behind, flow, room, columns)


def _best_break(first: int, behind: int, flow: Flow, breaks: Breaks, room: Room) -> int:
    marks, spaces = room.marks, flow.spaces
    edge, end = marks[first] + spaces[first], marks[behind]
    total = end - edge
    best, least = first + 1, float("inf")
    low, high = max(first + 1, room.back[behind]), room.reach[first]
    for row in range(low, min(high, behind - 1) + 1):
        upper, lower = marks[row] - edge, end - marks[row] - spaces[row]
        cost = breaks.costs[row] + _UNEVEN * abs(upper - lower) / total
        if upper > lower:
            cost += _TOP_HEAVY
        if breaks.costs[row] >= FORBIDDEN:
            cost += FORBIDDEN
        if cost < least:
            best, least = row, cost
    return best


def _even_lines(
    first: int, behind: int, flow: Flow, room: Room, columns: int
) -> list[int]:
    marks, spaces = room.marks, flow.spaces
    total = marks[behind] - marks[first]
    aim = -(-total // -(-total // columns))
    rows = [first]
    for row in range(first + 1, behind):
        width = marks[row + 1] - marks[rows[-1]] - spaces[rows[-1]]
        if width > columns or (
            marks[row] - marks[first] >= aim * len(rows) and width > 1
        ):
            rows.append(row)
    return rows
