"""Report: the document of an alignment."""

from __future__ import annotations

from sync_core import Document, script_document
from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.report.timings import build_timings
from sync_core_plugins.hmm.report.unreadable import (
    find_unreadable,
    interpolate_timings,
)

__all__ = ["report"]


def report(alignment: Alignment) -> Document:
    """Return the document: every word's timing, extra speech, and findings."""
    request, duration = alignment.request, alignment.duration_ms
    own, extra = build_timings(alignment)
    extra = sorted([*extra, *alignment.unscripted], key=lambda w: w.start_ms or 0)
    words = request.script.words
    timings, extra = interpolate_timings(own, words, extra, duration)
    if request.progress is not None:
        request.progress(duration, duration)
    readable = [bool(slots) for slots in alignment.tokens]
    findings = find_unreadable(words, readable, timings)
    return script_document(request, timings, findings=findings, extra=extra)
