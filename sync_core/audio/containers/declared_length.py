"""The length of the sound that a file's headers declare."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from sync_core.audio.containers.mpeg_audio import read_declared_seconds

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import InputContainer

# Formats whose header states the length of the track itself. For others FFmpeg derives
# a length from the bit rate, or from the longest track.
_TRACK_LENGTH_FORMATS = {
    *("aiff", "au", "caf", "flac", "tta", "w64", "wv"),
    "mov,mp4,m4a,3gp,3g2,mj2",
    "ogg",  # From the timestamp of its last page.
}
_CONTAINER_LENGTH_FORMATS = {"matroska,webm", "flv"}
# Two AAC frames of 2048 samples at 44.1 kHz.
_MAX_PADDING_S = Fraction(93, 1000)


def find_declared_end(
    file: BinaryIO | None,
    container: InputContainer,
    stream: AudioStream,
    origin: Fraction,
) -> Fraction | None:
    """Return the declared end of the sound in seconds after zero, or None.

    Args:
        file: The container's file, whose position is kept; None if it can only be read
            once.
        container: The opened file.
        stream: The chosen track.
        origin: The timestamp of zero in seconds.
    """
    name = container.format.name
    if name == "mp3":
        return None if file is None else read_declared_seconds(file)
    if name in _TRACK_LENGTH_FORMATS and stream.duration and stream.time_base:
        start = (stream.start_time or 0) * stream.time_base
        return start - origin + stream.duration * stream.time_base
    if name in _CONTAINER_LENGTH_FORMATS:
        return _find_container_end(container, stream, origin)
    return None


def find_trim_end(
    container: InputContainer, declared_end: Fraction | None, decoded: Fraction
) -> Fraction | None:
    """Return the end in seconds at which to cut the encoder's padding, or None.

    An MP4 track states its end within its last AAC frame, as does an MP3 with a LAME
    header. More than padding is never cut.
    """
    end = find_padded_end(container, declared_end)
    return None if end is None or decoded - end > _MAX_PADDING_S else end


def find_padded_end(
    container: InputContainer, declared_end: Fraction | None
) -> Fraction | None:
    """Return the end in seconds after which there may be padding, or None."""
    states_padding = container.format.name.startswith(("mov,", "mp3"))
    return declared_end if states_padding else None


def _find_container_end(
    container: InputContainer, stream: AudioStream, origin: Fraction
) -> Fraction | None:
    if not container.duration:
        return None
    whole = Fraction(container.duration, 1_000_000)
    written = stream.metadata.get("DURATION")
    if written:  # FFmpeg and mkvmerge write it for each track of a Matroska file.
        end = _parse_clock(written)
        # The tag may be older than a later shortening of the file.
        return None if end is None else min(end, whole) - origin
    tracks = len(container.streams.audio) + len(container.streams.video)
    return whole if tracks == 1 else None


def _parse_clock(written: str) -> Fraction | None:
    try:
        hours, minutes, seconds = written.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None
