"""Decoding of files with the timing of their containers."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from sync_core.audio.containers.mp4 import is_truncated_mp4
from sync_core.audio.containers.ogg import check_ogg
from sync_core.audio.containers.riff import check_riff
from sync_core.audio.decoding.track_decoder import TrackDecoder, describe_error
from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import numpy as np
    from av import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray


def decode(file: BinaryIO, label: str) -> tuple[NDArray[np.int16], int]:
    """Decode the sound of a file.

    Args:
        file: A seekable binary file, read from its start.
        label: The file's name in messages.

    Returns:
        The samples at 16 kHz, shape (n,), and the exact length in ms.

    Raises:
        AudioError: The file has no sound, or is damaged or truncated.
    """
    is_damaged = _check_file(file, label)
    with _open_container(file, label) as container:
        stream = _choose_track(container, label)
        decoder = TrackDecoder(file, container, stream, label)
        return decoder.run(is_damaged=is_damaged)


def decode_stream(
    file: BinaryIO, label: str, *, whole: bool
) -> Generator[NDArray[np.int16], None, None]:
    """Decode the sound of a file while it is read, with the same timing as ``decode``.

    Yields an empty array as soon as the file is known to have sound, then the samples
    at 16 kHz in blocks of about a tenth of a second.

    Args:
        file: A binary file, read from its start.
        label: The file's name in messages.
        whole: Whether the file can be checked before decoding; else it is read once,
            and damage is detected only by decoding.

    Raises:
        AudioError: The file has no sound, or is damaged or truncated: all that could be
            decoded was yielded before.
    """
    is_damaged = _check_file(file, label) if whole else False
    with _open_container(file, label) as container:
        stream = _choose_track(container, label)
        seekable = file if whole else None
        decoder = TrackDecoder(seekable, container, stream, label, prompt=True)
        yield from decoder.decode_blocks(is_damaged=is_damaged)


def _check_file(file: BinaryIO, label: str) -> bool:
    """Raise AudioError for a truncated file; return whether parts are damaged."""
    if not file.seek(0, os.SEEK_END):
        raise AudioError(f"cannot read {label}: it is empty (0 bytes)")
    check_riff(file, label)
    faults = check_ogg(file)
    if faults.is_truncated or is_truncated_mp4(file):
        raise AudioError(
            f"cannot read {label}: the file ends in the middle of a block; it was cut "
            "off: copy or render it again"
        )
    return faults.is_damaged


@contextmanager
def _open_container(file: BinaryIO, label: str) -> Iterator[InputContainer]:
    import av

    try:
        # Playlists may name other files and hosts: only this file is read.
        container = av.open(
            file,
            mode="r",
            container_options={"protocol_whitelist": "none"},
            **_list_open_options(av.__version__),
        )
    except (av.FFmpegError, ValueError) as error:
        raise AudioError(
            f"cannot read {label}: it is not audio or video of a known kind, or its "
            f"header is damaged or cut off ({describe_error(error)})"
        ) from error
    with container:
        yield container


def _list_open_options(version: str) -> dict[str, Any]:
    """Return the options with which PyAV before 19 accepts titles of any encoding."""
    return {"metadata_errors": "replace"} if int(version.split(".")[0]) < 19 else {}


def _choose_track(container: InputContainer, label: str) -> AudioStream:
    """Choose the track that players play: the default, else the first."""
    tracks = container.streams.audio
    if not tracks:
        # FFmpeg opens plain text as a video of a terminal.
        film = container.streams.video and container.format.name != "tty"
        what = "video without any sound" if film else "no sound"
        raise AudioError(f"cannot read {label}: it holds {what}; give another file")
    chosen = tracks[0]
    for track in tracks:
        if track.disposition & type(track.disposition).default:
            chosen = track
            break
    if getattr(chosen, "codec_context", None) is None:
        raise AudioError(
            f"cannot read {label}: its audio codec is not known or is protected; "
            "convert it to WAV, FLAC or MP3"
        )
    return chosen
