"""How late, how unsteady and how wrong live transcription is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from sync_core.document.records import Word
from sync_core.live.measurement.emitted import State
from sync_core.live.policy import agreement
from sync_core.live.script_tracking.word_pairing import paired
from sync_core.script.tokens import match_form

__all__ = [
    "Delays",
    "Erasure",
    "Latency",
    "Times",
    "erasure",
    "latency",
    "percentile",
    "times",
]

_AHEAD_MS = 1_000
"""Final words that begin later than this behind a hypothesis are not in it."""


@frozen
class Delays:
    """How long words took, from their end in the audio."""

    count: int
    median_ms: float
    p95_ms: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Delays | None:
        """Sum values up; None: there are none."""
        known = sorted(values)
        if not known:
            return None
        return cls(len(known), statistics.median(known), percentile(known, 0.95))


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
class Times:
    """When one final word came; ``audio`` without and ``at`` with computing."""

    word: Word
    shown_audio_ms: float
    shown_at_ms: float
    final_audio_ms: float
    final_at_ms: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """Give the least value that so large a share is not above."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def times(seen: Sequence[State]) -> list[Times]:
    """Find when each final word was first seen at its place, and when it was final.

    Words are compared with case and punctuation folded.
    """
    words = [word for state in seen for word in state.final]
    forms = [match_form(word.text) for word in words]
    first: dict[int, State] = {}
    final: list[State] = []
    for state in seen:
        for place in _held(state.words, words, forms, len(final)):
            first.setdefault(place, state)
        final += [state] * len(state.final)
    return [
        Times(
            word,
            first[at].audio_ms,
            first[at].at_ms,
            final[at].audio_ms,
            final[at].at_ms,
        )
        for at, word in enumerate(words)
    ]


def _held(
    hypothesis: Sequence[Word], words: Sequence[Word], forms: Sequence[str], done: int
) -> Iterator[int]:
    """Give the places of the final words that a hypothesis holds."""
    heard = [match_form(word.text) for word in hypothesis]
    same = agreement(heard, forms[done : done + len(heard)])
    yield from range(done, done + same)
    if same == len(heard):
        return
    begin = behind = done + same
    limit = (hypothesis[-1].end_ms or 0) + _AHEAD_MS
    while behind < len(words) and (words[behind].start_ms or 0) <= limit:
        behind += 1
    pairs = paired(
        heard[same:],
        forms[begin:behind],
        [_middle(word) for word in hypothesis[same:]],
        [_middle(word) for word in words[begin:behind]],
    )
    for there, here in pairs:
        if there is not None and here is not None:
            if heard[same + there] == forms[begin + here]:
                yield begin + here


def latency(known: Sequence[Times], ends: Sequence[float | None]) -> Latency:
    """Measure from given ends of the words; None: not counted."""
    rows = [(t, end) for t, end in zip(known, ends, strict=True) if end is not None]
    return Latency(
        final=Delays.of(t.final_at_ms - end for t, end in rows),
        shown=Delays.of(t.shown_at_ms - end for t, end in rows),
        final_unaware=Delays.of(t.final_audio_ms - end for t, end in rows),
        shown_unaware=Delays.of(t.shown_audio_ms - end for t, end in rows),
    )


def erasure(seen: Iterable[State], *, as_written: bool = False) -> Erasure:
    """Count the words that were taken back, those behind a changed one included.

    Args:
        seen: What was to be seen, in order.
        as_written: Whether a change of case or punctuation counts, too.
    """

    def forms(words: Sequence[Word]) -> list[str]:
        return [w.text if as_written else match_form(w.text) for w in words]

    erased = final = 0
    before: list[str] = []
    for state in seen:
        erased += len(before) - agreement(before, forms(state.words))
        before = forms(state.partial)
        final += len(state.final)
    return Erasure(erased, final)


def _middle(word: Word) -> float:
    return ((word.start_ms or 0) + (word.end_ms or 0)) / 2
