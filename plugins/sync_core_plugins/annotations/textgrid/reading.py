"""Reads TextGrids in Praat's long and short text forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from attrs import define, field

from sync_core import Document, DocumentError
from sync_core_plugins.annotations.tiers import Interval, Tier, make_document, make_tier
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.numbers import parse_ms
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.times import repair_times

__all__ = ["read_textgrid"]

# Praat takes only texts, flags and numbers that stand by themselves; "xmin =" and
# "intervals [1]:" are for people, and so is what stands behind "!".
_TOKEN = re.compile(
    r'"(?P<text>[^"]*(?:""[^"]*)*)"|!.*|(?:[^\s"!0-9+-]\S*+\s*+)++|(?P<other>[0-9+-]\S*)'
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?")
_INTERVALS = "IntervalTier"
_POINTS = "TextTier"


@define
class _OpenTier:
    """A tier while it is read."""

    name: str
    points: bool
    announced: int | None = None
    intervals: list[Interval] = field(factory=list)
    damaged: int = 0
    end_ms: int = 0


def read_textgrid(source: BinaryIO) -> Document:
    """Read a TextGrid.

    Tiers are known by their names: ``words``, ``phones``, ``Ann - words`` ...

    Raises:
        DocumentError: It is not a TextGrid, or one in Praat's binary form.
    """
    text, findings = read_text(source)
    if text.startswith("ooBinaryFile"):
        raise DocumentError("a binary TextGrid: save it as a text file in Praat")
    problems = Problems(findings)
    values = list(_split_values(text))
    texts = [value for _, value, number in values[:2] if number is None]
    if (
        len(texts) < 2
        or not texts[0].startswith("ooTextFile")
        or texts[1] != "TextGrid"
    ):
        raise DocumentError("not a TextGrid: its head does not say so")
    tiers, duration_ms = _read_tiers(values[2:], problems)
    for tier in tiers:
        if tier.announced not in (None, len(tier.intervals) + tier.damaged):
            count = len(tier.intervals)
            what = f"{tier.announced} intervals announced, {count} found"
            problems.add(f"tier {tier.name!r}", what)
    return make_document([_make_tier(tier) for tier in tiers], duration_ms, problems)


_Value = tuple[int, str, str | None]
"""A line's number, a text, and None; or a line's number, nothing, and a number."""


def _split_values(text: str) -> Iterator[_Value]:
    line, last = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if match["text"] is not None:
            yield line, match["text"].replace('""', '"'), None
        elif match["other"] and _NUMBER.fullmatch(match["other"]):
            yield line, "", match["other"]


def _read_tiers(
    values: list[_Value], problems: Problems
) -> tuple[list[_OpenTier], int | None]:
    tiers: list[_OpenTier] = []
    numbers: list[str] = []
    duration_ms = None
    skip = False
    for at, (line, text, number) in enumerate(values):
        if number is not None:
            numbers.append(number)
            continue
        if skip:
            skip = False
        elif text in (_INTERVALS, _POINTS) and (not tiers or not numbers):
            if not tiers and len(numbers) > 1:
                duration_ms = parse_ms(numbers[1])
            name = values[at + 1] if at + 1 < len(values) else (0, "", "")
            skip = name[2] is None
            tiers.append(_OpenTier(name[1] if skip else "", text == _POINTS))
        elif tiers:
            _add_interval(tiers[-1], text, numbers, line, problems)
        else:
            problems.add(line, f"a text outside all tiers: {text!r:.40}")
        numbers = []
    return tiers, duration_ms if duration_ms is None or duration_ms >= 0 else None


def _add_interval(
    tier: _OpenTier, text: str, numbers: list[str], line: int, problems: Problems
) -> None:
    wanted = 1 if tier.points else 2
    if len(numbers) == wanted + 3 and tier.announced is None:
        count = parse_ms(numbers[2], 1)
        tier.announced = count
    if len(numbers) < wanted:
        tier.damaged += 1
        problems.add(line, f"{text!r:.40} has no time: left out")
        return
    bounds = [parse_ms(number) for number in numbers[-wanted:]]
    start, end = repair_times(line, bounds[0], bounds[-1], problems)
    if start is None or end is None:
        tier.damaged += 1
        return
    if start < tier.end_ms:
        problems.add(line, "overlaps what precedes it")
    tier.end_ms = end
    tier.intervals.append((start, end, text))


def _make_tier(tier: _OpenTier) -> Tier:
    return make_tier(tier.name, tier.intervals)
