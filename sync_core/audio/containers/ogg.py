"""Checks of the pages of an Ogg file: FFmpeg silently skips invalid ones."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# A page header up to its table of segments (RFC 3533 section 6).
_HEADER_BYTES = 27
_REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class OggFaults(NamedTuple):
    """The faults in the pages of an Ogg file."""

    is_truncated: bool
    """Whether the last page is incomplete."""

    is_damaged: bool
    """Whether a page is missing or has a wrong checksum."""


class _Page(NamedTuple):
    serial: bytes
    number: int
    starts_stream: bool
    is_complete: bool
    is_valid: bool


def check_ogg(file: BinaryIO) -> OggFaults:
    """Check all pages of an Ogg file.

    Args:
        file: A seekable file, left at its start. A file that is no Ogg has no faults.
    """
    file.seek(0)
    last: dict[bytes, int] = {}
    is_truncated = is_damaged = False
    for page in _read_pages(file):
        if not page.is_complete:
            is_truncated = True
        elif not page.is_valid:
            is_damaged = True
        else:
            before = last.get(page.serial)
            follows = before is None or page.number == (before + 1) & 0xFFFFFFFF
            is_damaged |= not follows and not page.starts_stream
            last[page.serial] = page.number
    file.seek(0)
    return OggFaults(is_truncated, is_damaged)


def _read_pages(file: BinaryIO) -> Iterator[_Page]:
    """Yield pages as long as each begins where the one before ends."""
    while (head := file.read(_HEADER_BYTES))[:4] == b"OggS":
        table = file.read(head[26]) if len(head) == _HEADER_BYTES else b""
        body = file.read(sum(table))
        is_complete = (
            len(head) == _HEADER_BYTES
            and len(table) == head[26]
            and len(body) == sum(table)
        )
        if not is_complete:
            yield _Page(b"", 0, starts_stream=False, is_complete=False, is_valid=False)
            return
        yield _Page(
            serial=head[14:18],
            number=int.from_bytes(head[18:22], "little"),
            starts_stream=bool(head[5] & 2),
            is_complete=True,
            is_valid=_compute_checksum(head[:22] + bytes(4) + head[26:] + table + body)
            == int.from_bytes(head[22:26], "little"),
        )
    if file.tell() > _HEADER_BYTES and _has_further_pages(file):
        yield _Page(b"", 0, starts_stream=False, is_complete=True, is_valid=False)


def _has_further_pages(file: BinaryIO) -> bool:
    """Return whether there are pages after other data."""
    tail = b""
    while block := file.read(1 << 16):
        if b"OggS\x00" in tail + block:
            return True
        tail = block[-4:]
    return False


def _compute_checksum(page: bytes) -> int:
    """Compute the CRC of Ogg, whose bit order is the reverse of zlib's."""
    mirrored = zlib.crc32(page.translate(_REVERSED_BITS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
