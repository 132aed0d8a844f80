"""Final words timed in the script's spelling, which says what the sounds are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import evolve

from sync_core.audio import Audio
from sync_core.document.records import Finding, Word
from sync_core.live.following import Follower

__all__ = ["ScriptTimer", "as_heard"]

_ABOUT_DOUBTS = ("not-found",)
"""What is said of words that were only tried."""


class _Timer(Protocol):
    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]: ...


class ScriptTimer:
    """Has words written as the script has them before they are timed.

    Args:
        follower: Knows the script.
        timer: Gives the times; None leaves the backend's.
    """

    def __init__(self, follower: Follower, timer: _Timer | None) -> None:
        self._follower = follower
        self._timer = timer

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        """Give the words, maybe more or fewer, with times from the audio's start."""
        if self._timer is None:
            return self._follower.write(words, following, doubtful=False), []
        written = self._follower.write(words, following, doubtful=True)
        timed, findings = self._timer.retime(audio, written, following)
        kept = self._follower.confirm(timed)
        if [word.text for word in kept] == [word.text for word in timed]:
            return kept, findings
        if any(one.code == "not-retimed" for one in findings):
            return self._timer.retime(audio, kept, following)
        return kept, [one for one in findings if one.code not in _ABOUT_DOUBTS]


def as_heard(words: Sequence[Word], timed: Sequence[Word]) -> list[Word]:
    """Give heard words the times of what was written for them.

    Args:
        words: As the backend heard them, with its times.
        timed: The same stretch, maybe in other words.
    """
    if len(words) == len(timed):
        return [
            evolve(word, start_ms=other.start_ms, end_ms=other.end_ms)
            for word, other in zip(words, timed, strict=True)
        ]
    low, high = timed[0].start_ms or 0, timed[-1].end_ms or 0
    within = [
        (min(max(word.start_ms or 0, low), high), min(max(word.end_ms or 0, low), high))
        for word in words
    ]
    within[-1] = within[-1][0], high
    return [
        evolve(word, start_ms=start, end_ms=end)
        for word, (start, end) in zip(words, within, strict=True)
    ]
