"""Compares what the header of a RIFF file promises with what the file holds."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Less than 100 ms is let pass: headers that are off by a few bytes are common.
_TOLERATED_S = 0.1


class _Chunk(NamedTuple):
    name: bytes
    size: int
    start: int


class _Wave(NamedTuple):
    bytes_per_s: int
    """About as many, where a compressed form does not say."""

    data: _Chunk
    data64: int | None


def check_riff(file: BinaryIO, label: str) -> None:
    """Refuse a WAV or AVI file whose header does not fit its size.

    Recorders that write to a pipe cannot know the size and leave a marker for it;
    what they wrote is taken to its end. Other files pass unchecked.

    Args:
        file: A seekable file; left at its start.
        label: What messages call it.

    Raises:
        AudioError: It was cut off, or sound follows that no player would reach.
    """
    total = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(12)
    wave = _read_wave(file, head, total)
    if wave is not None:
        _compare(file, total, wave, label)
    elif head[:4] == b"RIFF" and head[8:] == b"AVI ":
        _check_film(int.from_bytes(head[4:8], "little"), total, label)
    file.seek(0)


def _check_film(size: int, total: int, label: str) -> None:
    if not _is_marker(size) and size + 8 > total:
        raise AudioError(
            f"cannot read {label}: its header promises {size + 8} bytes but the file "
            f"has {total}; it was cut off: copy or render it again"
        )


def _read_wave(file: BinaryIO, head: bytes, total: int) -> _Wave | None:
    if head[:4] not in (b"RIFF", b"RIFX", b"RF64", b"BW64") or head[8:] != b"WAVE":
        return None
    order = ">" if head[:4] == b"RIFX" else "<"
    bytes_per_s, data64 = 0, None
    for chunk in _chunks(file, 12, total, order):
        file.seek(chunk.start)
        if chunk.name == b"ds64" and head[:4] in (b"RF64", b"BW64"):
            data64 = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
        elif chunk.name == b"fmt ":
            bytes_per_s = _bytes_per_s(file.read(16).ljust(16, b"\0"), order)
        elif chunk.name == b"data":
            return _Wave(bytes_per_s, chunk, data64) if bytes_per_s else None
    return None


def _bytes_per_s(fields: bytes, order: str) -> int:
    kind, channels, rate, stated, align = struct.unpack(order + "HHIIH2x", fields)
    if kind in (1, 3, 0xFFFE) and align:  # PCM, float and their extensible form.
        return int(rate * align)
    return int(stated or max(rate * channels // 2, 1000))


def _chunks(file: BinaryIO, start: int, total: int, order: str) -> Iterator[_Chunk]:
    while start + 8 <= total:
        file.seek(start)
        name, size = struct.unpack(order + "4sI", file.read(8))
        yield _Chunk(name, size, start + 8)
        start += 8 + size + size % 2


def _compare(file: BinaryIO, total: int, wave: _Wave, label: str) -> None:
    data = wave.data
    held = total - data.start
    size = data.size
    if size == 0xFFFFFFFF and wave.data64:
        size = wave.data64
    if _is_marker(size):
        if size == 0 and held and _is_tail_of_chunks(file, data.start, total):
            raise AudioError(f"cannot read {label}: it holds no samples")
        return
    promised_s, held_s = size / wave.bytes_per_s, held / wave.bytes_per_s
    if promised_s - held_s > _TOLERATED_S:
        raise AudioError(
            f"cannot read {label}: its header promises {promised_s:.3f} s of audio but "
            f"the file holds {held_s:.3f} s; it was cut off: copy or render it again"
        )
    if held_s - promised_s > _TOLERATED_S and not _is_tail(file, data.start + size):
        raise AudioError(
            f"cannot read {label}: its header promises {promised_s:.3f} s of audio but "
            f"the file holds {held_s:.3f} s, of which the rest would be lost; its "
            "header is damaged: write it again with the program that made it"
        )


def _is_marker(size: int) -> bool:
    # FFmpeg writes all ones, or that less a header; SoX and arecord write about half
    # of that.
    return size in (0, 0x80000000) or (
        0x7FFFF000 <= size <= 0x7FFFFFFF or 0xFFFFFF00 <= size <= 0xFFFFFFFF
    )


def _is_tail(file: BinaryIO, start: int) -> bool:
    """Tell what may follow the sound: other chunks, a tag, or zeros."""
    total = file.seek(0, os.SEEK_END)
    if any(_is_tail_of_chunks(file, start + pad, total) for pad in (start % 2, 0, 1)):
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


def _is_tail_of_chunks(file: BinaryIO, start: int, total: int) -> bool:
    """Tell whether well-formed chunks fill the rest of the file."""
    end = start
    for chunk in _chunks(file, start, total, "<"):
        if not all(32 <= byte < 127 for byte in chunk.name) or b"data" == chunk.name:
            return False
        end = chunk.start + chunk.size
    return start < end <= total + 1
