"""Tells a pause of the recorder from a damaged stretch that FFmpeg skipped.

Both show as a gap in the time stamps. In a sound file the blocks follow each other
without a break; this is looked at only where there is a gap, for it takes a while.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Matroska elements that hold others and are walked into: segment and cluster.
_INNER = {0x18538067, 0x1F43B675}
# What else stands at these levels (RFC 9559 section 5.1).
_OUTER = {
    *(0x1A45DFA3, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1043A770),
    *(0x1254C367, 0x1941A469, 0xEC, 0xBF, 0xE7, 0xA3, 0xA0, 0xAB, 0xA7, 0x5854, 0xAF),
}
_TS_PACKET = 188


def is_sound(file: BinaryIO, form: str, stream_id: int) -> bool:
    """Tell whether the blocks of a file follow each other without a break.

    Args:
        file: A seekable file; its position is not kept.
        form: FFmpeg's name of the container.
        stream_id: The number of the track inside of it.
    """
    total = file.seek(0, os.SEEK_END)
    file.seek(0)
    if form == "matroska,webm":
        return _is_sound_matroska(file, total)
    if form == "flv":
        return _is_sound_flv(file, total)
    if form == "mpegts":
        return _is_sound_ts(file, stream_id)
    return True


def _is_sound_matroska(file: BinaryIO, total: int) -> bool:
    start = 0
    while start < total:
        file.seek(start)
        head = file.read(16)
        name_bytes = 9 - head[0].bit_length()
        if name_bytes > 4 or len(head) <= name_bytes:
            return False
        size_bytes = 9 - head[name_bytes].bit_length()
        inside = name_bytes + size_bytes
        if size_bytes > 8 or len(head) < inside:
            return False
        name = int.from_bytes(head[:name_bytes], "big")
        size = int.from_bytes(head[name_bytes:inside], "big")
        if name not in _INNER | _OUTER:
            return False
        start += inside
        if name not in _INNER:
            start += size & ((1 << 7 * size_bytes) - 1)
    return start == total


def _is_sound_flv(file: BinaryIO, total: int) -> bool:
    head = file.read(9)
    # After the header comes a back pointer of zero, and one after each tag.
    start = int.from_bytes(head[5:9], "big") + 4
    while start + 15 <= total:
        file.seek(start)
        size = int.from_bytes(file.read(4)[1:], "big") + 11
        file.seek(start + size)
        if int.from_bytes(file.read(4), "big") != size:
            return False
        start += size + 4
    return start == total


def _is_sound_ts(file: BinaryIO, stream_id: int) -> bool:
    import numpy as np

    last = -1
    while block := file.read(_TS_PACKET << 14):
        whole = len(block) - len(block) % _TS_PACKET
        packets = np.frombuffer(block[:whole], dtype=np.uint8).reshape(-1, _TS_PACKET)
        if (packets[:, 0] != 0x47).any():
            return False
        counts, is_break = _ts_counts(packets, stream_id)
        if not counts.size:
            continue
        steps = np.diff(counts, prepend=counts[0] - 1 if last < 0 else last) % 16
        # A packet may be sent twice, and a break may be announced (ISO 13818-1 2.4.3).
        if ((steps > 1) & ~is_break).any():
            return False
        last = int(counts[-1])
    return True


def _ts_counts(
    packets: NDArray[np.uint8], stream_id: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Give the counters of a track's packets, and which of them may jump."""
    numbers = (packets[:, 1].astype(int) & 0x1F) << 8 | packets[:, 2]
    mine = packets[(numbers == stream_id) & (packets[:, 3] & 0x10 != 0)]
    has_field = (mine[:, 3] & 0x20 != 0) & (mine[:, 4] > 0)
    return (mine[:, 3] & 0x0F).astype(int), has_field & (mine[:, 5] & 0x80 != 0)
