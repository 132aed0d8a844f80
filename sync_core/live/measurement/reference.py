"""Comparing what was heard with what was really said, and when."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence

from attrs import frozen

from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core.live.measurement.metrics import compute_percentile
from sync_core.live.measurement.word_alignment import align_words
from sync_core.script.tokens import match_form

__all__ = ["Boundaries", "Comparison", "Edges", "WordErrors", "compare"]

_SEPARATORS = re.compile(r"[\s—–/-]+")
_UNKNOWN_TIME_MS = 1_000_000.0
"""Far from all words that have a time."""


@frozen
class WordErrors:
    """Words that differ, with case, punctuation and hyphens folded."""

    words: int
    """That were said."""
    changed: int
    missing: int
    extra: int

    @property
    def rate(self) -> float | None:
        """Word error rate; None: nothing was said."""
        errors = self.changed + self.missing + self.extra
        return errors / self.words if self.words else None


@frozen
class Edges:
    """How far edges of words lie from where they should."""

    count: int
    mean_ms: float
    median_ms: float
    p95_ms: float
    bias_ms: float
    """The median with its sign; below 0: too early."""

    @classmethod
    def of(cls, errors: Iterable[float]) -> Edges | None:
        """Return the figures of errors; None: there are none."""
        known = list(errors)
        if not known:
            return None
        sizes = sorted(map(abs, known))
        return cls(
            len(sizes),
            statistics.fmean(sizes),
            statistics.median(sizes),
            compute_percentile(sizes, 0.95),
            statistics.median(known),
        )


@frozen
class Boundaries:
    """Edges of the words that were heard right, against their labels."""

    starts: Edges | None
    ends: Edges | None
    all: Edges | None


@frozen
class Comparison:
    """What was heard against what was said."""

    errors: WordErrors
    boundaries: Boundaries
    ends: tuple[int | None, ...]
    """For each word that was heard, the labelled end; None: none is known."""


@frozen
class _Part:
    """A word, or a part of one between hyphens or dashes."""

    form: str
    start_ms: int | None
    end_ms: int | None
    word: int

    @property
    def middle_ms(self) -> float | None:
        known = [ms for ms in (self.start_ms, self.end_ms) if ms is not None]
        return statistics.fmean(known) if known else None


def compare(said: str | Document | Sequence[Word], heard: Sequence[Word]) -> Comparison:
    """Compare heard words with a text, or with words that may have times."""
    wanted, given = _split_parts(_list_words(said)), _split_parts(heard)
    pairs = align_words(
        [part.form for part in wanted],
        [part.form for part in given],
        *_find_middles(wanted, given),
    )
    errors = WordErrors(
        words=len(wanted),
        changed=sum(
            one is not None
            and other is not None
            and wanted[one].form != given[other].form
            for one, other in pairs
        ),
        missing=sum(other is None for _, other in pairs),
        extra=sum(one is None for one, _ in pairs),
    )
    same = [
        (wanted[one], given[other])
        for one, other in pairs
        if one is not None
        and other is not None
        and wanted[one].form == given[other].form
    ]
    ends: list[int | None] = [None] * len(heard)
    for one, other in same:
        if one.end_ms is not None and other.end_ms is not None:
            ends[other.word] = one.end_ms
    return Comparison(errors, _measure_boundaries(same), tuple(ends))


def _list_words(said: str | Document | Sequence[Word]) -> Sequence[Word]:
    if isinstance(said, str):
        return [Word(text, None, None) for text in said.split()]
    if isinstance(said, Document):
        return [
            _drop_guessed_times(word) for word in said.words if word.status != "missing"
        ]
    return said


def _drop_guessed_times(word: Word) -> Word:
    """Return a word without times that were only guessed from the words around."""
    if word.status == "interpolated":
        return Word(word.text, None, None)
    return word


def _split_parts(words: Sequence[Word]) -> list[_Part]:
    parts = list[_Part]()
    for at, word in enumerate(words):
        forms = [
            form for raw in _SEPARATORS.split(word.text) if (form := match_form(raw))
        ]
        for number, form in enumerate(forms):
            start = word.start_ms if number == 0 else None
            end = word.end_ms if number == len(forms) - 1 else None
            parts.append(_Part(form, start, end, at))
    return parts


def _find_middles(
    wanted: Sequence[_Part], given: Sequence[_Part]
) -> tuple[list[float] | None, list[float] | None]:
    """Return times for the alignment; a part without any is far from all others."""
    if all(part.middle_ms is None for part in wanted):
        return None, None
    first, second = (
        [
            _UNKNOWN_TIME_MS if part.middle_ms is None else part.middle_ms
            for part in parts
        ]
        for parts in (wanted, given)
    )
    return first, second


def _measure_boundaries(same: Sequence[tuple[_Part, _Part]]) -> Boundaries:
    starts = [
        float(other.start_ms - one.start_ms)
        for one, other in same
        if one.start_ms is not None and other.start_ms is not None
    ]
    ends = [
        float(other.end_ms - one.end_ms)
        for one, other in same
        if one.end_ms is not None and other.end_ms is not None
    ]
    return Boundaries(Edges.of(starts), Edges.of(ends), Edges.of(starts + ends))
