"""Checks of the sizes in the header of a RIFF file against the file."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Up to 100 ms is accepted: headers that are off by a few bytes are common.
_MAX_DEVIATION_S = 0.1


class _Chunk(NamedTuple):
    name: bytes
    size: int
    start: int


class _Wave(NamedTuple):
    bytes_per_s: int
    """An estimate where a compressed format does not state it."""

    data: _Chunk
    data64: int | None


def check_riff(file: BinaryIO, label: str) -> None:
    """Raise AudioError for a WAV or AVI file whose header does not fit its size.

    Recorders that write to a pipe cannot know the size and write a marker instead;
    such files are read to their end. Other files are not checked.

    Args:
        file: A seekable file, left at its start.
        label: The file's name in messages.

    Raises:
        AudioError: The file is truncated, or has sound after the declared end.
    """
    total = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(12)
    wave = _read_wave(file, head, total)
    if wave is not None:
        _check_sizes(file, total, wave, label)
    elif head[:4] == b"RIFF" and head[8:] == b"AVI ":
        _check_avi(int.from_bytes(head[4:8], "little"), total, label)
    file.seek(0)


def _check_avi(size: int, total: int, label: str) -> None:
    if not _is_unknown_size(size) and size + 8 > total:
        raise AudioError(
            f"cannot read {label}: its header promises {size + 8} bytes but the file "
            f"has {total}; it was cut off: copy or render it again"
        )


def _read_wave(file: BinaryIO, head: bytes, total: int) -> _Wave | None:
    if head[:4] not in (b"RIFF", b"RIFX", b"RF64", b"BW64") or head[8:] != b"WAVE":
        return None
    order = ">" if head[:4] == b"RIFX" else "<"
    bytes_per_s, data64 = 0, None
    for chunk in _read_chunks(file, 12, total, order):
        file.seek(chunk.start)
        if chunk.name == b"ds64" and head[:4] in (b"RF64", b"BW64"):
            data64 = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
        elif chunk.name == b"fmt ":
            bytes_per_s = _read_byte_rate(file.read(16).ljust(16, b"\0"), order)
        elif chunk.name == b"data":
            return _Wave(bytes_per_s, chunk, data64) if bytes_per_s else None
    return None


def _read_byte_rate(fields: bytes, order: str) -> int:
    kind, channels, rate, stated, align = struct.unpack(order + "HHIIH2x", fields)
    if kind in (1, 3, 0xFFFE) and align:  # PCM, float and their extensible form.
        return int(rate * align)
    return int(stated or max(rate * channels // 2, 1000))


def _read_chunks(
    file: BinaryIO, start: int, total: int, order: str
) -> Iterator[_Chunk]:
    while start + 8 <= total:
        file.seek(start)
        name, size = struct.unpack(order + "4sI", file.read(8))
        yield _Chunk(name, size, start + 8)
        start += 8 + size + size % 2


def _check_sizes(file: BinaryIO, total: int, wave: _Wave, label: str) -> None:
    data = wave.data
    held = total - data.start
    size = data.size
    if size == 0xFFFFFFFF and wave.data64:
        size = wave.data64
    if _is_unknown_size(size):
        if size == 0 and held and _is_chunk_trailer(file, data.start, total):
            raise AudioError(f"cannot read {label}: it holds no samples")
        return
    promised_s, held_s = size / wave.bytes_per_s, held / wave.bytes_per_s
    if promised_s - held_s > _MAX_DEVIATION_S:
        raise AudioError(
            f"cannot read {label}: its header promises {promised_s:.3f} s of audio but "
            f"the file holds {held_s:.3f} s; it was cut off: copy or render it again"
        )
    if held_s - promised_s > _MAX_DEVIATION_S and not _is_trailer(
        file, data.start + size
    ):
        raise AudioError(
            f"cannot read {label}: its header promises {promised_s:.3f} s of audio but "
            f"the file holds {held_s:.3f} s, of which the rest would be lost; its "
            "header is damaged: write it again with the program that made it"
        )


def _is_unknown_size(size: int) -> bool:
    # FFmpeg writes all ones, or that minus a header; SoX and arecord write about half
    # of that.
    return size in (0, 0x80000000) or (
        0x7FFFF000 <= size <= 0x7FFFFFFF or 0xFFFFFF00 <= size <= 0xFFFFFFFF
    )


def _is_trailer(file: BinaryIO, start: int) -> bool:
    """Return whether only other chunks, a tag or zeros follow the sound."""
    total = file.seek(0, os.SEEK_END)
    if any(_is_chunk_trailer(file, start + pad, total) for pad in (start % 2, 0, 1)):
        return True
    file.seek(start)
    head = file.read(4)
    if head[:3] in (b"TAG", b"ID3") or head == b"APET":
        return True
    file.seek(start)
    while block := file.read(1 << 16):
        if block.strip(b"\0"):
            return False
    return True


def _is_chunk_trailer(file: BinaryIO, start: int, total: int) -> bool:
    """Return whether well-formed chunks fill the rest of the file."""
    end = start
    for chunk in _read_chunks(file, start, total, "<"):
        if not all(32 <= byte < 127 for byte in chunk.name) or b"data" == chunk.name:
            return False
        end = chunk.start + chunk.size
    return start < end <= total + 1
