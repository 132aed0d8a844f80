"""Checks the pages of an Ogg file, of which FFmpeg skips the bad ones in silence."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# A page header up to its table of segments (RFC 3533 section 6).
_HEAD = 27
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class OggFaults(NamedTuple):
    """What is wrong with the pages of an Ogg file."""

    is_cut: bool
    """The last page is not all there."""

    is_damaged: bool
    """A page is missing, or is not what its checksum says."""


class _Page(NamedTuple):
    serial: bytes
    number: int
    starts_stream: bool
    is_whole: bool
    is_sound: bool


def check_ogg(file: BinaryIO) -> OggFaults:
    """Look at every page.

    Args:
        file: A seekable file; left at its start. One that is no Ogg has no faults.
    """
    file.seek(0)
    last: dict[bytes, int] = {}
    is_cut = is_damaged = False
    for page in _pages(file):
        if not page.is_whole:
            is_cut = True
        elif not page.is_sound:
            is_damaged = True
        else:
            before = last.get(page.serial)
            follows = before is None or page.number == (before + 1) & 0xFFFFFFFF
            is_damaged |= not follows and not page.starts_stream
            last[page.serial] = page.number
    file.seek(0)
    return OggFaults(is_cut, is_damaged)


def _pages(file: BinaryIO) -> Iterator[_Page]:
    """Read page after page, as long as each begins where the last one ended."""
    while (head := file.read(_HEAD))[:4] == b"OggS":
        table = file.read(head[26]) if len(head) == _HEAD else b""
        body = file.read(sum(table))
        is_whole = (
            len(head) == _HEAD and len(table) == head[26] and len(body) == sum(table)
        )
        if not is_whole:
            yield _Page(b"", 0, starts_stream=False, is_whole=False, is_sound=False)
            return
        yield _Page(
            serial=head[14:18],
            number=int.from_bytes(head[18:22], "little"),
            starts_stream=bool(head[5] & 2),
            is_whole=True,
            is_sound=_checksum(head[:22] + bytes(4) + head[26:] + table + body)
            == int.from_bytes(head[22:26], "little"),
        )
    if file.tell() > _HEAD and _resumes(file):
        yield _Page(b"", 0, starts_stream=False, is_whole=True, is_sound=False)


def _resumes(file: BinaryIO) -> bool:
    """Tell whether pages go on after something that is none."""
    tail = b""
    while block := file.read(1 << 16):
        if b"OggS\x00" in tail + block:
            return True
        tail = block[-4:]
    return False


def _checksum(page: bytes) -> int:
    """Work out the CRC of Ogg, whose bits run the other way round than zlib's."""
    mirrored = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
