"""Decodes a file, frame by frame, onto the clock that its container gives."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from sync_core.audio.containers.mp4 import is_cut_mp4
from sync_core.audio.containers.ogg import check_ogg
from sync_core.audio.containers.riff import check_riff
from sync_core.audio.decoding.track_pass import Decoding, reason
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
        label: What messages call it.

    Returns:
        The samples at 16 kHz, shape (n,), and the exact length in ms.

    Raises:
        AudioError: It holds no sound, or is damaged or cut off.
    """
    is_damaged = _look_through(file, label)
    with _opened(file, label) as container:
        stream = _choose(container, label)
        decoding = Decoding(file, container, stream, label)
        return decoding.run(is_damaged=is_damaged)


def decode_stream(
    file: BinaryIO, label: str, *, whole: bool
) -> Generator[NDArray[np.int16], None, None]:
    """Decode the sound of a file as it is read, on the same clock as ``decode``.

    Gives an empty array as soon as it is known that there is sound, then the samples at
    16 kHz, about a tenth of a second at once.

    Args:
        file: A binary file, read from its start.
        label: What messages call it.
        whole: Whether it can be looked through beforehand; else it is only read from,
            once, and damage is seen where decoding shows it.

    Raises:
        AudioError: It holds no sound, or is damaged or cut off: everything that could
            be decoded was given before.
    """
    is_damaged = _look_through(file, label) if whole else False
    with _opened(file, label) as container:
        stream = _choose(container, label)
        seekable = file if whole else None
        decoding = Decoding(seekable, container, stream, label, prompt=True)
        yield from decoding.pieces(is_damaged=is_damaged)


def _look_through(file: BinaryIO, label: str) -> bool:
    """Refuse what was cut off; say whether parts are known to be missing or wrong."""
    if not file.seek(0, os.SEEK_END):
        raise AudioError(f"cannot read {label}: it is empty (0 bytes)")
    check_riff(file, label)
    faults = check_ogg(file)
    if faults.is_cut or is_cut_mp4(file):
        raise AudioError(
            f"cannot read {label}: the file ends in the middle of a block; it was cut "
            "off: copy or render it again"
        )
    return faults.is_damaged


@contextmanager
def _opened(file: BinaryIO, label: str) -> Iterator[InputContainer]:
    import av

    try:
        # Playlists may name other files and hosts; nothing but this file is read.
        container = av.open(
            file,
            mode="r",
            container_options={"protocol_whitelist": "none"},
            **_tolerance(av.__version__),
        )
    except (av.FFmpegError, ValueError) as error:
        raise AudioError(
            f"cannot read {label}: it is not audio or video of a known kind, or its "
            f"header is damaged or cut off ({reason(error)})"
        ) from error
    with container:
        yield container


def _tolerance(version: str) -> dict[str, Any]:
    """PyAV before 19 has to be told not to fail on titles in unknown encodings."""
    return {"metadata_errors": "replace"} if int(version.split(".")[0]) < 19 else {}


def _choose(container: InputContainer, label: str) -> AudioStream:
    """Take the track that a player takes."""
    tracks = container.streams.audio
    if not tracks:
        # FFmpeg shows plain text as a film of a terminal.
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
