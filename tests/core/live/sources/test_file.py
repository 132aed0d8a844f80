"""Files as sources."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live_encoding import FORMS, encoded
from sync_core import Audio, AudioError
from sync_core.live.sources import FileSource


@pytest.fixture(scope="module")
def some_speech(clip: Audio) -> Audio:
    return clip.slice(0, 2_345)


@pytest.mark.parametrize(("name", "codec", "rate", "options"), FORMS)
def test_a_file_is_decoded_piece_by_piece_as_at_once(
    name: str, codec: str, rate: int, options: Any, some_speech: Audio, tmp_path: Path
) -> None:
    path = encoded(some_speech, tmp_path / name, codec, rate, **options)
    source = FileSource(path)
    pieces = list(source.chunks())
    assert max(map(len, pieces)) < 4_000
    whole = Audio.load(path)
    np.testing.assert_array_equal(np.concatenate(pieces), whole.pcm)


def test_files_that_cannot_be_read(tmp_path: Path, clip_path: Path) -> None:
    empty, cut = tmp_path / "empty.wav", tmp_path / "cut.wav"
    empty.touch()
    header = b"RIFF\xff\xff\x00\x00WAVEfmt \x10\0\0\0\1\0\1\0\x80>\0\0\0}\0\0\2\0\x10\0"
    cut.write_bytes(header + b"data\xd0\xff\x00\x00" + bytes(100))
    for path, message in (
        (tmp_path / "none.wav", "no such file"),
        (tmp_path, "directory"),
        (empty, "empty"),
        (cut, "cut off"),
    ):
        with pytest.raises(AudioError, match=message):
            FileSource(path)


def test_a_source_that_is_never_used_is_freed(clip_path: Path) -> None:
    source = FileSource(clip_path)
    source.close()
    assert list(source.chunks()) == []
