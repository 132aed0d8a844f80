"""The layout of a ggml Whisper file, and a check that it is whole.

whisper.cpp takes the calling process along when it runs a file that it could not load,
so every file is looked through before it gets one.
"""

from __future__ import annotations

import math
import mmap
import struct
from pathlib import Path

from attrs import astuple

from sync_core.base.errors import ModelError
from sync_core.models.ctranslate2 import WhisperShape

__all__ = ["MAGIC", "Q8_0_BLOCK", "eot_id", "read_ggml_shape"]

MAGIC = 0x67676D6C
Q8_0_BLOCK = 32
"""ggml-common.h: QK8_0."""

# ggml.h: enum ggml_type, each with the values and the bytes of a block.
_BLOCKS = {
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
_LARGEST = 1 << 20
"""Above any size in a Whisper's header; its vocabulary is the largest."""


def eot_id(vocab: int) -> int | None:
    """Return the number of ``<|endoftext|>``, the first of the special tokens.

    Returns:
        None for a vocabulary of a size that whisper.cpp does not know: it derives the
        numbers of all special tokens, and how many languages there are, from that.
    """
    return {51_864: 50_256, 51_865: 50_257, 51_866: 50_257}.get(vocab)


def read_ggml_shape(path: Path) -> WhisperShape:
    """Look through a file that whisper.cpp is to load.

    Raises:
        ModelError: It cannot be read, is none of whisper.cpp's, or is damaged.
    """
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            return _Reader(path, data).check()
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read the model '{path}': {error}") from error
    except struct.error as error:
        raise _damaged(path, "it ends early") from error


class _Reader:
    def __init__(self, path: Path, data: mmap.mmap) -> None:
        self._path = path
        self._data = data
        self._at = 0
        self._shapes: dict[bytes, tuple[int, ...]] = {}

    def check(self) -> WhisperShape:
        """Walk to the end."""
        if self._take("<I") != (MAGIC,):
            raise ModelError(
                f"'{self._path}' is no ggml model: whisper-cpp needs a file that was "
                "converted for whisper.cpp (GGUF is another format)"
            )
        shape = WhisperShape(*self._take("<10i"))
        if not all(0 < size <= _LARGEST for size in astuple(shape)):
            raise _damaged(self._path, f"its header says {shape}")
        if eot_id(shape.vocab) is None:
            raise ModelError(
                f"the model '{self._path}' has {shape.vocab} tokens, which "
                "whisper.cpp cannot tell apart: take the faster-whisper backend"
            )
        self._take("<i")
        mels, bins = self._take("<2i")
        self._skip(4 * mels * bins)
        for _ in range(*self._take("<i")):
            self._skip(*self._take("<I"))
        while self._at < len(self._data):
            self._tensor()
        self._check_tensors(shape)
        return shape

    def _check_tensors(self, shape: WhisperShape) -> None:
        """Refuse a header that asks for other memory than the tensors fill."""
        expected = 11 + 15 * shape.audio_layers + 24 * shape.text_layers
        if len(self._shapes) != expected:
            raise _damaged(
                self._path, f"it has {len(self._shapes)} tensors, not {expected}"
            )
        for name, sizes in (
            (b"decoder.token_embedding.weight", (shape.text_state, shape.vocab)),
            (b"decoder.positional_embedding", (shape.text_state, shape.text_ctx)),
            (b"encoder.positional_embedding", (shape.audio_state, shape.audio_ctx)),
            (b"encoder.conv1.weight", (3, shape.mels, shape.audio_state)),
        ):
            if self._shapes.get(name) != sizes:
                raise _damaged(
                    self._path, f"{name.decode()} is not of the shape {sizes}"
                )

    def _tensor(self) -> None:
        rank, name_length, kind = self._take("<3i")
        if not 1 <= rank <= 4 or not 0 < name_length < 256 or kind not in _BLOCKS:
            raise _damaged(self._path, f"no tensor begins at byte {self._at}")
        sizes = self._take(f"<{rank}i")
        self._skip(name_length)
        self._shapes[self._data[self._at - name_length : self._at]] = sizes
        block, size = _BLOCKS[kind]
        self._skip(math.prod(sizes) // block * size)

    def _take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def _skip(self, count: int) -> None:
        if not 0 <= count <= len(self._data) - self._at:
            raise _damaged(self._path, "it ends early")
        self._at += count


def _damaged(path: Path, why: str) -> ModelError:
    return ModelError(
        f"the model '{path}' is damaged: {why}: remove it and convert or get it again"
    )
