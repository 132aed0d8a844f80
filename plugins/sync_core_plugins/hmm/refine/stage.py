"""Refine: place boundaries more finely than the acoustic model's frames."""

from __future__ import annotations

from attrs import evolve

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.corrections.table import Corrections
from sync_core_plugins.hmm.refine.acoustics import measure_acoustics
from sync_core_plugins.hmm.refine.boundaries import place_boundaries

__all__ = ["refine"]

SAMPLES_PER_MS = 16


def refine(alignment: Alignment, corrections: Corrections) -> Alignment:
    """Return the alignment with refined boundaries of words and phones."""
    pcm = alignment.audio.pcm
    acoustics = alignment.acoustics or measure_acoustics(pcm)
    placed = place_boundaries(
        alignment.words,
        acoustics,
        len(pcm) // SAMPLES_PER_MS,
        find_gaps=corrections.is_on("short-gaps"),
    )
    return evolve(alignment, acoustics=acoustics, placed=placed)
