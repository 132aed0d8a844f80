"""What a live transcriber tells, in the order in which it becomes known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from attrs import field, frozen

from sync_core.document.records import Segment, Word

__all__ = [
    "Dropped",
    "Endpoint",
    "Final",
    "Partial",
    "Position",
    "SpeechStarted",
    "Stats",
    "Update",
]

EndReason = Literal["pause", "length", "finish", "error"]


def _to_tuple(value: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(value)


@frozen
class SpeechStarted:
    """Somebody began to speak."""

    at_ms: int
    """On the stream's clock: ms of audio since its beginning."""


@frozen
class Partial:
    """What is probably being said: replaces the last one, and holds no final word."""

    words: tuple[Word, ...] = field(converter=_to_tuple)
    """Everything heard since the last `Final`, with the backend's own times."""
    stable: int = 0
    """How many of the first words are settled: every later `Partial` begins with those
    of them that no `Final` has taken over by then."""
    text: str = ""
    """The same as running text."""


@frozen
class Final:
    """Words that never change again."""

    segment: Segment
    number: int
    """Its place among the finals: counts from 0 without a gap."""


@frozen
class Endpoint:
    """An utterance has ended; all of it is final."""

    at_ms: int
    """Where its speech ended, in ms on the stream's clock."""
    reason: EndReason
    """``pause``; ``length``: it went on for too long without one; ``finish``: the
    stream ended; ``error``: the engine failed, and the next call raises its error."""


@frozen
class Dropped:
    """Audio that nobody listened to."""

    start_ms: int
    end_ms: int
    reason: str
    """In words, for a person."""


@frozen
class Stats:
    """How the work goes, all in ms since the stream's beginning."""

    audio_ms: int
    """Audio taken in, what was dropped included."""
    speech_ms: int
    """How much of it was speech and went to the engine."""
    dropped_ms: int
    compute_ms: int
    """Time that the work took, waiting for a shared engine included."""
    lag_ms: int
    """How much audio waits to be taken in, as the caller said last."""

    @property
    def rtf(self) -> float:
        """Computing time as a share of the audio's; above 1, it falls behind."""
        return self.compute_ms / self.audio_ms if self.audio_ms else 0.0


@frozen
class Position:
    """Where in the known script the speaker is: at this word, which is being said.

    Comes behind the `Partial` or `Final` that shows it. Words that the script does not
    have give none.
    """

    number: int
    """The word's place in ``script.words``, from 0 on."""
    script_span: tuple[int, int]
    """``(i, j)``: the word is ``script.text[i:j]``, in code points."""
    start_ms: int
    """When it was said, on the stream's clock."""
    end_ms: int
    certain: bool
    """Whether that stays so. Each word that is said becomes certain at most once for
    each time that it is said, in the order of time; what is only probable may be told
    otherwise a moment later."""
    jump: int = 0
    """How many words of the script were passed over since the position before; below
    zero: how many words the speaker went back before this one."""


Update: TypeAlias = (
    SpeechStarted | Partial | Final | Position | Endpoint | Dropped | Stats
)
"""Everything that `LiveTranscriber.feed` may return."""
