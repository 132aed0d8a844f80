"""The costs of a break between every two pieces: barriers, pauses, ends of phrases."""

from __future__ import annotations

from attrs import frozen

from sync_core.formats.subtitles.phrases import CLAUSE, FORBIDDEN, PhraseCosts
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.text_flow import TextFlow

__all__ = ["BreakCosts", "compute_break_costs"]

# Costs on the scale of ``PhraseCosts``. A pause of a second makes any break a good one;
# a cue that spans a pause, a sentence's end or a segment's end costs about a third of a
# broken rule.
_PAUSE_MS_PER_POINT = 30
_MIN_PAUSE_MS = 100
"""Up to this a gap between words is no pause."""
_FREE_PAUSE_MS = 400
_MAX_PAUSE_MS = 1000
_SPANNED_SENTENCE_COST = 20
_SPANNED_SEGMENT_COST = 25
_INTERPOLATED_TIME_COST = 20
_STRONG_COST = 20
"""A break is strong below this: after a phrase, where a preposition or a conjunction
begins the next, or better."""


@frozen
class BreakCosts:
    """The cost of a break before each row, and of none; one row more than the flow."""

    costs: list[int]
    spanned: list[int]
    """Running total of the cost of no break: the cost of a range is a difference."""
    barriers: list[int]
    """The next row at or after each that no cue may span."""
    allowed: list[int]
    """The next row after each before which a break splits no phrase."""
    strong: list[int]
    """The next row after each before which a clause, a phrase or a pause ends."""


def compute_break_costs(
    flow: TextFlow, phrases: PhraseCosts, profile: Profile
) -> BreakCosts:
    """Compute the costs at every boundary of a flow in one pass."""
    count = len(flow.texts)
    costs = phrases.compute_costs(flow.texts)
    costs.append(0)
    spanned = [0] * (count + 1)
    is_barrier = bytearray(count + 1)
    is_barrier[count] = 1
    segment_rows = _mark_barriers(flow, is_barrier, profile)
    starts, ends, limit = flow.starts, flow.ends, profile.max_pause_ms
    total = 0
    for row in range(1, count):
        cost = costs[row]
        span_cost = _SPANNED_SENTENCE_COST if cost == 0 else 0
        pause = starts[row] - ends[row - 1]
        if pause > _MIN_PAUSE_MS:
            if pause >= limit:
                is_barrier[row] = 1
            elif pause > _FREE_PAUSE_MS:
                span_cost += (pause - _FREE_PAUSE_MS) // _PAUSE_MS_PER_POINT
            if cost:
                eased = cost - min(pause, _MAX_PAUSE_MS) // _PAUSE_MS_PER_POINT
                costs[row] = eased if eased > 0 else 0
        if row in segment_rows:
            span_cost += _SPANNED_SEGMENT_COST if cost <= CLAUSE else 0
            costs[row] = min(costs[row], FORBIDDEN - 1)
        total += span_cost
        spanned[row] = total
    spanned[count] = total
    for row in flow.interpolated:
        costs[row] += _INTERPOLATED_TIME_COST
    for row in range(count):
        if is_barrier[row]:
            costs[row] = 0
    return BreakCosts(
        costs,
        spanned,
        _find_next_barriers(is_barrier),
        _find_next_below(FORBIDDEN, costs, is_barrier),
        _find_next_below(_STRONG_COST, costs, is_barrier),
    )


def _mark_barriers(flow: TextFlow, is_barrier: bytearray, profile: Profile) -> set[int]:
    """Mark barriers between segments that share no cue; return all first rows."""
    for at in range(1, len(flow.segment_rows)):
        row = flow.segment_rows[at]
        if (
            flow.is_alone[at]
            or flow.is_alone[at - 1]
            or flow.segments[at].speaker != flow.segments[at - 1].speaker
            or flow.starts[row] < max(flow.ends[row - 1], flow.starts[row - 1])
        ):
            is_barrier[row] = 1
    return set(flow.segment_rows)


def _find_next_barriers(is_barrier: bytearray) -> list[int]:
    found = [0] * len(is_barrier)
    barrier = len(is_barrier) - 1
    for row in range(len(is_barrier) - 1, -1, -1):
        if is_barrier[row]:
            barrier = row
        found[row] = barrier
    return found


def _find_next_below(limit: int, costs: list[int], is_barrier: bytearray) -> list[int]:
    found = [0] * len(is_barrier)
    following = len(is_barrier) - 1
    for row in range(len(is_barrier) - 1, -1, -1):
        found[row] = following
        if is_barrier[row] or costs[row] < limit:
            following = row
    return found
