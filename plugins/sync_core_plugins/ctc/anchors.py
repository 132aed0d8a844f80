"""Certain places of a long script in long audio, found by decoding phones.

Rows of units that stand only once in the script are looked for in what the model
hears; those that also stand only once in the audio are seeds. The longest chain of
seeds that rises in both, less what strays from its neighbours, gives the anchors.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from attrs import frozen

from sync_core import AlignmentRequest, Anchor
from sync_core_plugins.ctc.acoustic_model import AcousticModel, Floats, Spelling

__all__ = ["anchors", "chain"]

_ROW = 7
"""Units in a seed. In 237 s of English, 80 clips joined, 666 rows stood once on either
side, and 660 of them rose together."""
_NEIGHBOURS = 8
"""Seeds to each side by which the local speed is judged."""
_STRAY_MS = 3_000.0
"""A seed farther from where its neighbours put it is dropped."""
_SUPPORT = 3
"""Seeds within ``_STRAY_MS`` that have to speak for an anchor."""


@frozen
class _Unit:
    name: Hashable
    at_ms: float


def anchors(
    model: AcousticModel, request: AlignmentRequest, spellings: Sequence[Spelling]
) -> list[Anchor]:
    """Find anchors.

    Args:
        model: Hears the audio.
        request: The audio and its script.
        spellings: The ways to say the script's words; the first of each counts.

    Raises:
        CancelledError: The caller asked to stop.
    """
    heard = list(_greedy(model, _listen(model, request)))
    written: list[Hashable] = []
    word_of: list[int] = []
    for word, spelling in enumerate(spellings):
        for unit in spelling.branches[0] if spelling.branches else ():
            written.append(model.coarse(unit))
            word_of.append(word)
    seeds = _seeds([unit.name for unit in heard], written)
    places = [(heard[i].at_ms, j) for i, j in chain(seeds)]
    found: dict[int, float] = {}
    for at_ms, place in _steady(places):
        found.setdefault(word_of[place], at_ms)
    ms = model.frame_ms
    return [
        Anchor(word, max(0, round(at - 3 * ms)), round(at + 3 * ms))
        for word, at in found.items()
    ]


def _listen(model: AcousticModel, request: AlignmentRequest) -> Iterable[Floats]:
    total = request.audio.duration_ms
    done = 0.0
    for part in model.log_probabilities(request.audio.pcm):
        request.check_cancel()
        done += len(part) * model.frame_ms
        if request.progress is not None:
            request.progress(min(round(done), total), total)
        yield part


def _greedy(model: AcousticModel, parts: Iterable[Floats]) -> Iterable[_Unit]:
    """Give the units that the model hears, in classes."""
    before, frame = -1, 0
    for part in parts:
        for token in part.argmax(axis=1).tolist():
            if token != before:
                name = model.heard(token)
                if name is not None:
                    yield _Unit(name, frame * model.frame_ms)
            before = token
            frame += 1


def _seeds(
    heard: Sequence[Hashable], written: Sequence[Hashable]
) -> list[tuple[int, int]]:
    """Pair rows that stand once on either side."""
    ours, theirs = _rows(heard), _rows(written)
    pairs = (
        (places[0], theirs[row][0])
        for row, places in ours.items()
        if len(places) == 1 and len(theirs.get(row, ())) == 1
    )
    return sorted(pairs)


def _rows(units: Sequence[Hashable]) -> dict[tuple[Hashable, ...], list[int]]:
    rows: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for at in range(len(units) - _ROW + 1):
        rows[tuple(units[at : at + _ROW])].append(at)
    return rows


def chain(seeds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest part of pairs, sorted by their first, whose seconds rise."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(seeds):
        place = bisect_left(tails, second)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(second)
            ends.append(at)
        else:
            tails[place], ends[place] = second, at
    found: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(seeds[at])
        at = before[at]
    return found[::-1]


def _steady(places: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """Keep seeds that lie where most of their neighbours' local speed puts them."""
    kept: list[tuple[float, int]] = []
    speed = _speed(places)
    for at, (ms, unit) in enumerate(places):
        around = [
            *places[max(0, at - _NEIGHBOURS) : at],
            *places[at + 1 : at + 1 + _NEIGHBOURS],
        ]
        votes = sum(
            abs(ms - other - (unit - place) * speed) <= _STRAY_MS
            for other, place in around
        )
        if votes >= max(_SUPPORT, len(around) / 2):
            kept.append((ms, unit))
    return kept


def _speed(places: Sequence[tuple[float, int]]) -> float:
    """Give the usual time from one unit to the next."""
    steps = [(b[0] - a[0]) / (b[1] - a[1]) for a, b in pairwise(places) if b[1] > a[1]]
    return float(np.median(steps)) if steps else 80.0
