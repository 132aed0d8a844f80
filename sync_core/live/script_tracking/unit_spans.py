"""Heard units that stand for several of a script, and the reverse."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core.live.script_tracking.emission_model import (
    MIN_SIMILARITY,
    compute_similarity,
)

__all__ = ["are_similar", "assign_spans"]

_MIN_JOINED_SIMILARITY = 0.75
"""Three of four letter pairs: "everybody" has them in common with "every body"."""
_MIN_SIMILARITY_GAIN = 0.2
_EXTRA_NUMBER_WORDS = 2
"""Words of a number beyond two for each of its digits: "and", "point" ..."""


def assign_spans(
    heard: Sequence[str], path: Sequence[int | None], script: Sequence[str]
) -> list[range | None]:
    """Return the script's units that each heard unit stands for.

    The path pairs them one to one. Where "everybody" was heard for "every body", or a
    number is in digits on one side, what the path skips beside it belongs to it.

    Args:
        heard: The heard units.
        path: The script's unit for each, or None.
        script: The script's units.
    """
    spans = [None if unit is None else range(unit, unit + 1) for unit in path]
    placed = [at for at, span in enumerate(spans) if span is not None]
    for number, at in enumerate(placed):
        following = placed[number + 1] if number + 1 < len(placed) else None
        _extend_over_heard(heard, spans, script, at, following)
        _extend_over_script(heard, spans, script, at, following)
    return spans


def are_similar(heard: Sequence[str], script: Sequence[str]) -> bool:
    """Return whether what was heard may be these words of the script, misheard."""
    one, other = "".join(heard), "".join(script)
    if _is_number(one) or _is_number(other):
        return True
    return compute_similarity(one, other) >= MIN_SIMILARITY


def _extend_over_script(
    heard: Sequence[str],
    spans: list[range | None],
    script: Sequence[str],
    at: int,
    following: int | None,
) -> None:
    """Give a heard unit what the script has between it and the next one."""
    span = spans[at]
    after = None if following is None else spans[following]
    if span is None or (after is not None and after.start < span.stop):
        return
    limit = len(script) if after is None else after.start
    gap = limit - span.stop
    if (
        _is_number(heard[at])
        and after is not None
        and gap <= _limit_number_words(heard[at])
    ):
        spans[at] = range(span.start, limit)
        return
    if following is not None and after is not None and 0 < gap:
        number = heard[following]
        if _is_number(number) and gap <= _limit_number_words(number):
            spans[following] = range(span.stop, after.stop)
            return
    _extend_over_one(heard, spans, script, at, following)


def _extend_over_one(
    heard: Sequence[str],
    spans: list[range | None],
    script: Sequence[str],
    at: int,
    following: int | None,
) -> None:
    """Give the next unit of the script to the heard unit before or behind it."""
    span = spans[at]
    after = None if following is None else spans[following]
    if span is None:
        return
    limit = len(script) if after is None else after.start
    unit = script[span.start]
    if span.stop < limit and _fits_joined(heard[at], unit + script[span.stop], unit):
        spans[at] = range(span.start, span.stop + 1)
    elif following is not None and after is not None and limit - span.stop == 1:
        unit = script[after.start]
        if _fits_joined(heard[following], script[after.start - 1] + unit, unit):
            spans[following] = range(after.start - 1, after.stop)


def _extend_over_heard(
    heard: Sequence[str],
    spans: list[range | None],
    script: Sequence[str],
    at: int,
    following: int | None,
) -> None:
    """Give a unit of the script what was heard between it and the next one."""
    span = spans[at]
    limit = len(heard) if following is None else following
    if span is None or limit == at + 1:
        return
    unit = script[span.start]
    after = None if following is None else spans[following]
    if (
        _is_number(unit)
        and after is not None
        and limit - at <= _limit_number_words(unit)
    ):
        taken = range(at + 1, limit)
    elif _fits_joined(unit, heard[at] + heard[at + 1], heard[at]):
        taken = range(at + 1, at + 2)
    elif (
        after is not None
        and _is_number(script[after.start])
        and limit - at <= _limit_number_words(script[after.start])
    ):
        span = after
        taken = range(at + 1, limit)
    else:
        return
    for between in taken:
        spans[between] = span


def _is_number(unit: str) -> bool:
    return any(map(str.isdigit, unit))


def _limit_number_words(unit: str) -> int:
    """Return how many words a number may take."""
    return 2 * sum(map(str.isdigit, unit)) + _EXTRA_NUMBER_WORDS


def _fits_joined(unit: str, joined: str, single: str) -> bool:
    """Return whether two units together are clearly what one is on the other side."""
    least = max(
        _MIN_JOINED_SIMILARITY, compute_similarity(unit, single) + _MIN_SIMILARITY_GAIN
    )
    return compute_similarity(unit, joined) >= least
