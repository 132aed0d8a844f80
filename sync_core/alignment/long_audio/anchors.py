"""Which words of a script are those that a recogniser heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core.document.records import Word
from sync_core.plugins.protocols import Anchor
from sync_core.script.script import Script
from sync_core.script.tokens import match_form

__all__ = ["match_anchors", "match_words"]

_MIN_RUN_WORDS = 3
"""So many words in a row have to agree: two common ones may meet by chance."""
_BAND_WORDS = 2_000
"""Words of the script that come into question for one that was heard."""
_DIAGONAL, _UP, _LEFT = 0, 1, 2


def match_anchors(script: Script, heard: Sequence[Word]) -> list[Anchor]:
    """Return the words of the script that were surely heard, rising.

    Args:
        script: What should have been said.
        heard: What was recognised, in order; words without times do not count.
    """
    timed = [w for w in heard if w.start_ms is not None and match_form(w.text)]
    pairs = match_words(
        [match_form(word.text) for word in timed],
        [match_form(word.said) for word in script.words],
    )
    anchors: list[Anchor] = []
    for run in _group_runs(pairs):
        # A run's outer words may be there by chance, and have the loosest times.
        for at, word in run[1:-1]:
            start_ms, end_ms = timed[at].start_ms or 0, timed[at].end_ms or 0
            if not anchors or start_ms >= anchors[-1].end_ms:
                anchors.append(Anchor(word, start_ms, end_ms))
    return anchors


def _group_runs(pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        if runs and (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1) == pair:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return [run for run in runs if len(run) >= _MIN_RUN_WORDS]


def match_words(heard: Sequence[str], script: Sequence[str]) -> list[tuple[int, int]]:
    """Align two sequences with the fewest changes; give the pairs of equal members.

    The band of places that are looked at follows the best path, so that time and
    memory grow with the length, not with its square.
    """
    if not heard or not script:
        return []
    ids: dict[str, int] = {}
    columns = np.array([ids.setdefault(form, len(ids)) for form in script])
    rows = [ids.get(form, -1) for form in heard]
    width = min(len(script), _BAND_WORDS) + 1
    steps = np.arange(width, dtype=np.int32)
    back = np.empty((len(rows), width), np.uint8)
    lows = np.zeros(len(rows) + 1, np.int64)
    cost = steps.copy()
    last = len(script) + 1 - width
    for at, form in enumerate(rows):
        low = _move_band(cost, int(lows[at]), width, last)
        cost, back[at] = _fill_row(cost, low - int(lows[at]), form, columns, low, steps)
        lows[at + 1] = low
    return _trace_back(back, lows, rows, columns)


def _move_band(cost: NDArray[np.int32], low: int, width: int, last: int) -> int:
    """Move the band on so that the best place is in its middle."""
    best = low + int(cost.argmin())
    return min(last, max(low, best - width // 2))


def _fill_row(
    before: NDArray[np.int32],
    shift: int,
    form: int,
    columns: NDArray[np.int64],
    low: int,
    steps: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    far = np.int32(1 << 28)
    width = len(steps)
    up = np.full(width, far, np.int32)
    up[: width - shift] = before[shift:]
    diagonal = np.full(width, far, np.int32)
    source = before[max(0, shift - 1) : width - 1 + shift]
    offset = 1 if shift == 0 else 0
    diagonal[offset : offset + len(source)] = source[: width - offset]
    places = low + steps - 1
    equal = columns[np.clip(places, 0, len(columns) - 1)] == form
    diagonal += ~equal
    if low == 0:
        diagonal[0] = far
    up = up + 1
    reached = np.minimum(up, diagonal)
    row = np.minimum.accumulate(reached - steps) + steps
    back = np.where(row < reached, _LEFT, np.where(diagonal <= up, _DIAGONAL, _UP))
    return row.astype(np.int32), back.astype(np.uint8)


def _trace_back(
    back: NDArray[np.uint8],
    lows: NDArray[np.int64],
    rows: Sequence[int],
    columns: NDArray[np.int64],
) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    at, place = len(rows), len(columns)
    place = min(place, int(lows[at]) + back.shape[1] - 1)
    while at > 0 and place > 0:
        column = place - int(lows[at])
        step = back[at - 1, column] if column >= 0 else _UP
        if step == _DIAGONAL:
            if rows[at - 1] == columns[place - 1]:
                pairs.append((at - 1, place - 1))
            at, place = at - 1, place - 1
        elif step == _UP:
            at -= 1
        else:
            place -= 1
    return pairs[::-1]
