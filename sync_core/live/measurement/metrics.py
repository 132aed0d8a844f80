"""How late, how unsteady and how wrong live transcription is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from sync_core.document.records import Word
from sync_core.live.measurement.timeline import ViewerState
from sync_core.live.measurement.word_alignment import align_words
from sync_core.live.policy import agreement
from sync_core.script.tokens import match_form

__all__ = [
    "Delays",
    "Erasure",
    "Latency",
    "WordTimes",
    "compute_percentile",
    "count_erasure",
    "measure_latency",
    "measure_word_times",
]

_MAX_AHEAD_MS = 1_000
"""Final words that begin later than this behind a hypothesis are not in it."""


@frozen
class Delays:
    """How long words took, from their end in the audio."""

    count: int
    median_ms: float
    p95_ms: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Delays | None:
        """Return the figures of values; None: there are none."""
        known = sorted(values)
        if not known:
            return None
        return cls(
            len(known), statistics.median(known), compute_percentile(known, 0.95)
        )


@frozen
class Latency:
    """When words came, against their ends in the audio; None: there are no words."""

    final: Delays | None
    """Computation-aware: with the time that computing took."""
    shown: Delays | None
    """The same for the first time that a word was to be seen, final or not."""
    final_unaware: Delays | None
    """As if computing took no time."""
    shown_unaware: Delays | None


@frozen
class Erasure:
    """Words that were shown and taken back."""

    erased: int
    final: int

    @property
    def rate(self) -> float | None:
        """Normalised erasure: words taken back for each final word."""
        return self.erased / self.final if self.final else None


@frozen
class WordTimes:
    """When one final word came; ``audio`` without and ``at`` with computing."""

    word: Word
    shown_audio_ms: float
    shown_at_ms: float
    final_audio_ms: float
    final_at_ms: float


def compute_percentile(ordered: Sequence[float], share: float) -> float:
    """Return the least value that so large a share is not above: the nearest rank."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def measure_word_times(seen: Sequence[ViewerState]) -> list[WordTimes]:
    """Find when each final word was first seen at its place, and when it was final.

    Words are compared with case and punctuation folded.
    """
    words = [word for state in seen for word in state.final]
    forms = [match_form(word.text) for word in words]
    first: dict[int, ViewerState] = {}
    final: list[ViewerState] = []
    for state in seen:
        for place in _find_held(state.words, words, forms, len(final)):
            first.setdefault(place, state)
        final += [state] * len(state.final)
    return [
        WordTimes(
            word,
            first[at].audio_ms,
            first[at].at_ms,
            final[at].audio_ms,
            final[at].at_ms,
        )
        for at, word in enumerate(words)
    ]


def _find_held(
    hypothesis: Sequence[Word], words: Sequence[Word], forms: Sequence[str], done: int
) -> Iterator[int]:
    """Yield the places of the final words that a hypothesis holds."""
    heard = [match_form(word.text) for word in hypothesis]
    same = agreement(heard, forms[done : done + len(heard)])
    yield from range(done, done + same)
    if same == len(heard):
        return
    begin = behind = done + same
    limit = (hypothesis[-1].end_ms or 0) + _MAX_AHEAD_MS
    while behind < len(words) and (words[behind].start_ms or 0) <= limit:
        behind += 1
    pairs = align_words(
        heard[same:],
        forms[begin:behind],
        [_find_middle(word) for word in hypothesis[same:]],
        [_find_middle(word) for word in words[begin:behind]],
    )
    for there, here in pairs:
        if there is not None and here is not None:
            if heard[same + there] == forms[begin + here]:
                yield begin + here


def measure_latency(
    known: Sequence[WordTimes], ends: Sequence[float | None]
) -> Latency:
    """Measure delays from given ends of the words, in ms; None: not counted."""
    rows = [(t, end) for t, end in zip(known, ends, strict=True) if end is not None]
    return Latency(
        final=Delays.of(t.final_at_ms - end for t, end in rows),
        shown=Delays.of(t.shown_at_ms - end for t, end in rows),
        final_unaware=Delays.of(t.final_audio_ms - end for t, end in rows),
        shown_unaware=Delays.of(t.shown_audio_ms - end for t, end in rows),
    )


def count_erasure(seen: Iterable[ViewerState], *, as_written: bool = False) -> Erasure:
    """Count the words that were taken back, those behind a changed one included.

    Args:
        seen: What was to be seen, in order.
        as_written: Whether a change of case or punctuation counts, too.
    """

    def fold(words: Sequence[Word]) -> list[str]:
        return [w.text if as_written else match_form(w.text) for w in words]

    erased = final = 0
    before: list[str] = []
    for state in seen:
        erased += len(before) - agreement(before, fold(state.words))
        before = fold(state.partial)
        final += len(state.final)
    return Erasure(erased, final)


def _find_middle(word: Word) -> float:
    return ((word.start_ms or 0) + (word.end_ms or 0)) / 2
