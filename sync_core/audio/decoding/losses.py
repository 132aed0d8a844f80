"""Counts the sound that could not be decoded."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sync_core.audio.containers.mpeg_audio import (
    frame_size,
    last_frame_at,
    parse_header,
)

if TYPE_CHECKING:
    from av import AudioStream, Packet

# What may stand after the last frame of an MP3, or where two were joined.
_TAGS = (b"APETAGEX", b"TAG", b"LYRICSBEGIN", b"ID3", b"3DI")

_MPEG = ("mp3", "mp3float", "mp2", "mp2float")


class Losses:
    """What was lost, where, and why."""

    def __init__(self) -> None:
        self.total = Fraction(0)
        """Seconds lost so far."""

        self.first_at: Fraction | None = None
        """Where the first loss is, in seconds."""

        self.cause: Exception | None = None
        """What FFmpeg said of the last one."""

        self.is_torn = False
        """The last packet, of MPEG audio or AAC, ends before its frame does."""

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
            cause: What FFmpeg said of it.

        Returns:
            Where in it a good frame begins after all, or zero.
        """
        self.cause = cause
        self._note_torn(packet)
        seconds = (packet.duration or 0) * (packet.time_base or Fraction(0))
        good = 0
        if packet.stream.codec_context.name in _MPEG:
            contents = bytes(packet)
            good = last_frame_at(contents) or 0
            if contents.startswith(_TAGS):
                return good
            if parse_header(contents) is None:
                seconds *= self._frames_in(packet, good or packet.size)
            if not contents.strip(b"\0"):
                self._blank += seconds
                return 0
        self.add_gap(seconds, now)
        self._pending += seconds
        return good

    def _frames_in(self, packet: Packet[AudioStream], size: int) -> int:
        """Tell how many frames FFmpeg took together, for it gives them one's time."""
        if not self._ticks or not packet.duration:
            return 1
        return max(round(size * self._ticks / self._bytes / packet.duration), 1)

    def add_corrupt(self, packet: Packet[AudioStream], now: Fraction) -> None:
        """Count a packet that FFmpeg marks as corrupt, though it can be decoded.

        Args:
            packet: The packet.
            now: The length of the sound before it in seconds.
        """
        self.add_gap((packet.duration or 0) * (packet.time_base or Fraction(0)), now)

    def add_gap(self, seconds: Fraction, now: Fraction) -> None:
        """Count a stretch without sound."""
        if self.first_at is None:
            self.first_at = now
        self.total += seconds

    def take_pending(self, now: Fraction) -> Fraction:
        """Give what was lost since the last good frame, in seconds.

        Args:
            now: The length of the sound so far in seconds.
        """
        if self._blank:  # Zeros at the end are padding, before sound they are damage.
            self.add_gap(self._blank, now)
            self._pending, self._blank = self._pending + self._blank, Fraction(0)
        pending, self._pending = self._pending, Fraction(0)
        return pending

    def note_good(self, packet: Packet[AudioStream]) -> None:
        """Learn from a good packet how many bytes its time takes."""
        if not packet.size:
            return
        self._bytes += packet.size
        self._ticks += packet.duration or 0
        self._tick = packet.time_base or self._tick
        self._note_torn(packet)

    def add_unread(self, size: int) -> None:
        """Count what FFmpeg passed over in a file that is all frames.

        Args:
            size: The bytes of the file.
        """
        if self.cause is not None and self._bytes:
            unread = (size - self._bytes) * self._ticks * self._tick / self._bytes
            self.total = max(self.total, unread)

    def _note_torn(self, packet: Packet[AudioStream]) -> None:
        codec = packet.stream.codec_context.name
        if codec in _MPEG or codec == "aac":
            size = frame_size(bytes(packet)[:6])
            self.is_torn = size is not None and packet.size < size
