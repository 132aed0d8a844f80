"""Breaking a cue's text into lines."""

from __future__ import annotations

from sync_core.formats.subtitles.break_costs import BreakCosts
from sync_core.formats.subtitles.phrases import FORBIDDEN
from sync_core.formats.subtitles.segmentation import LineFits
from sync_core.formats.subtitles.text_flow import TextFlow

__all__ = ["break_lines"]

# On the scale of ``PhraseCosts``: two lines of which one is half as long as the other
# cost as much as a break before any word; the upper line should not be the longer one.
_UNEVEN_COST = 60
_TOP_HEAVY_COST = 4


def break_lines(
    first: int,
    stop: int,
    flow: TextFlow,
    breaks: BreakCosts,
    fits: LineFits,
    max_columns: int,
) -> list[int]:
    """Return the rows at which a cue's lines begin, its own first row included.

    A cue has one line if that fits; else two, with the best and most even break; else
    as few as possible.
    """
    left = fits.offsets[first] + flow.spaces[first]
    if fits.offsets[stop] - left <= max_columns or stop == first + 1:
        return [first]
    if fits.line_ends[first] >= fits.line_starts[stop]:
        return [first, _find_best_break(first, stop, flow, breaks, fits)]
    return _break_evenly(first, stop, flow, fits, max_columns)


def _find_best_break(
    first: int, stop: int, flow: TextFlow, breaks: BreakCosts, fits: LineFits
) -> int:
    offsets, spaces = fits.offsets, flow.spaces
    left, end = offsets[first] + spaces[first], offsets[stop]
    total = end - left
    best, min_cost = first + 1, float("inf")
    low, high = max(first + 1, fits.line_starts[stop]), fits.line_ends[first]
    for row in range(low, min(high, stop - 1) + 1):
        upper, lower = offsets[row] - left, end - offsets[row] - spaces[row]
        cost = breaks.costs[row] + _UNEVEN_COST * abs(upper - lower) / total
        if upper > lower:
            cost += _TOP_HEAVY_COST
        if breaks.costs[row] >= FORBIDDEN:
            cost += FORBIDDEN
        if cost < min_cost:
            best, min_cost = row, cost
    return best


def _break_evenly(
    first: int, stop: int, flow: TextFlow, fits: LineFits, max_columns: int
) -> list[int]:
    offsets, spaces = fits.offsets, flow.spaces
    total = offsets[stop] - offsets[first]
    aim = -(-total // -(-total // max_columns))
    rows = [first]
    for row in range(first + 1, stop):
        width = offsets[row + 1] - offsets[rows[-1]] - spaces[rows[-1]]
        if width > max_columns or (
            offsets[row] - offsets[first] >= aim * len(rows) and width > 1
        ):
            rows.append(row)
    return rows
