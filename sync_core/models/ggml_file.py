"""The layout of a ggml Whisper file, and a check that it is complete.

whisper.cpp crashes the calling process when it runs a file that it could not load:
every file is checked first.
"""

from __future__ import annotations

import math
import mmap
import struct
from pathlib import Path

from attrs import astuple

from sync_core.base.errors import ModelError
from sync_core.models.ctranslate2 import WhisperShape

__all__ = ["MAGIC", "Q8_0_BLOCK", "find_eot_id", "read_ggml_shape"]

MAGIC = 0x67676D6C
Q8_0_BLOCK = 32
"""ggml-common.h: QK8_0."""

# ggml.h: enum ggml_type, each with the values and the bytes of a block.
_BLOCK_LAYOUTS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (Q8_0_BLOCK, 34),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
}
_MAX_HEADER_VALUE = 1 << 20
"""Above all sizes in the header of a Whisper model; the vocabulary is the largest."""


def find_eot_id(vocab: int) -> int | None:
    """Return the id of ``<|endoftext|>``, the first of the special tokens.

    Returns:
        None for a vocabulary size that whisper.cpp does not know: it derives the ids of
        the special tokens, and the number of languages, from the size.
    """
    return {51_864: 50_256, 51_865: 50_257, 51_866: 50_257}.get(vocab)


def read_ggml_shape(path: Path) -> WhisperShape:
    """Read the shape of a ggml file and check that whisper.cpp can load it.

    Raises:
        ModelError: The file cannot be read, is no ggml Whisper file, or is damaged.
    """
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            return _GgmlReader(path, data).check()
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read the model '{path}': {error}") from error
    except struct.error as error:
        raise _make_damage_error(path, "it ends early") from error


class _GgmlReader:
    def __init__(self, path: Path, data: mmap.mmap) -> None:
        self._path = path
        self._data = data
        self._at = 0
        self._shapes: dict[bytes, tuple[int, ...]] = {}

    def check(self) -> WhisperShape:
        """Read the file to its end and return its shape."""
        if self._read_numbers("<I") != (MAGIC,):
            raise ModelError(
                f"'{self._path}' is no ggml model: whisper-cpp needs a file that was "
                "converted for whisper.cpp (GGUF is another format)"
            )
        shape = WhisperShape(*self._read_numbers("<10i"))
        if not all(0 < size <= _MAX_HEADER_VALUE for size in astuple(shape)):
            raise _make_damage_error(self._path, f"its header says {shape}")
        if find_eot_id(shape.vocab) is None:
            raise ModelError(
                f"the model '{self._path}' has {shape.vocab} tokens, which "
                "whisper.cpp cannot tell apart: take the faster-whisper backend"
            )
        self._read_numbers("<i")
        mels, bins = self._read_numbers("<2i")
        self._skip(4 * mels * bins)
        for _ in range(*self._read_numbers("<i")):
            self._skip(*self._read_numbers("<I"))
        while self._at < len(self._data):
            self._read_tensor()
        self._check_tensors(shape)
        return shape

    def _check_tensors(self, shape: WhisperShape) -> None:
        """Raise ModelError where the header and the tensors disagree."""
        expected = 11 + 15 * shape.audio_layers + 24 * shape.text_layers
        if len(self._shapes) != expected:
            raise _make_damage_error(
                self._path, f"it has {len(self._shapes)} tensors, not {expected}"
            )
        for name, sizes in (
            (b"decoder.token_embedding.weight", (shape.text_state, shape.vocab)),
            (b"decoder.positional_embedding", (shape.text_state, shape.text_ctx)),
            (b"encoder.positional_embedding", (shape.audio_state, shape.audio_ctx)),
            (b"encoder.conv1.weight", (3, shape.mels, shape.audio_state)),
        ):
            if self._shapes.get(name) != sizes:
                raise _make_damage_error(
                    self._path, f"{name.decode()} is not of the shape {sizes}"
                )

    def _read_tensor(self) -> None:
        rank, name_length, kind = self._read_numbers("<3i")
        if (
            not 1 <= rank <= 4
            or not 0 < name_length < 256
            or kind not in _BLOCK_LAYOUTS
        ):
            raise _make_damage_error(self._path, f"no tensor begins at byte {self._at}")
        sizes = self._read_numbers(f"<{rank}i")
        self._skip(name_length)
        self._shapes[self._data[self._at - name_length : self._at]] = sizes
        block, size = _BLOCK_LAYOUTS[kind]
        self._skip(math.prod(sizes) // block * size)

    def _read_numbers(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def _skip(self, count: int) -> None:
        if not 0 <= count <= len(self._data) - self._at:
            raise _make_damage_error(self._path, "it ends early")
        self._at += count


def _make_damage_error(path: Path, why: str) -> ModelError:
    return ModelError(
        f"the model '{path}' is damaged: {why}: remove it and convert or get it again"
    )
