"""One subtitle."""

from __future__ import annotations

from attrs import frozen

from sync_core.document.records import Word

__all__ = ["Cue"]


@frozen
class Cue:
    """One subtitle: lines of plain text, shown from a start to an end."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str | None = None
    words: tuple[Word, ...] = ()
    """The document's words that the lines show, in order, with the times that they
    have; empty where a segment had text but no words."""
