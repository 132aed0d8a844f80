"""Overlapping chunks."""

import pytest

from sync_core_plugins.ctc.chunking import cut_chunks


@pytest.mark.parametrize("samples", [1, 319, 160_000, 191_999, 192_001, 700_123])
def test_pieces_give_every_frame_once(samples: int) -> None:
    frames = [
        first // 320 + frame
        for first, end, kept, behind in cut_chunks(samples, 320, 10, 1)
        for frame in range(kept, behind)
        if first + frame * 320 < end
    ]
    assert frames == list(range(-(-samples // 320)))
