"""Where a hypothesis goes on from the words that are settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import frozen

from sync_core.document.records import Word
from sync_core.script.tokens import match_form

__all__ = ["Joint", "joint"]

_ADDED = 1.5
"""What a letter costs that only the newer decoding has: more than one that it lacks, as
words that are taken for settled ones are lost."""
_FAR_MS = 250
"""Time between where settled words end and where they are cut off that weighs as much
as a letter."""
_LEAST = 3
"""Letters in common from which on two texts meet."""


@frozen
class Joint:
    """Where a decoding and the words that are settled meet."""

    count: int
    """How many of the first words heard are what is settled already."""
    is_found: bool
    """Whether some of what is settled was heard; if not, only times tell."""


def joint(settled: Sequence[Word], heard: Sequence[Word]) -> Joint:
    """Find where a hypothesis goes on from the words that are settled.

    The two are brought together letter by letter, as one decoding writes ``touchtone``
    where the next has ``touch tone``: by the local alignment of Smith and Waterman
    (1981) that reaches the end of what is settled, as what stands in front of a cut is
    often heard as something else or not at all. Among equals, the words' times decide.

    Args:
        settled: The words that are settled in this stretch, with times.
        heard: A newer decoding of the same stretch.
    """
    text = "".join(match_form(word.text) for word in settled)
    if not text:
        return Joint(0, is_found=True)
    forms = [match_form(word.text) for word in heard]
    likeness = _likeness(text, "".join(forms))
    end = settled[-1].end_ms or 0
    least = min(_LEAST, len(text))
    start = heard[0].start_ms or 0 if heard else 0
    best, count, at = -_off(start, end), 0, 0
    found = 0.0
    for number, (word, form) in enumerate(zip(heard, forms, strict=True), 1):
        at += len(form)
        alike = likeness[at] if likeness[at] >= least else 0.0
        value = alike - _off(word.end_ms or 0, end)
        if value > best:
            best, count, found = value, number, alike
    rest = heard[count:]
    if rest and _completes(settled[-1], rest[0]):
        count += 1
    return Joint(count, is_found=found > 0)


def _completes(word: Word, longer: Word) -> bool:
    """Say whether a word is another one that was heard with its end cut off."""
    start, end = word.start_ms or 0, word.end_ms or 0
    if 2 * (longer.start_ms or 0) >= start + end:
        return False
    return match_form(longer.text).startswith(match_form(word.text))


def _likeness(settled: str, heard: str) -> Sequence[float]:
    """Score how alike a text's end and the end of every beginning of another are.

    A letter in common counts 1; one that is other, or missing in what was heard, costs
    1, and one that is there in addition ``_ADDED``.
    """
    letters = np.frombuffer(heard.encode("utf-32-le"), np.uint32)
    slope = _ADDED * np.arange(len(letters) + 1)
    row = np.zeros_like(slope)
    for letter in settled:
        same = np.where(letters == ord(letter), 1.0, -1.0)
        paired = row[:-1] + same
        row = np.maximum(0.0, row - 1.0)
        row[1:] = np.maximum(row[1:], paired)
        row = np.maximum.accumulate(row + slope) - slope
    return [float(score) for score in row]


def _off(cut_ms: int, end_ms: int) -> float:
    return abs(cut_ms - end_ms) / _FAR_MS
