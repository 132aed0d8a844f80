"""Anchors: sure places of a long script in long audio, found by greedy decoding.

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
from sync_core_plugins.ctc.frames import compute_frames

__all__ = ["find_anchors", "find_longest_chain"]

_SEED_UNITS = 7
"""Units in a seed. In 237 s of English, 80 clips joined, 666 rows stood once on either
side, and 660 of them rose together."""
_NEIGHBOUR_SEEDS = 8
"""Seeds to each side by which the local speed is judged."""
_MAX_DEVIATION_MS = 3_000.0
"""A seed farther from where its neighbours put it is dropped."""
_MIN_SUPPORTING_SEEDS = 3
"""Seeds within ``_MAX_DEVIATION_MS`` that have to speak for an anchor."""


@frozen
class _Unit:
    """A unit that the model hears."""

    name: Hashable
    at_ms: float


def find_anchors(
    model: AcousticModel, request: AlignmentRequest, spellings: Sequence[Spelling]
) -> list[Anchor]:
    """Find words of the script that are surely heard, and roughly when.

    Args:
        model: Hears the audio.
        request: The audio and its script.
        spellings: The ways to say the script's words; the first of each counts.

    Raises:
        CancelledError: The caller asked to stop.
    """
    heard = list(_decode_greedily(model, compute_frames(model, request)))
    written: list[Hashable] = []
    word_of: list[int] = []
    for word, spelling in enumerate(spellings):
        for unit in spelling.branches[0] if spelling.branches else ():
            written.append(model.classify(unit))
            word_of.append(word)
    seeds = _find_seeds([unit.name for unit in heard], written)
    places = [(heard[i].at_ms, j) for i, j in find_longest_chain(seeds)]
    found: dict[int, float] = {}
    for at_ms, place in _drop_outliers(places):
        found.setdefault(word_of[place], at_ms)
    ms = model.frame_ms
    return [
        Anchor(word, max(0, round(at - 3 * ms)), round(at + 3 * ms))
        for word, at in found.items()
    ]


def _decode_greedily(model: AcousticModel, parts: Iterable[Floats]) -> Iterable[_Unit]:
    """Yield the classes of the units that the model hears."""
    before, frame = -1, 0
    for part in parts:
        for token in part.argmax(axis=1).tolist():
            if token != before:
                name = model.classify_token(token)
                if name is not None:
                    yield _Unit(name, frame * model.frame_ms)
            before = token
            frame += 1


def _find_seeds(
    heard: Sequence[Hashable], written: Sequence[Hashable]
) -> list[tuple[int, int]]:
    """Return pairs of places of rows that stand once on either side, in order."""
    ours, theirs = _index_rows(heard), _index_rows(written)
    pairs = (
        (places[0], theirs[row][0])
        for row, places in ours.items()
        if len(places) == 1 and len(theirs.get(row, ())) == 1
    )
    return sorted(pairs)


def _index_rows(units: Sequence[Hashable]) -> dict[tuple[Hashable, ...], list[int]]:
    rows: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for at in range(len(units) - _SEED_UNITS + 1):
        rows[tuple(units[at : at + _SEED_UNITS])].append(at)
    return rows


def find_longest_chain(seeds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs, sorted by their first, whose seconds rise."""
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


def _drop_outliers(places: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """Keep seeds that lie where most of their neighbours and the speed put them."""
    kept: list[tuple[float, int]] = []
    unit_ms = _estimate_unit_ms(places)
    for at, (ms, unit) in enumerate(places):
        around = [
            *places[max(0, at - _NEIGHBOUR_SEEDS) : at],
            *places[at + 1 : at + 1 + _NEIGHBOUR_SEEDS],
        ]
        votes = sum(
            abs(ms - other - (unit - place) * unit_ms) <= _MAX_DEVIATION_MS
            for other, place in around
        )
        if votes >= max(_MIN_SUPPORTING_SEEDS, len(around) / 2):
            kept.append((ms, unit))
    return kept


def _estimate_unit_ms(places: Sequence[tuple[float, int]]) -> float:
    """Return the median time from one unit to the next, in ms."""
    steps = [(b[0] - a[0]) / (b[1] - a[1]) for a, b in pairwise(places) if b[1] > a[1]]
    return float(np.median(steps)) if steps else 80.0
