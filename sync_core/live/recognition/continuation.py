"""Where a new decoding goes on from the words that are settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import frozen

from sync_core.document.records import Word
from sync_core.script.tokens import match_form

__all__ = ["Continuation", "find_continuation"]

_INSERTION_COST = 1.5
"""What a letter costs that only the newer decoding has: more than one that it lacks, as
words that are taken for settled ones are lost."""
_MS_PER_LETTER = 250
"""Time between where settled words end and where they are cut off that weighs as much
as a letter."""
_MIN_COMMON_LETTERS = 3
"""Letters in common from which on two texts meet."""


@frozen
class Continuation:
    """Where a decoding and the words that are settled meet."""

    count: int
    """How many of the first words heard are what is settled already."""
    is_found: bool
    """Whether some of what is settled was heard; if not, only times tell."""


def find_continuation(settled: Sequence[Word], heard: Sequence[Word]) -> Continuation:
    """Find where a decoding goes on from the words that are settled.

    The two are aligned letter by letter, as one decoding writes ``touchtone`` where the
    next has ``touch tone``: by the local alignment of Smith and Waterman (1981) that
    reaches the end of what is settled, as what stands in front of a cut is often heard
    as something else or not at all. Among equals, the words' times decide.

    Args:
        settled: The words that are settled in this stretch, with times.
        heard: A newer decoding of the same stretch.
    """
    text = "".join(match_form(word.text) for word in settled)
    if not text:
        return Continuation(0, is_found=True)
    forms = [match_form(word.text) for word in heard]
    scores = _score_beginnings(text, "".join(forms))
    end = settled[-1].end_ms or 0
    least = min(_MIN_COMMON_LETTERS, len(text))
    start = heard[0].start_ms or 0 if heard else 0
    best, count, at = -_weigh_distance(start, end), 0, 0
    found = 0.0
    for number, (word, form) in enumerate(zip(heard, forms, strict=True), 1):
        at += len(form)
        score = scores[at] if scores[at] >= least else 0.0
        value = score - _weigh_distance(word.end_ms or 0, end)
        if value > best:
            best, count, found = value, number, score
    rest = heard[count:]
    if rest and _is_cut_off(settled[-1], rest[0]):
        count += 1
    return Continuation(count, is_found=found > 0)


def _is_cut_off(word: Word, longer: Word) -> bool:
    """Return whether a word is another one that was heard with its end cut off."""
    start, end = word.start_ms or 0, word.end_ms or 0
    if 2 * (longer.start_ms or 0) >= start + end:
        return False
    return match_form(longer.text).startswith(match_form(word.text))


def _score_beginnings(settled: str, heard: str) -> Sequence[float]:
    """Return how similar a text's end and the end of every beginning of another are.

    A letter in common counts 1; one that is other, or missing in what was heard, costs
    1, and one that is there in addition ``_INSERTION_COST``.
    """
    letters = np.frombuffer(heard.encode("utf-32-le"), np.uint32)
    slope = _INSERTION_COST * np.arange(len(letters) + 1)
    row = np.zeros_like(slope)
    for letter in settled:
        same = np.where(letters == ord(letter), 1.0, -1.0)
        diagonal = row[:-1] + same
        row = np.maximum(0.0, row - 1.0)
        row[1:] = np.maximum(row[1:], diagonal)
        row = np.maximum.accumulate(row + slope) - slope
    return [float(score) for score in row]


def _weigh_distance(cut_ms: int, end_ms: int) -> float:
    """Return the distance of two times in letters."""
    return abs(cut_ms - end_ms) / _MS_PER_LETTER
