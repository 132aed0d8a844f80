"""Counting of the sound that could not be decoded."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sync_core.audio.containers.mpeg_audio import (
    find_last_frame,
    parse_header,
    read_frame_size,
)

if TYPE_CHECKING:
    from av import AudioStream, Packet

# Tags that may follow the last frame of an MP3, or separate two joined ones.
_TAGS = (b"APETAGEX", b"TAG", b"LYRICSBEGIN", b"ID3", b"3DI")

_MPEG_CODECS = ("mp3", "mp3float", "mp2", "mp2float")


class LossCounter:
    """The amount, the first position and the cause of lost sound."""

    def __init__(self) -> None:
        self.total = Fraction(0)
        """Lost sound so far, in seconds."""

        self.first_at: Fraction | None = None
        """Position of the first loss, in seconds."""

        self.cause: Exception | None = None
        """FFmpeg's error for the last loss."""

        self.is_truncated = False
        """Whether the last packet, of MPEG audio or AAC, ends within its frame."""

        self._pending = Fraction(0)
        self._blank = Fraction(0)
        self._bytes = 0
        self._ticks = 0
        self._tick = Fraction(0)

    def add(self, packet: Packet[AudioStream], now: Fraction, cause: Exception) -> int:
        """Count a packet that cannot be decoded.

        Args:
            packet: The packet.
            now: The length of the sound before it in seconds.
            cause: FFmpeg's error for it.

        Returns:
            The offset of a valid frame in the packet, or zero.
        """
        self.cause = cause
        self._check_torn(packet)
        seconds = (packet.duration or 0) * (packet.time_base or Fraction(0))
        good = 0
        if packet.stream.codec_context.name in _MPEG_CODECS:
            contents = bytes(packet)
            good = find_last_frame(contents) or 0
            if contents.startswith(_TAGS):
                return good
            if parse_header(contents) is None:
                seconds *= self._count_frames(packet, good or packet.size)
            if not contents.strip(b"\0"):
                self._blank += seconds
                return 0
        self.add_gap(seconds, now)
        self._pending += seconds
        return good

    def _count_frames(self, packet: Packet[AudioStream], size: int) -> int:
        """Estimate the number of frames in a packet with the duration of one."""
        if not self._ticks or not packet.duration:
            return 1
        return max(round(size * self._ticks / self._bytes / packet.duration), 1)

    def add_corrupt(self, packet: Packet[AudioStream], now: Fraction) -> None:
        """Count a packet that FFmpeg can decode but marks as corrupt.

        Args:
            packet: The packet.
            now: The length of the sound before it in seconds.
        """
        self.add_gap((packet.duration or 0) * (packet.time_base or Fraction(0)), now)

    def add_gap(self, seconds: Fraction, now: Fraction) -> None:
        """Count missing sound of a length at a position, both in seconds."""
        if self.first_at is None:
            self.first_at = now
        self.total += seconds

    def take_pending(self, now: Fraction) -> Fraction:
        """Return the sound lost since the last valid frame, in seconds.

        Args:
            now: The length of the sound so far in seconds.
        """
        if self._blank:  # Zeros at the end are padding, before sound they are damage.
            self.add_gap(self._blank, now)
            self._pending, self._blank = self._pending + self._blank, Fraction(0)
        pending, self._pending = self._pending, Fraction(0)
        return pending

    def record_packet(self, packet: Packet[AudioStream]) -> None:
        """Count the bytes and the duration of a valid packet."""
        if not packet.size:
            return
        self._bytes += packet.size
        self._ticks += packet.duration or 0
        self._tick = packet.time_base or self._tick
        self._check_torn(packet)

    def add_unread(self, size: int) -> None:
        """Count the data that FFmpeg skipped in a file that consists of frames.

        Args:
            size: The size of the file in bytes.
        """
        if self.cause is not None and self._bytes:
            unread = (size - self._bytes) * self._ticks * self._tick / self._bytes
            self.total = max(self.total, unread)

    def _check_torn(self, packet: Packet[AudioStream]) -> None:
        codec = packet.stream.codec_context.name
        if codec in _MPEG_CODECS or codec == "aac":
            size = read_frame_size(bytes(packet)[:6])
            self.is_truncated = size is not None and packet.size < size
