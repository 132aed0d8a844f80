"""Where a hypothesis goes on from the words that are settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253

from sync_core.document import Word
from sync_core.text import match_form

__all__ = ["continuation"]

_FAR_MS = 500
"""Time between where settled words end and where they are cut off, from which on it is
no worse to be farther off."""
_FAR = 2.0
"""What that weighs, in letters."""


def continuation(settled: Sequence[Word], heard: Sequence[Word]) -> int:
    """Say how many of the first words heard are what is settled already.

    The two are brought together letter by letter, as one decoding writes ``touchtone``
    where the next has ``touch tone``: by edit distance, in which the end of what was
    heard is free. Among equals, the words' times decide.

    Args:
        settled: The words that are settled in this stretch, with times.
        heard: A newer decoding of the same stretch.
    """
    if not settled:
        return 0
    forms = [match_form(word.text) for word in heard]
    costs = _costs("".join(match_form(word.text) for word in settled), "".join(forms))
    end = settled[-1].end_ms or 0
    best, count, at = costs[0] + _off(0, end), 0, 0
    for number, (word, form) in enumerate(zip(heard, forms, strict=True), 1):
        at += len(form)
        cost = costs[at] + _off(word.end_ms or 0, end)
        if cost < best:
            best, count = cost, number
    rest = heard[count:]
    return count + 1 if rest and _completes(settled[-1], rest[0]) else count


def _completes(word: Word, longer: Word) -> bool:
    """Say whether a word is another one that was heard with its end cut off."""
    start, end = word.start_ms or 0, word.end_ms or 0
    if 2 * (longer.start_ms or 0) >= start + end:
        return False
    return match_form(longer.text).startswith(match_form(word.text))


def _costs(settled: str, heard: str) -> Sequence[float]:
    """Give the edit distance of one text to every beginning of another."""
    letters = np.frombuffer(heard.encode("utf-32-le"), np.uint32)
    places = np.arange(len(letters) + 1, dtype=np.float64)
    row = places.copy()
    for letter in settled:
        changed = row[:-1] + (letters != ord(letter))
        row = row + 1.0
        row[1:] = np.minimum(row[1:], changed)
        # What is left out of the heard text is the same for all that come from there.
        row = np.minimum.accumulate(row - places) + places
    return [float(cost) for cost in row]


def _off(cut_ms: int, end_ms: int) -> float:
    return _FAR * min(1.0, abs(cut_ms - end_ms) / _FAR_MS)
