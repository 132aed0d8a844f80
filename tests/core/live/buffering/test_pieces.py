"""Chunks cut into pieces."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.live.buffering.pieces import PieceCutter


@given(
    st.lists(st.binary(max_size=700), max_size=8),
    st.integers(1, 3),
    st.sampled_from([1, 10, 1_000]),
)
def test_pieces_of_raw_bytes_are_whole_frames(
    chunks: list[bytes], channels: int, piece_ms: int
) -> None:
    cutter = PieceCutter(8_000, channels, piece_ms)
    pieces = [piece for chunk in chunks for piece in cutter.cut(chunk)]
    assert b"".join(piece.chunk for piece in pieces) + cutter.rest == b"".join(chunks)
    assert len(cutter.rest) < 2 * channels
    for piece in pieces:
        assert len(piece.chunk) == 2 * channels * piece.frames
        assert 0 < piece.frames <= 8 * piece_ms


def test_arrays_are_cut_by_frames() -> None:
    sound = np.zeros((2_500, 2), np.int16)
    pieces = list(PieceCutter(8_000, 2).cut(sound))
    assert [piece.frames for piece in pieces] == [800, 800, 800, 100]
    assert sum(len(piece.chunk) for piece in pieces) == 2_500


def test_bytes_that_may_be_written_over_are_copied() -> None:
    data = bytearray(b"\1\0" * 8)
    [piece] = PieceCutter(8_000, 1).cut(memoryview(data))
    data[0] = 9
    assert piece.chunk == b"\1\0" * 8


@pytest.mark.parametrize("chunk", ["text", None, [1, 2], np.array(0.5)])
def test_what_is_no_audio_is_passed_on(chunk: Any) -> None:
    [piece] = PieceCutter(8_000, 1).cut(chunk)
    assert piece.chunk is chunk
    assert piece.frames == 0
