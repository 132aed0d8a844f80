"""What times final words."""

from __future__ import annotations

from typing import Protocol

from sync_core.audio import Audio
from sync_core.document.records import Finding, Word

__all__ = ["WordTimer"]


class WordTimer(Protocol):
    """Gives final words better times than the backend's."""

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        """Return the words with their times; all times in ms from the audio's start.

        Args:
            audio: The stretch in which they lie.
            words: To be timed.
            following: What is probably said behind them in that stretch.
        """
