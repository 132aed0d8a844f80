"""Refine: place boundaries more finely than the acoustic model's frames."""

from __future__ import annotations

from attrs import evolve

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.refine.acoustics import measure_acoustics
from sync_core_plugins.hmm.refine.boundaries import place_boundaries

__all__ = ["refine"]

SAMPLES_PER_MS = 16


def refine(alignment: Alignment) -> Alignment:
    """Return the alignment with refined boundaries of words and phones."""
    pcm = alignment.audio.pcm
    acoustics = alignment.acoustics or measure_acoustics(pcm)
    duration_ms = len(pcm) // SAMPLES_PER_MS
    placed = place_boundaries(alignment.words, acoustics, duration_ms)
    return evolve(alignment, acoustics=acoustics, placed=placed)
