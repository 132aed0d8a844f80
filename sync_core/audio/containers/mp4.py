"""The top-level boxes of an MP4 file, and whether the last one is complete."""

from __future__ import annotations

import os
from typing import BinaryIO

# An MP4 begins with one of these (ISO/IEC 14496-12 section 4.3; the rest: QuickTime).
_FIRST_BOXES = (b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def is_truncated_mp4(file: BinaryIO) -> bool:
    """Return whether the last box of an MP4 is longer than the rest of the file.

    In a fragmented file FFmpeg reads only the fragments before the first damaged one:
    that counts as truncated too.

    Args:
        file: A seekable file, left at its start. A file that is no MP4 is complete.
    """
    total = file.seek(0, os.SEEK_END)
    start, in_fragments = 0, False
    while start + 8 <= total:
        file.seek(start)
        head = file.read(16)
        size, name = int.from_bytes(head[:4], "big"), head[4:8]
        if (start == 0 and name not in _FIRST_BOXES) or not _is_box_name(name):
            break
        in_fragments |= name == b"moof"
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size == 0:  # To the end of the file.
            size = total - start
        if size < 8:
            break
        start += size
    file.seek(start)
    is_junk = in_fragments and start < total and not _is_padding(file)
    file.seek(0)
    return start > total or is_junk


def _is_padding(file: BinaryIO) -> bool:
    while block := file.read(1 << 16):
        if block.strip(b"\0"):
            return False
    return True


def _is_box_name(name: bytes) -> bool:
    return all(32 <= byte < 127 or byte == 0xA9 for byte in name)
