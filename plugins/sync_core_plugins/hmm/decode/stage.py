"""Decode: align all that is said, in order, with the audio."""

from __future__ import annotations

from attrs import evolve

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner

__all__ = ["decode"]


def decode(alignment: Alignment, aligner: ForcedAligner) -> Alignment:
    """Return the alignment with the words along the best path.

    Raises:
        CancelledError: The caller asked to stop.
    """
    words = None
    if alignment.min_duration_ms <= alignment.duration_ms:
        words = aligner.align(alignment.audio.pcm.tobytes(), alignment.slots)
    alignment.request.check_cancel()
    return evolve(alignment, words=words or ())
