"""Cutting audio into overlapping chunks, for models that take so much at once."""

from __future__ import annotations

from collections.abc import Iterator

from sync_core_plugins.ctc.acoustic_model import SAMPLE_RATE_HZ

__all__ = ["cut_chunks"]


def cut_chunks(
    samples: int, hop: int, length_s: float, overlap_s: float
) -> Iterator[tuple[int, int, int, int]]:
    """Cut audio into overlapping chunks.

    Args:
        samples: How many there are.
        hop: Samples a frame.
        length_s: How much of a chunk is kept, in seconds.
        overlap_s: What is looked at on both sides of it, in seconds.

    Yields:
        The first sample of a chunk and the one behind its last; the first of its
        frames to keep and the one behind the last. Kept frames meet in the middle of
        each overlap.
    """
    length, overlap = (
        max(1, round(seconds * SAMPLE_RATE_HZ / hop)) * hop
        for seconds in (length_s, overlap_s)
    )
    if samples <= length + 2 * overlap:
        yield 0, samples, 0, -(-samples // hop)
        return
    for start in range(0, samples, length):
        first, end = max(0, start - overlap), min(samples, start + length + overlap)
        if samples - (start + length) <= overlap:
            yield first, samples, (start - first) // hop, -(-(samples - first) // hop)
            return
        kept = (start - first) // hop
        yield first, end, kept, kept + length // hop
