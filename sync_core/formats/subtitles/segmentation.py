"""Segmentation of a text flow into cues: dynamic programming over its pieces."""

from __future__ import annotations

from itertools import accumulate

from attrs import frozen

from sync_core.formats.subtitles.break_costs import BreakCosts
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.text_flow import TextFlow

__all__ = ["LineFits", "measure_lines", "segment_cues"]

# Costs on the scale of ``PhraseCosts``: a broken rule outweighs every bad break but not
# two of them; among valid segmentations the one with fewer, fuller and more even cues
# has the lowest cost.
_CUE_COST = 14
_FULLNESS_COST = 10
_SECOND_LINE_COST = 3
_SPEED_COST, _SPEED_SHARE_COST, _MAX_SPEED_COST = 50, 100, 250
_SHORT_COST = 60
_OVERFULL_COST = 10_000
_INFINITE_COST = float("inf")
_MAX_TIME_MS = 1 << 62


@frozen
class LineFits:
    """Which pieces fit on a line, by row; all lists have one row more, for the end."""

    offsets: list[int]
    """Running total of columns, with spaces: the width of a range is a difference."""
    line_ends: list[int]
    """The row after the longest line that begins at a row."""
    line_starts: list[int]
    """The first row of the longest line that ends before a row."""


def measure_lines(flow: TextFlow, max_columns: int) -> LineFits:
    """Measure all possible lines in one pass."""
    count = len(flow.texts)
    spaces = flow.spaces
    offsets = [0, *accumulate(map(int.__add__, flow.count_widths(), spaces))]
    line_ends = [count] * (count + 1)
    line_starts = [0] * (count + 1)
    first = 0
    for row in range(1, count + 1):
        # A line has at least one piece.
        while (
            first < row - 1
            and offsets[row] - offsets[first] - spaces[first] > max_columns
        ):
            line_ends[first] = row - 1
            first += 1
        line_starts[row] = first
    return LineFits(offsets, line_ends, line_starts)


def segment_cues(
    flow: TextFlow, breaks: BreakCosts, fits: LineFits, profile: Profile
) -> list[tuple[int, int]]:
    """Return the ranges of rows that make the best cues, in order."""
    backpointers = _Search(flow, breaks, fits, profile).run()
    found = []
    row = len(flow.texts)
    while row:
        found.append((backpointers[row], row))
        row = backpointers[row]
    found.reverse()
    return found


