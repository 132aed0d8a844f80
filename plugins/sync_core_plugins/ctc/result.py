"""An alignment as timings of the script's words, and findings about them."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import AlignmentRequest, Finding, Phone, Script, WordTiming
from sync_core_plugins.ctc.acoustic_model import Spelling
from sync_core_plugins.ctc.acoustics import Acoustics
from sync_core_plugins.ctc.boundaries import BoundaryFinder
from sync_core_plugins.ctc.confidence import estimate_confidences
from sync_core_plugins.ctc.decoder import Alignment
from sync_core_plugins.ctc.peak_calibration import PeakCalibration

__all__ = ["report_unreadable", "time_words"]


def time_words(
    request: AlignmentRequest,
    alignment: Alignment,
    clip: Acoustics,
    calibration: PeakCalibration,
) -> list[WordTiming]:
    """Return a timing for each word of the script; what was not found is missing.

    Args:
        request: The audio and its script.
        alignment: The words that were found.
        clip: The audio, in which boundaries are looked for.
        calibration: Where the model's peaks lie.
    """
    words = alignment.words
    behind_extra = {slot for slot, _, _ in alignment.extra}
    parted = frozenset(at for at, word in enumerate(words) if word.slot in behind_extra)
    finder = BoundaryFinder(clip, calibration, [word.peaks for word in words])
    timings = [WordTiming(status="missing")] * len(request.script.words)
    for word, edges, confidence in zip(
        words, finder.find_edges(parted), estimate_confidences(words), strict=True
    ):
        ms = [min(round(edge), request.audio.duration_ms) for edge in edges]
        if not word.readable:
            timings[word.slot] = WordTiming(ms[0], ms[-1])
            continue
        phones = tuple(
            Phone(peak.unit, ms[at], ms[at + 1]) for at, peak in enumerate(word.peaks)
        )
        timings[word.slot] = WordTiming(ms[0], ms[-1], confidence, phones)
    return timings


def report_unreadable(
    script: Script, spellings: Sequence[Spelling], timings: Sequence[WordTiming]
) -> list[Finding]:
    """Return a finding for each word that could not be spelled in the model's units."""
    return [
        Finding(
            code="unreadable-word",
            severity="warning",
            message=f"nobody knows how {word.text!r} is said; its time is what the "
            "words around it leave",
            start_ms=timing.start_ms,
            end_ms=timing.end_ms,
            script_span=(word.start, word.end),
        )
        for word, spelling, timing in zip(script.words, spellings, timings, strict=True)
        if not spelling.branches
    ]
