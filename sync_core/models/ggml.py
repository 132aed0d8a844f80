"""Writing Whisper weights as a ggml file for whisper.cpp."""

from __future__ import annotations

import contextlib
import math
import struct
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, get_args

from sync_core.base.errors import InputError, ModelError
from sync_core.models.ctranslate2 import CTranslate2Whisper, Tensor, WhisperShape
from sync_core.models.ggml_file import MAGIC, Q8_0_BLOCK, find_eot_id, read_ggml_shape
from sync_core.models.ggml_types import GgmlType

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GgmlType", "convert_to_ggml", "make_mel_filters", "read_ggml_shape"]

# ggml.h: enum ggml_ftype, and GGML_QNT_VERSION * GGML_QNT_VERSION_FACTOR on top of it
# where weights are quantised.
_FILE_TYPES = {"f16": 1, "q8_0": 2007}
# ggml.h: enum ggml_type.
_F32, _F16, _Q8_0 = 0, 1, 8
_MAX_CHUNK_VALUES = 1 << 20
"""Values converted at once, to limit the memory."""

# Whisper's front end: 25 ms windows of 400 samples at 16 kHz.
_SAMPLE_RATE_HZ, _WINDOW_SAMPLES = 16_000, 400
# Slaney's mel scale: linear to 1000 Hz, then 27 steps to every factor of 6.4.
_LINEAR_HZ, _LINEAR_MELS, _MELS_PER_6_4 = 1000.0, 15.0, 27.0


def convert_to_ggml(source: Path, target: Path, *, type: GgmlType = "f16") -> None:
    """Convert CTranslate2 weights to one file for whisper.cpp.

    The file is written beside the target under another name and renamed when it is
    complete. Weights are converted in blocks of rows.

    Args:
        source: The folder with ``model.bin`` and the vocabulary.
        target: The file to write, in an existing folder.
        type: The type of the large weights.

    Raises:
        InputError: There is no such type.
        ModelError: The weights cannot be read, whisper.cpp cannot run them, or the
            file cannot be written.
    """
    if type not in get_args(GgmlType):
        raise InputError(f"a ggml type is f16 or q8_0, not {type!r}")
    draft = target.parent / f".sync-core-{uuid.uuid4().hex[:12]}.tmp"
    with CTranslate2Whisper(source) as weights:
        _check_convertible(weights, type)
        try:
            with draft.open("xb") as out:
                _write_model(out, weights, type)
            draft.replace(target)
        except OSError as error:
            raise ModelError(
                f"cannot write the model '{target}': {error.strerror or error}: make "
                "room, or give a folder that can be written"
            ) from error
        finally:
            with contextlib.suppress(OSError):
                draft.unlink()


def make_mel_filters(mels: int) -> NDArray[np.float32]:
    """Make Slaney's mel filter bank, each filter with an area of one.

    Args:
        mels: Number of filters: 80, or 128 for large-v3 and its derivatives.

    Returns:
        Weights by filter and frequency bin, shape (mels, 201).
    """
    import numpy as np

    bins = np.linspace(0, _SAMPLE_RATE_HZ / 2, _WINDOW_SAMPLES // 2 + 1)
    steps = _MELS_PER_6_4 / np.log(6.4)
    top = _LINEAR_MELS + steps * np.log(_SAMPLE_RATE_HZ / 2 / _LINEAR_HZ)
    scale = np.linspace(0, top, mels + 2)
    edges = np.where(
        scale < _LINEAR_MELS,
        scale * _LINEAR_HZ / _LINEAR_MELS,
        _LINEAR_HZ * np.exp((scale - _LINEAR_MELS) / steps),
    )[:, None]
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - low) / (centre - low), (high - bins) / (high - centre)
    filters = np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low)
    floats: NDArray[np.float32] = filters.astype(np.float32)
    return floats


