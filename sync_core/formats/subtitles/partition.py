"""The best way to part a flow into cues: dynamic programming over its pieces."""

from __future__ import annotations

from itertools import accumulate

from attrs import frozen

from sync_core.formats.subtitles.break_costs import Breaks
from sync_core.formats.subtitles.flow import Flow
from sync_core.formats.subtitles.profile import Profile

__all__ = ["Room", "partition", "room_of"]

# Costs on the scale of ``Phrases``: a broken rule outweighs every bad break but not
# two of them; among good ways the one with fewer, fuller and more even cues wins.
_CUE = 14
_FULL = 10
_SECOND_LINE = 3
_FAST, _FAST_SHARE, _MOST_FAST = 50, 100, 250
_SHORT = 60
_OVERFULL = 10_000
_FAR = float("inf")
_END_OF_TIME = 1 << 62


@frozen
class Room:
    """What fits where; lists have one row for each piece, and one for the end."""

    marks: list[int]
    """Running columns, spaces counted in; a stretch takes the difference."""
    reach: list[int]
    """How far a line that begins at a row reaches."""
    back: list[int]
    """Where the longest line that ends before a row begins."""


def room_of(flow: Flow, columns: int) -> Room:
    """Measure every line that could be, in one pass."""
    count = len(flow.texts)
    spaces = flow.spaces
    marks = [0, *accumulate(map(int.__add__, flow.widths(), spaces))]
    reach = [count] * (count + 1)
    back = [0] * (count + 1)
    first = 0
    for row in range(1, count + 1):
        # At least one piece stands on a line.
        while first < row - 1 and marks[row] - marks[first] - spaces[first] > columns:
            reach[first] = row - 1
            first += 1
        back[row] = first
    return Room(marks, reach, back)


def partition(
    flow: Flow, breaks: Breaks, room: Room, profile: Profile
) -> list[tuple[int, int]]:
    """Return the stretches of rows that make the best cues, in order."""
    count = len(flow.texts)
    best = [_FAR] * (count + 1)
    best[0] = 0.0
    came = [0] * (count + 1)
    _Search(flow, breaks, room, profile).run(best, came)
    found = []
    row = count
    while row:
        found.append((came[row], row))
        row = came[row]
    found.reverse()
    return found


class _Search:
    """The search, with all that its inner loop reads as plain lists and numbers."""

    def __init__(
        self, flow: Flow, breaks: Breaks, room: Room, profile: Profile
    ) -> None:
        # Behind the end there is room for ever.
        self._starts = [*flow.starts, _END_OF_TIME]
        self._ends = _capped(flow)
        self._breaks, self._room, self._profile = breaks, room, profile
        self._spaces = [*flow.spaces, 0]
        self._columns = profile.max_columns
        self._share = _FULL / (profile.max_columns * profile.max_lines) ** 2
        self._gap, self._trail = profile.min_gap_ms, profile.max_trail_ms
        # A line is half of a cue only where there are two.
        self._halved = profile.max_lines == 2 and profile.max_words is None
        cps = profile.max_cps
        self._ms_a_column = (
            1000 / (cps * profile.columns_a_character) if cps is not None else 0.0
        )
        self._ms_a_word = 60_000 / profile.max_wpm if profile.max_wpm else 0.0

    def run(self, best: list[float], came: list[int]) -> None:
        """Fill in the least cost up to each row, and the row that it came from."""
        walls = self._breaks.walls
        for row in range(len(best) - 1):
            if best[row] == _FAR:
                continue
            wall = walls[row + 1]
            last = self._last(row, wall)
            if self._try(row, self._ways(row, last), best, came):
                continue
            if self._try(row, range(row + 1, last + 1), best, came):
                continue
            # One piece is too long, or many begin at once.
            behind = row + 1
            while behind < wall and self._starts[behind] <= self._starts[row]:
                behind += 1
            cost = best[row] + _OVERFULL
            if cost < best[behind]:
                best[behind], came[behind] = cost, row

    def _ways(self, row: int, last: int) -> list[int]:
        """Return where a cue from a row may end: short ones only at strong breaks."""
        middle = min(self._room.reach[row], last) if self._halved else row
        if self._ends[middle - 1] - self._starts[row] > self._profile.max_ms:
            middle = row
        ways = _linked(self._breaks.strong, row, middle)
        good = self._breaks.good
        ways += _linked(good, middle, last)
        return ways

    def _last(self, row: int, wall: int) -> int:
        """Return how far a cue that begins at a row can reach."""
        reach = self._room.reach
        last = row
        for _ in range(self._profile.max_lines):
            if last >= wall:
                break
            last = reach[last]
        if self._profile.max_words is not None:
            last = min(last, row + self._profile.max_words)
        return min(last, wall)

    def _try(
        self, row: int, ways: list[int] | range, best: list[float], came: list[int]
    ) -> bool:
        """Try cues from a row to each of some others; say whether any can be."""
        starts, ends, costs = self._starts, self._ends, self._breaks.costs
        inner, marks, back = self._breaks.inner, self._room.marks, self._room.back
        columns, share = self._columns, self._share
        gap, trail, shortest = self._gap, self._trail, self._profile.min_ms
        ms_a_column, ms_a_word = self._ms_a_column, self._ms_a_word
        begin, edge = starts[row], marks[row] + self._spaces[row]
        base = best[row] + _CUE - inner[row]
        latest = begin + self._profile.max_ms
        line_end = self._room.reach[row]
        # The best break before each end of the first line, counted from there.
        least = list(accumulate(costs[line_end:row:-1], min))
        any_way = False
        for behind in ways:
            end = ends[behind - 1]
            if end > latest and behind > row + 1:
                break
            following = starts[behind]
            if following <= begin and self._breaks.walls[behind] != behind:
                continue
            any_way = True
            width = marks[behind] - edge
            cost = base + inner[behind - 1] + costs[behind] + share * width * width
            if width > columns:
                cost += _SECOND_LINE
                if behind > line_end:
                    at = line_end - back[behind]
                    cost += 0.4 * (least[at] if 0 <= at < len(least) else 0)
            needed = width * ms_a_column
            if ms_a_word:
                needed = max(needed, (behind - row) * ms_a_word)
            room = following - gap - begin
            most = end + trail - begin
            if room < most:
                most = room
            if most < needed:
                cost += _FAST + (
                    min(_FAST_SHARE * (needed / most - 1), _MOST_FAST)
                    if most > 0
                    else _MOST_FAST
                )
            if room < shortest:
                cost += _SHORT
            if cost < best[behind]:
                best[behind], came[behind] = cost, row
        return any_way


def _linked(following: list[int], row: int, last: int) -> list[int]:
    found = []
    while row < last and (row := following[row]) <= last:
        found.append(row)
    return found


def _capped(flow: Flow) -> list[int]:
    """Return the ends, none before its start nor behind the start of a later piece."""
    starts, ends = flow.starts, flow.ends
    capped = list(map(max, ends, starts))
    for row in range(len(starts) - 1):
        following = starts[row + 1]
        if starts[row] < following < capped[row]:
            capped[row] = following
    return capped
