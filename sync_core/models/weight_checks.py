"""Quick checks that weights are complete and of the right form."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

from sync_core.base.errors import ModelError

__all__ = ["check_weights"]

_REQUIRED_FILES = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARY_FILES = ("vocabulary.json", "vocabulary.txt")
_GGML_MAGIC = b"lmgg"
"""0x67676d6c in the file's byte order."""
_TABLE_VERSIONS = range(4, 7)
"""The CTranslate2 binary versions with the table layout that is read here."""


def check_weights(path: Path, form: str) -> Path:
    """Return the path if there are weights of that form, complete by their headers.

    Only headers are read: a few milliseconds for the largest model. A form that the
    core does not know passes if the folder exists.

    Raises:
        ModelError: The weights are missing, of another form, or truncated.
    """
    if form == "ggml":
        return _check_ggml(path)
    if not path.is_dir():
        raise ModelError(f"no such model folder: '{path}'")
    if form == "ctranslate2":
        _check_ctranslate2(path)
    return path


def _check_ggml(path: Path) -> Path:
    if path.is_dir():
        raise ModelError(
            f"'{path}' is a folder, but whisper.cpp reads one ggml file: give the path "
            f"of a .bin file, or run: sync-core models convert '{path}' --to ggml"
        )
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelError(f"no such model file: '{path}' ({error.strerror})") from error
    if magic != _GGML_MAGIC:
        raise ModelError(f"'{path}' is not a ggml model: it begins with {magic!r}")
    return path


def _check_ctranslate2(folder: Path) -> None:
    missing = [name for name in _REQUIRED_FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARY_FILES):
        missing.append("vocabulary.json or vocabulary.txt")
    if missing:
        why = (
            "; faster-whisper would fetch it from the network: copy it from where the "
            "model came from"
            if "tokenizer.json" in missing
            else ""
        )
        raise ModelError(
            f"'{folder}' is not a ctranslate2 model: it has no "
            f"{', '.join(missing)}{why}"
        )
    _check_model_file(folder / "model.bin")


def _check_model_file(path: Path) -> None:
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            version, spec = _read_number(file, "<I"), _read_string(file)
            if spec != "WhisperSpec":
                raise ModelError(f"'{path}' holds no Whisper weights but {spec!r}")
            if version in _TABLE_VERSIONS:
                _skip_weights(file, size)
    except (struct.error, UnicodeDecodeError) as error:
        raise ModelError(
            f"'{path}' is cut short or damaged ({size} bytes): copy or pull it again"
        ) from error


def _skip_weights(file: BinaryIO, size: int) -> None:
    """Skip all weights; raise struct.error if the file does not end after them."""
    _read_number(file, "<I")
    for _ in range(_read_number(file, "<I")):
        _read_string(file)
        file.seek(4 * _read_number(file, "<B") + 1, os.SEEK_CUR)
        file.seek(_read_number(file, "<I"), os.SEEK_CUR)
    for _ in range(_read_number(file, "<I")):
        _read_string(file)
        _read_string(file)
    if file.tell() != size:
        raise struct.error("trailing bytes")


def _read_string(file: BinaryIO) -> str:
    length = _read_number(file, "<H")
    (text,) = struct.unpack(f"{length}s", file.read(length))
    return bytes(text).rstrip(b"\0").decode("utf-8")


def _read_number(file: BinaryIO, layout: str) -> int:
    (value,) = struct.unpack(layout, file.read(struct.calcsize(layout)))
    return int(value)
