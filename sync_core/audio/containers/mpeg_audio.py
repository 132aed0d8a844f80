"""MPEG audio: headers of frames, and the declared length that FFmpeg ignores."""

from __future__ import annotations

from fractions import Fraction
from typing import BinaryIO, NamedTuple

_RATES_HZ = {3: (44_100, 48_000, 32_000)}
_RATES_HZ[2] = tuple(rate // 2 for rate in _RATES_HZ[3])  # type: ignore[assignment]
_RATES_HZ[0] = tuple(rate // 4 for rate in _RATES_HZ[3])  # type: ignore[assignment]
# kbit/s by (MPEG-1, layer), ISO/IEC 11172-3 2.4.2.3 and 13818-3 2.4.2.3.
_BIT_RATES_KBPS = {
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


class MpegHeader(NamedTuple):
    """The header of one MPEG audio frame, of layer 2 or 3."""

    is_mpeg1: bool
    layer: int
    rate_hz: int
    channels: int
    size: int
    """Size of the whole frame in bytes."""

    @property
    def samples(self) -> int:
        """Samples per channel in a frame."""
        return 576 if self.layer == 3 and not self.is_mpeg1 else 1152


def parse_header(head: bytes) -> MpegHeader | None:
    """Parse the first four bytes of a frame; return None if they are no header."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer not in (2, 3) or bits in (0, 15) or rate == 3:
        return None
    rate_hz = _RATES_HZ[version][rate]
    kbits = _BIT_RATES_KBPS[version == 3, layer][bits - 1]
    slots = 72 if layer == 3 and version != 3 else 144
    size = slots * kbits * 1000 // rate_hz + (head[2] >> 1 & 1)
    channels = 1 if head[3] >> 6 == 3 else 2
    return MpegHeader(version == 3, layer, rate_hz, channels, size)


def read_frame_size(head: bytes) -> int | None:
    """Return the size in bytes of the frame with this header; None for no header.

    Args:
        head: The first six bytes of an MPEG audio frame of layer 2 or 3, or of an AAC
            frame in ADTS.
    """
    # Layer zero marks ADTS (ISO/IEC 13818-7 section 6.2).
    if len(head) >= 6 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    header = parse_header(head)
    return None if header is None else header.size


def find_last_frame(contents: bytes) -> int | None:
    """Find the offset of a last frame that ends a packet of other data, or None."""
    start = contents.find(0xFF, 1)
    while start > 0:
        header = parse_header(contents[start : start + 4])
        if header is not None and start + header.size == len(contents):
            return start
        start = contents.find(0xFF, start + 1)
    return None


def read_declared_seconds(file: BinaryIO) -> Fraction | None:
    """Read the length in seconds from the Xing, Info or VBRI header of an MP3.

    Args:
        file: A seekable file, whose position is kept.
    """
    position = file.tell()
    try:
        file.seek(_measure_tags(file))
        return _read_frame_seconds(file.read(4096))
    finally:
        file.seek(position)


def _measure_tags(file: BinaryIO) -> int:
    """Return the size in bytes of the ID3v2 tags at the start."""
    size = 0
    while True:
        file.seek(size)
        head = file.read(10)
        if head[:3] != b"ID3" or len(head) < 10:
            return size
        # Seven bits of each byte count (ID3v2 6.2).
        size += 10 + sum(byte << 7 * (3 - i) for i, byte in enumerate(head[6:]))


def _read_frame_seconds(frame: bytes) -> Fraction | None:
    header = parse_header(frame)
    if header is None:
        return None
    side = (17, 32) if header.is_mpeg1 else (9, 17)
    start = 4 + side[header.channels - 1]
    if frame[start : start + 4] in (b"Xing", b"Info"):
        return _read_xing_seconds(frame[start:], header)
    if frame[36:40] == b"VBRI":
        frames = int.from_bytes(frame[50:54], "big")
        return Fraction(frames * header.samples, header.rate_hz)
    return None


def _read_xing_seconds(xing: bytes, header: MpegHeader) -> Fraction | None:
    flags = int.from_bytes(xing[4:8], "big")
    if not flags & 1:
        return None
    frames = int.from_bytes(xing[8:12], "big")
    # The LAME part follows the fields that the flags declare.
    lame = 8 + 4 * (flags & 1) + 2 * (flags & 2) + 25 * (flags & 4) + (flags & 8) // 2
    packed = int.from_bytes(xing[lame + 21 : lame + 24], "big")
    known = xing[lame : lame + 4].isalnum()
    padding = (packed >> 12) + (packed & 0xFFF) if known else 0
    return Fraction(max(frames * header.samples - padding, 0), header.rate_hz)
