"""All that is final of one stream, and the updates that tell it."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment, Word
from sync_core.live.recognition.running_text import join_words
from sync_core.live.script_tracking.tracker import ScriptTracker
from sync_core.live.updates import Final, Partial, Update

__all__ = ["Transcript"]


class Transcript:
    """Collects segments, findings and updates of one stream.

    Args:
        tracker: Tracks a known script, if there is one.
    """

    def __init__(self, tracker: ScriptTracker | None = None) -> None:
        self._tracker = tracker
        self._updates: list[Update] = []
        self.segments: list[Segment] = []
        """All that is final."""
        self.findings: list[Finding] = []

    def add(self, update: Update) -> None:
        """Add an update, and behind it the places in the script that it shows."""
        self._updates.append(update)
        if self._tracker is not None:
            self._updates += self._tracker.locate(update)

    def add_final(self, words: Sequence[Word]) -> None:
        """Make words final."""
        text = join_words(words)
        segment = Segment(words, text, words[0].start_ms, words[-1].end_ms)
        self.add(Final(segment, len(self.segments)))
        self.segments.append(segment)

    def add_partial(self, words: Sequence[Word], stable: int) -> None:
        """Show words that may still change, so many of the first excepted."""
        self.add(Partial(words, stable, join_words(words)))

    def take_updates(self) -> list[Update]:
        """Return the updates since the last call."""
        taken = list(self._updates)
        self._updates.clear()
        return taken

    def write_prompt(self, max_characters: int, left_out: int) -> str:
        """Return the end of the final text, for the backend.

        Args:
            max_characters: How long it may be.
            left_out: How many of the last words are not in it.
        """
        if not max_characters:
            return ""
        # A character or more a word, so that many segments are enough.
        segments = self.segments[-max_characters:]
        words = [word for segment in segments for word in segment.words]
        text = join_words(words[: len(words) - left_out])
        if len(text) <= max_characters:
            return text
        return text[-max_characters:].partition(" ")[2]

    def build_document(self, language: str | None, duration_ms: int) -> Document:
        """Return the document of all that is final; with a script, the script's."""
        heard = Document(
            segments=self.segments,
            language=language,
            duration_ms=duration_ms,
            findings=self.findings,
        )
        return self._tracker.build_document(heard) if self._tracker else heard
