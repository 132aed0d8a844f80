"""What the engine skips."""

import pytest

from sync_core_plugins.whisper_cpp.chunking import Chunk
from sync_core_plugins.whisper_cpp.context import Token
from sync_core_plugins.whisper_cpp.segment_decoder import find_skipped_speech


@pytest.mark.parametrize(
    ("last_stamp_ms", "rest"),
    [
        (3_000, Chunk(4_000, 9_300, ((4_000, 5_000), (6_000, 9_000)))),
        (8_200, None),  # less than a second of speech behind it
        (0, None),  # no progress
    ],
)
def test_what_the_engine_left_out_is_decoded_next(
    last_stamp_ms: int, rest: Chunk | None
) -> None:
    piece = Chunk(1_000, 9_300, ((1_300, 5_000), (6_000, 9_000)))
    tokens = [Token(1, b" a"), Token(50_400, stamp_ms=last_stamp_ms)]
    assert find_skipped_speech(piece, tokens) == rest
    assert find_skipped_speech(piece, tokens[:1]) is None
    assert find_skipped_speech(piece, []) is None
