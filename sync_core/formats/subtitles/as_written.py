"""Cues as a subtitle file has them, for checking and for changing its format only."""

from __future__ import annotations

import re

from sync_core.document.document import Document
from sync_core.document.time_spans import time_span
from sync_core.formats.subtitles.cue import Cue
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.text_width import columns

__all__ = ["cues_as_written", "lines_as_they_fit"]

# White space, but the kinds that forbid a line break.
_FOLDED = re.compile(r"[^\S\u00a0\u2007\u202f]+")


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
        lines = _lines(segment.text)
        if lines and start_ms is not None and end_ms is not None:
            found.append(Cue(start_ms, end_ms, lines, segment.speaker, segment.words))
    return found


def lines_as_they_fit(text: str, profile: Profile) -> tuple[str, ...]:
    """Return a text's own lines if they are such as a profile allows, else none."""
    lines = _lines(text)
    words = sum(len(line.split()) for line in lines)
    if (
        len(lines) > profile.max_lines
        or (profile.max_words is not None and words > profile.max_words)
        or any(columns(line) > profile.max_columns for line in lines)
    ):
        return ()
    return lines


def _lines(text: str) -> tuple[str, ...]:
    folded = (
        _FOLDED.sub(" ", line).strip() for line in text.replace("\0", "").splitlines()
    )
    return tuple(filter(None, folded))
