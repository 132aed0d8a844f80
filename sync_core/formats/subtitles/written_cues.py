"""Cues as a subtitle file has them, for checks and for conversion without shaping."""

from __future__ import annotations

import re

from sync_core.document.document import Document
from sync_core.document.time_spans import find_time_span
from sync_core.formats.subtitles.cue import Cue
from sync_core.formats.subtitles.profile import Profile
from sync_core.formats.subtitles.text_width import count_columns

__all__ = ["cues_as_written", "find_fitting_lines"]

# White space without the characters that forbid a line break.
_BREAKING_SPACE = re.compile(r"[^\S\u00a0\u2007\u202f]+")


def cues_as_written(document: Document) -> list[Cue]:
    """Make one cue of each segment, with the segment's own lines and times.

    Nothing is sorted, split or moved, so that checks find all faults. Segments without
    any time, or without text, make no cue.

    Args:
        document: The document of a subtitle file.

    Returns:
        The cues, with times in milliseconds.
    """
    found: list[Cue] = []
    for segment in document.segments:
        start_ms, end_ms = segment.start_ms, segment.end_ms
        if start_ms is None or end_ms is None:
            start_ms, end_ms = find_time_span(segment.words)
        lines = _split_lines(segment.text)
        if lines and start_ms is not None and end_ms is not None:
            found.append(Cue(start_ms, end_ms, lines, segment.speaker, segment.words))
    return found


def find_fitting_lines(text: str, profile: Profile) -> tuple[str, ...]:
    """Return a text's own lines if a profile allows them, else none."""
    lines = _split_lines(text)
    words = sum(len(line.split()) for line in lines)
    if (
        len(lines) > profile.max_lines
        or (profile.max_words is not None and words > profile.max_words)
        or any(count_columns(line) > profile.max_columns for line in lines)
    ):
        return ()
    return lines


def _split_lines(text: str) -> tuple[str, ...]:
    folded = (
        _BREAKING_SPACE.sub(" ", line).strip()
        for line in text.replace("\0", "").splitlines()
    )
    return tuple(filter(None, folded))
