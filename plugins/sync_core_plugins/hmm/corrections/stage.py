"""Correct: mend the words by the rules of the table."""

from __future__ import annotations

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.engines import Engines

__all__ = ["correct"]


def correct(alignment: Alignment, engines: Engines) -> Alignment:
    """Return the alignment as the corrections of words leave it."""
    return engines.corrections.correct_words(alignment, engines.aligner)
