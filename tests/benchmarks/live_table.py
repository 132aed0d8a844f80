"""The figures of a live simulation against what they must and should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from sync_core.live.simulation import Simulation

__all__ = ["Goal", "Row", "judged", "rows", "table"]


@frozen
class Goal:
    """A figure's name, its unit, and the most that it must and should be."""

    name: str
    unit: str = "s"
    digits: int = 2
    must: float | None = None
    aim: float | None = None


@frozen
class Row:
    """One figure, of this system and of the naive loop."""

    goal: Goal
    live: float | None
    naive: float | None = None


Figure = Callable[[Simulation], float | None]


def _delay(word: str, part: str, kind: str = "") -> Figure:
    def figure(one: Simulation) -> float | None:
        delays = getattr(one.labelled_latency, f"{word}{kind}", None)
        return None if delays is None else getattr(delays, part) / 1000

    return figure


def _edge(part: str, side: str = "all") -> Figure:
    def figure(one: Simulation) -> float | None:
        if one.comparison is None:
            return None
        found = getattr(one.comparison.boundaries, side)
        return getattr(found, part) if found else None

    return figure


_FIGURES: tuple[tuple[Goal, Figure], ...] = (
    (
        Goal("final-word latency, median", must=1.4, aim=0.8),
        _delay("final", "median_ms"),
    ),
    (Goal("final-word latency, p95", must=2.5, aim=1.6), _delay("final", "p95_ms")),
    (Goal("first shown, median", must=0.9, aim=0.5), _delay("shown", "median_ms")),
    (Goal("first shown, p95"), _delay("shown", "p95_ms")),
    (
        Goal("final-word latency without computing, median"),
        _delay("final", "median_ms", "_unaware"),
    ),
    (
        Goal("final-word latency without computing, p95"),
        _delay("final", "p95_ms", "_unaware"),
    ),
    (
        Goal("first shown without computing, median"),
        _delay("shown", "median_ms", "_unaware"),
    ),
    (Goal("compute RTF", "", 3, 0.4, 0.25), lambda one: one.rtf),
    (Goal("normalised erasure", "", 3, 0.2, 0.1), lambda one: one.erasure.rate),
    (
        Goal("normalised erasure, case and marks as well", "", 3),
        lambda one: one.erasure_as_written.rate,
    ),
    (Goal("longest lag"), lambda one: max(one.lag_by_minute_ms) / 1000),
    (Goal("partials", "", 0), lambda one: one.counts.get("Partial", 0)),
)
_BY_HAND: tuple[tuple[Goal, Figure], ...] = (
    (Goal("word boundaries of finals, mean", "ms", 1, 30, 20), _edge("mean_ms")),
    (Goal("word boundaries of finals, median", "ms", 1), _edge("median_ms")),
    (Goal("word starts, bias", "ms", 1), _edge("bias_ms", "starts")),
    (Goal("word ends, bias", "ms", 1), _edge("bias_ms", "ends")),
)


def rows(
    live: Simulation, naive: Simulation | None, file_wer: float | None, by_hand: bool
) -> list[Row]:
    """Measure; times by hand are what boundaries can be held against."""
    found = [
        Row(goal, figure(live), figure(naive) if naive else None)
        for goal, figure in (*_FIGURES, *(_BY_HAND if by_hand else ()))
    ]
    wer, plain = _wer(live), _wer(naive) if naive else None
    found.append(Row(Goal("WER", "%", 2), wer, plain))
    if file_wer is not None and wer is not None:
        above = Goal("WER above file mode", "points", 2, 2.0, 0.5)
        other = None if plain is None else plain - 100 * file_wer
        found.append(Row(above, wer - 100 * file_wer, other))
    return found


def _wer(one: Simulation) -> float | None:
    rate = one.comparison.errors.rate if one.comparison else None
    return None if rate is None else 100 * rate


def judged(row: Row) -> str:
    """Say which of its goals a figure reaches."""
    if row.goal.must is None or row.live is None:
        return ""
    if row.goal.aim is not None and row.live <= row.goal.aim:
        return "aim"
    return "must" if row.live <= row.goal.must else "MISSED"


def table(rows: Sequence[Row]) -> str:
    """Write the rows in Markdown, with ratios."""
    lines = [
        "| | live | naive loop | naive / live | must | aim | reached |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        both = row.live and row.naive and row.live > 0
        ratio = f"{row.naive / row.live:.2f}" if both and row.naive and row.live else ""
        cells = [row.goal.name, _shown(row, row.live), _shown(row, row.naive), ratio]
        cells += [_shown(row, row.goal.must), _shown(row, row.goal.aim), judged(row)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _shown(row: Row, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.{row.goal.digits}f} {row.goal.unit}".strip()