class _Search:
    """The search; its inner loop reads plain lists and numbers only."""

    def __init__(
        self, flow: TextFlow, breaks: BreakCosts, fits: LineFits, profile: Profile
    ) -> None:
        # The time after the last piece is unlimited.
        self._starts = [*flow.starts, _MAX_TIME_MS]
        self._ends = _cap_ends(flow)
        self._breaks, self._fits, self._profile = breaks, fits, profile
        self._spaces = [*flow.spaces, 0]
        self._best = [0.0, *[_INFINITE_COST] * len(flow.texts)]
        self._backpointers = [0] * (len(flow.texts) + 1)
        # A line is half of a cue only where a cue has two.
        self._is_halved = profile.max_lines == 2 and profile.max_words is None
        cps, wpm = profile.max_cps, profile.max_wpm
        self._limits = (
            profile.max_columns,
            _FULLNESS_COST / (profile.max_columns * profile.max_lines) ** 2,
            profile.min_gap_ms,
            profile.max_trail_ms,
            profile.min_ms,
            1000 / (cps * profile.columns_a_character) if cps is not None else 0.0,
            60_000 / wpm if wpm else 0.0,
        )

    def run(self) -> list[int]:
        """Return for each row where the last cue before it begins, at lowest cost."""
        best, backpointers = self._best, self._backpointers
        barriers = self._breaks.barriers
        for row in range(len(best) - 1):
            if best[row] == _INFINITE_COST:
                continue
            barrier = barriers[row + 1]
            last = self._find_last_end(row, barrier)
            if self._extend_paths(row, self._list_cue_ends(row, last)):
                continue
            if self._extend_paths(row, range(row + 1, last + 1)):
                continue
            # One piece is too long, or several begin at once.
            stop = row + 1
            while stop < barrier and self._starts[stop] <= self._starts[row]:
                stop += 1
            cost = best[row] + _OVERFULL_COST
            if cost < best[stop]:
                best[stop], backpointers[stop] = cost, row
        return backpointers

    def _list_cue_ends(self, row: int, last: int) -> list[int]:
        """Return where a cue from a row may end: a short one at strong breaks only."""
        line_end = min(self._fits.line_ends[row], last) if self._is_halved else row
        if self._ends[line_end - 1] - self._starts[row] > self._profile.max_ms:
            line_end = row
        stops = _follow_links(self._breaks.strong, row, line_end)
        stops += _follow_links(self._breaks.allowed, line_end, last)
        return stops

    def _find_last_end(self, row: int, barrier: int) -> int:
        """Return the last row at which a cue from a row can end."""
        line_ends = self._fits.line_ends
        last = row
        for _ in range(self._profile.max_lines):
            if last >= barrier:
                break
            last = line_ends[last]
        if self._profile.max_words is not None:
            last = min(last, row + self._profile.max_words)
        return min(last, barrier)

    def _extend_paths(self, row: int, stops: list[int] | range) -> bool:
        """Update the costs for cues from a row; return whether any cue is possible."""
        best, backpointers = self._best, self._backpointers
        starts, ends, breaks, fits = self._starts, self._ends, self._breaks, self._fits
        costs, spanned, barriers = breaks.costs, breaks.spanned, breaks.barriers
        offsets, line_starts = fits.offsets, fits.line_starts
        columns, share, gap, trail, min_ms, ms_per_column, ms_per_word = self._limits
        begin, left = starts[row], offsets[row] + self._spaces[row]
        base, line_end = best[row] + _CUE_COST - spanned[row], fits.line_ends[row]
        latest = begin + self._profile.max_ms
        # The best break before each end of the first line, from its last row back.
        lowest = list(accumulate(costs[line_end:row:-1], min))
        any_cue = False
        for stop in stops:
            end = ends[stop - 1]
            if end > latest and stop > row + 1:
                break
            following = starts[stop]
            if following <= begin and barriers[stop] != stop:
                continue
            any_cue = True
            width = offsets[stop] - left
            cost = base + spanned[stop - 1] + costs[stop] + share * width * width
            if width > columns:
                cost += _SECOND_LINE_COST
                if stop > line_end:
                    at = line_end - line_starts[stop]
                    cost += 0.4 * (lowest[at] if 0 <= at < len(lowest) else 0)
            needed = width * ms_per_column
            if ms_per_word:
                needed = max(needed, (stop - row) * ms_per_word)
            until_next = following - gap - begin
            shown = end + trail - begin
            if until_next < shown:
                shown = until_next
            if shown < needed:
                cost += _compute_speed_cost(needed, shown)
            if until_next < min_ms:
                cost += _SHORT_COST
            if cost < best[stop]:
                best[stop], backpointers[stop] = cost, row
        return any_cue


def _compute_speed_cost(needed_ms: float, shown_ms: int) -> float:
    """Return the cost of a cue that is shown for less than its reading time."""
    if shown_ms <= 0:
        return _SPEED_COST + _MAX_SPEED_COST
    share = needed_ms / shown_ms - 1
    return _SPEED_COST + min(_SPEED_SHARE_COST * share, _MAX_SPEED_COST)


def _follow_links(following: list[int], row: int, last: int) -> list[int]:
    found = []
    while row < last and (row := following[row]) <= last:
        found.append(row)
    return found


def _cap_ends(flow: TextFlow) -> list[int]:
    """Return the ends, none before its start or after the start of a later piece."""
    starts, ends = flow.starts, flow.ends
    capped = list(map(max, ends, starts))
    for row in range(len(starts) - 1):
        following = starts[row + 1]
        if starts[row] < following < capped[row]:
            capped[row] = following
    return capped
