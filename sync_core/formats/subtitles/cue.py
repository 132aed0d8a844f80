"""The subtitle cue."""

from __future__ import annotations

from attrs import frozen

from sync_core.document.records import Word

__all__ = ["Cue"]


@frozen
class Cue:
    """One subtitle: lines of plain text with a start and an end in milliseconds."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str | None = None
    words: tuple[Word, ...] = ()
    """The document's words in the lines, in order, with their own times; empty for a
    segment with text but no words."""
