"""Timing final words in the script's spelling, which says what the sounds are."""

from __future__ import annotations

from sync_core.audio import Audio
from sync_core.document.records import Finding, Word
from sync_core.live.script_tracking.tracker import ScriptTracker
from sync_core.live.word_timer import WordTimer

__all__ = ["ScriptTimer"]

_CODES_OF_TRIED_WORDS = ("not-found",)
"""Findings about words that were only tried."""


class ScriptTimer:
    """Writes words as the script has them before they are timed.

    Args:
        tracker: Knows the script.
        timer: Times the words; None: they keep the backend's times.
    """

    def __init__(self, tracker: ScriptTracker, timer: WordTimer | None) -> None:
        self._tracker = tracker
        self._timer = timer

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        """Return the words, maybe more or fewer, timed in ms from the audio's start.

        Args:
            audio: The stretch in which they lie.
            words: To be timed.
            following: What is probably said behind them in that stretch.
        """
        if self._timer is None:
            return self._tracker.respell(words, following, doubtful=False), []
        respelled = self._tracker.respell(words, following, doubtful=True)
        timed, findings = self._timer.retime(audio, respelled, following)
        kept = self._tracker.confirm(timed)
        if [word.text for word in kept] == [word.text for word in timed]:
            return kept, findings
        if any(finding.code == "not-retimed" for finding in findings):
            return self._timer.retime(audio, kept, following)
        return kept, [f for f in findings if f.code not in _CODES_OF_TRIED_WORDS]