def _check_convertible(weights: CTranslate2Whisper, type: GgmlType) -> None:
    """Raise ModelError for weights that whisper.cpp cannot run or represent."""
    shape = weights.shape
    if shape.audio_state != shape.text_state:
        raise ModelError(
            f"whisper.cpp runs no model whose encoder ({shape.audio_state}) and "
            f"decoder ({shape.text_state}) differ in width: '{weights.folder}'"
        )
    if type == "q8_0" and shape.text_state % Q8_0_BLOCK:
        raise ModelError(
            f"q8_0 needs rows of a multiple of {Q8_0_BLOCK} values, and "
            f"'{weights.folder}' has {shape.text_state}: take f16"
        )
    eot = find_eot_id(shape.vocab)
    if eot is None or weights.vocabulary()[eot] != b"<|endoftext|>":
        raise ModelError(
            f"whisper.cpp finds Whisper's special tokens by their number, and "
            f"'{weights.folder}' with {shape.vocab} tokens numbers them otherwise: "
            "take the faster-whisper backend"
        )


def _write_model(out: BinaryIO, weights: CTranslate2Whisper, type: GgmlType) -> None:
    shape = weights.shape
    out.write(struct.pack("<I11i", MAGIC, *_list_sizes(shape), _FILE_TYPES[type]))
    filters = make_mel_filters(shape.mels)
    out.write(struct.pack("<2i", *filters.shape))
    out.write(filters.astype("<f4").tobytes())
    # Only text: whisper.cpp itself names the special tokens after them.
    tokens = weights.vocabulary()[: find_eot_id(shape.vocab)]
    out.write(struct.pack("<i", len(tokens)))
    for token in tokens:
        out.write(struct.pack("<I", len(token)) + token)
    for tensor in weights.tensors():
        _write_tensor(out, tensor, type)


def _list_sizes(shape: WhisperShape) -> tuple[int, ...]:
    return (
        shape.vocab,
        shape.audio_ctx,
        shape.audio_state,
        shape.audio_heads,
        shape.audio_layers,
        shape.text_ctx,
        shape.text_state,
        shape.text_heads,
        shape.text_layers,
        shape.mels,
    )


def _write_tensor(out: BinaryIO, tensor: Tensor, type: GgmlType) -> None:
    name = tensor.name.encode()
    kind = _choose_tensor_type(tensor, type)
    # A convolution's bias is added to channels x time, so it is a column.
    is_column = tensor.name in ("encoder.conv1.bias", "encoder.conv2.bias")
    shape = (*tensor.shape, 1) if is_column else tensor.shape
    out.write(struct.pack("<3i", len(shape), len(name), kind))
    out.write(struct.pack(f"<{len(shape)}i", *reversed(shape)))
    out.write(name)
    step = max(1, _MAX_CHUNK_VALUES // math.prod(tensor.shape[1:]))
    for start in range(0, tensor.shape[0], step):
        out.write(_encode_rows(tensor.read(start, start + step), kind))


def _choose_tensor_type(tensor: Tensor, type: GgmlType) -> int:
    """Return the tensor type that whisper.cpp's loader expects; it takes no other."""
    if len(tensor.shape) == 1 or tensor.name.endswith(".positional_embedding"):
        return _F32
    if len(tensor.shape) == 3 or type == "f16":
        return _F16
    return _Q8_0


def _encode_rows(rows: NDArray[Any], kind: int) -> bytes:
    if kind == _Q8_0:
        return _quantise_rows(rows)
    return rows.astype("<f2" if kind == _F16 else "<f4", copy=False).tobytes()


def _quantise_rows(rows: NDArray[Any]) -> bytes:
    """Quantise rows in blocks of 32: a half-float scale and 32 signed bytes."""
    import numpy as np

    blocks = rows.astype(np.float32).reshape(-1, Q8_0_BLOCK)
    step = np.abs(blocks).max(axis=1, keepdims=True) / np.float32(127)
    packed = np.empty(len(blocks), [("step", "<f2"), ("values", "i1", Q8_0_BLOCK)])
    packed["step"] = step[:, 0]
    packed["values"] = np.rint(blocks / np.where(step == 0, 1, step))
    return packed.tobytes()
