"""Cues as a subtitle file has them, for checking and for changing its format only."""

from __future__ import annotations

from sync_core.document import Document
from sync_core.script_document import time_span
from sync_core.shaping._cue import Cue

__all__ = ["cues_as_written"]


def cues_as_written(document: Document) -> list[Cue]:
    """Make each segment one cue, with the line breaks and times that it has.

    Nothing is sorted, cut or moved, so that faults stay to be found. Segments without
    any time, or without text, make no cue.
    """
    found: list[Cue] = []
    for segment in document.segments:
        start_ms, end_ms = segment.start_ms, segment.end_ms
        if start_ms is None or end_ms is None:
            start_ms, end_ms = time_span(segment.words)
        lines = tuple(filter(None, map(str.strip, segment.text.splitlines())))
        if lines and start_ms is not None and end_ms is not None:
            found.append(Cue(start_ms, end_ms, lines, segment.speaker, segment.words))
    return found
