"""What a file promises about its length, where it promises anything."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from sync_core.audio.containers.mpeg_audio import xing_seconds

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import InputContainer

# Forms whose header gives the length of the track itself. Of others FFmpeg derives a
# length from the bit rate, or from the longest track.
_EXACT_FORMS = {
    *("aiff", "au", "caf", "flac", "tta", "w64", "wv"),
    "mov,mp4,m4a,3gp,3g2,mj2",
    "ogg",  # From the stamp of its last page.
}
_WHOLE_FORMS = {"matroska,webm", "flv"}
# Two AAC frames of 2048 samples at 44.1 kHz.
_PADDING = Fraction(93, 1000)


def promised_end(
    file: BinaryIO | None,
    container: InputContainer,
    stream: AudioStream,
    origin: Fraction,
) -> Fraction | None:
    """Give when the sound ought to end, in seconds after zero, or None.

    Args:
        file: The same file as the container's, with its position kept; None where it
            can only be read once.
        container: The opened file.
        stream: The chosen track.
        origin: The time stamp of zero in seconds.
    """
    name = container.format.name
    if name == "mp3":
        return None if file is None else xing_seconds(file)
    if name in _EXACT_FORMS and stream.duration and stream.time_base:
        start = (stream.start_time or 0) * stream.time_base
        return start - origin + stream.duration * stream.time_base
    if name in _WHOLE_FORMS:
        return _whole_end(container, stream, origin)
    return None


def trim_end(
    container: InputContainer, promised: Fraction | None, held: Fraction
) -> Fraction | None:
    """Give where to cut padding that the decoder leaves on, or None.

    An MP4 track says where it ends inside of its last AAC frame, and so does an MP3
    with a LAME header. More than padding is never cut.
    """
    end = padded_end(container, promised)
    return None if end is None or held - end > _PADDING else end


def padded_end(container: InputContainer, promised: Fraction | None) -> Fraction | None:
    """Give the end behind which there may be padding, or None."""
    states_padding = container.format.name.startswith(("mov,", "mp3"))
    return promised if states_padding else None


def _whole_end(
    container: InputContainer, stream: AudioStream, origin: Fraction
) -> Fraction | None:
    if not container.duration:
        return None
    whole = Fraction(container.duration, 1_000_000)
    written = stream.metadata.get("DURATION")
    if written:  # So write FFmpeg and mkvmerge for each track of a Matroska file.
        end = _parse_clock(written)
        # A tag may be older than the file, which was shortened since.
        return None if end is None else min(end, whole) - origin
    tracks = len(container.streams.audio) + len(container.streams.video)
    return whole if tracks == 1 else None


def _parse_clock(written: str) -> Fraction | None:
    try:
        hours, minutes, seconds = written.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None
