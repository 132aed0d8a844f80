"""Loading of all kinds of sources as samples at 16 kHz."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from sync_core.audio.pydub_segments import is_segment, read_samples
from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    Loaded = tuple[NDArray[np.int16], int, str | None]

_SOURCE_KINDS = (
    "a path, a binary file object, bytes, a numpy array, a pydub.AudioSegment or an "
    "Audio"
)


def load_pcm(source: object, sample_rate_hz: int | None) -> Loaded:
    """Return the samples at 16 kHz, the length in ms, and the path or None."""
    import numpy as np

    from sync_core.audio.arrays import convert_array

    if isinstance(source, np.ndarray):
        return *convert_array(source, sample_rate_hz, "the array"), None
    if isinstance(source, bytes | bytearray | memoryview):
        return *_load_bytes(bytes(source), sample_rate_hz), None
    if sample_rate_hz is not None:
        raise AudioError(
            f"sample_rate_hz goes with a numpy array or raw bytes only, not with "
            f"{type(source).__name__}, which says its rate itself; leave it out"
        )
    if is_segment(source):
        samples, rate = read_samples(source)
        return *convert_array(samples, rate, "the AudioSegment"), None
    if isinstance(source, str | os.PathLike):
        path = os.fsdecode(source)
        return *_load_path(path), path
    if hasattr(source, "read"):
        return *_load_file(cast("BinaryIO", source)), None
    raise AudioError(
        f"cannot read audio from {type(source).__name__}; give {_SOURCE_KINDS}"
    )


def _load_path(path: str) -> tuple[NDArray[np.int16], int]:
    with open_audio_file(path) as file:
        return _decode_file(file, repr(path))


@contextmanager
def open_audio_file(path: str) -> Iterator[BinaryIO]:
    """Open a file for reading, and raise all errors meanwhile as AudioErrors.

    Raises:
        AudioError: There is no such file, or it cannot be read.
    """
    label = repr(path)
    try:
        with open(path, "rb") as file:
            yield file
    except FileNotFoundError as error:
        raise AudioError(f"cannot read {label}: there is no such file") from error
    except IsADirectoryError as error:
        raise _make_directory_error(label) from error
    except PermissionError as error:
        if os.path.isdir(path):  # Windows refuses to open a directory this way.
            raise _make_directory_error(label) from error
        raise AudioError(
            f"cannot read {label}: not permitted; check who may read the file"
        ) from error
    except OSError as error:
        raise AudioError(f"cannot read {label}: {error.strerror or error}") from error
    except ValueError as error:  # A null character in the path.
        raise AudioError(f"cannot read {label}: {error}") from error


def _make_directory_error(label: str) -> AudioError:
    return AudioError(f"cannot read {label}: it is a directory; name a file in it")


def _load_file(file: BinaryIO) -> tuple[NDArray[np.int16], int]:
    name = getattr(file, "name", None)
    label = repr(name) if isinstance(name, str) else "the file object"
    try:
        return _decode_file(file, label)
    except OSError as error:
        raise AudioError(f"cannot read {label}: {error.strerror or error}") from error


def _decode_file(file: BinaryIO, label: str) -> tuple[NDArray[np.int16], int]:
    from sync_core.audio.decoding.decode import decode

    if isinstance(file, io.TextIOBase):
        raise AudioError(f"cannot read {label}: open it in binary mode ('rb')")
    if not _is_builtin_file(file) or not file.seekable() or file.tell() != 0:
        contents: Any = file.read()
        if not isinstance(contents, bytes | bytearray):
            raise AudioError(f"cannot read {label}: its read() gives no bytes")
        file = io.BytesIO(contents)
    return decode(file, label)


def _is_builtin_file(file: object) -> bool:
    """Return whether reading a file runs no Python code.

    FFmpeg calls read(), and an exception raised there, such as KeyboardInterrupt,
    cannot pass through FFmpeg.
    """
    if type(file) is io.BufferedReader:
        return type(file.raw) is io.FileIO
    return type(file) is io.BytesIO


def _load_bytes(
    contents: bytes, sample_rate_hz: int | None
) -> tuple[NDArray[np.int16], int]:
    import numpy as np

    from sync_core.audio.arrays import convert_array

    if sample_rate_hz is None:
        return _decode_file(io.BytesIO(contents), "the bytes")
    if len(contents) % 2:
        raise AudioError(
            f"raw bytes are 16 bit samples, but {len(contents)} bytes are an odd "
            "number; leave sample_rate_hz out if they are the contents of a file"
        )
    samples = np.frombuffer(contents, dtype="<i2")
    return convert_array(samples, sample_rate_hz, "the raw bytes")
