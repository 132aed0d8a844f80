"""The time span of several words."""

from __future__ import annotations

from collections.abc import Iterable

from sync_core.document.records import Word

__all__ = ["find_time_span"]


def find_time_span(words: Iterable[Word]) -> tuple[int, int] | tuple[None, None]:
    """Return the first start and the last end in ms, or two None without any times."""
    words = list(words)
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    return (min(starts), max(ends)) if starts else (None, None)
