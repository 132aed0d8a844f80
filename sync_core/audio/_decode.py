"""Decodes a file, frame by frame, onto the clock that its container gives."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from sync_core.audio._boxes import is_cut_mp4
from sync_core.audio._clock import Clock, origin_of
from sync_core.audio._losses import Losses
from sync_core.audio._ogg import check_ogg
from sync_core.audio._promise import promised_end, trim_end
from sync_core.audio._riff import check_riff
from sync_core.audio._sink import Sink
from sync_core.audio._structure import is_sound
from sync_core.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av import AudioFrame, AudioStream, Packet
    from av.container import InputContainer
    from numpy.typing import NDArray

_log = logging.getLogger(__name__)

# Losing a tenth of a second is let pass: less than a syllable, and a torn last frame
# is common.
_TOLERATED = Fraction(1, 10)
# Where each packet has a stamp of its own, a recorder may pause; elsewhere time is
# counted from the packets, so that a gap means that some are missing.
_STAMPED_FORMS = {
    *("asf", "avi", "flv", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2"),
    *("mpeg", "mpegts", "ogg"),
}
# Nothing but frames from end to end.
_RAW_FORMS = {"aac", "ac3", "eac3"}


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
    if not file.seek(0, os.SEEK_END):
        raise AudioError(f"cannot read {label}: it is empty (0 bytes)")
    check_riff(file, label)
    faults = check_ogg(file)
    if faults.is_cut or is_cut_mp4(file):
        raise AudioError(
            f"cannot read {label}: the file ends in the middle of a block; it was cut "
            "off: copy or render it again"
        )
    with _opened(file, label) as container:
        stream = _choose(container, label)
        decoding = _Decoding(file, container, stream, label)
        return decoding.run(is_damaged=faults.is_damaged)


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
            f"header is damaged or cut off ({_reason(error)})"
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


def _rest(packet: Packet[AudioStream], start: int) -> Packet[AudioStream]:
    """Give what follows something that is no sound, as a packet at the same time."""
    from av import Packet

    rest = cast("Packet[AudioStream]", Packet(bytes(packet)[start:]))
    rest.stream, rest.time_base = packet.stream, packet.time_base
    rest.pts, rest.dts, rest.duration = packet.pts, packet.dts, packet.duration
    return rest


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


class _Decoding:
    """One pass over one track."""

    def __init__(
        self,
        file: BinaryIO,
        container: InputContainer,
        stream: AudioStream,
        label: str,
    ) -> None:
        self._file = file
        self._container = container
        self._stream = stream
        self._label = label
        origin = origin_of(container)
        end = Fraction(container.duration, 1_000_000) if container.duration else None
        self._promised = promised_end(file, container, stream, origin or Fraction(0))
        start = None
        if stream.start_time is not None and stream.time_base is not None:
            start = stream.start_time * stream.time_base
        self._clock = Clock(origin, start, end)
        self._sink = Sink()
        self._losses = Losses()
        self._gaps: list[tuple[Fraction, Fraction]] = []

    def run(self, *, is_damaged: bool) -> tuple[NDArray[np.int16], int]:
        """Decode everything, then compare it with what was promised.

        Args:
            is_damaged: Parts of the file are known to be missing or wrong, so that a
                gap in its time stamps is no pause of the recorder.
        """
        import av

        breaks_off: Exception | None = None
        try:
            for packet in self._container.demux(self._stream):
                is_damaged |= packet.is_corrupt
                for frame in self._decoded(packet):
                    self._place(frame)
        except av.FFmpegError as error:
            breaks_off = error
        self._settle(is_damaged=is_damaged)
        self._check(breaks_off)
        end = trim_end(self._container, self._promised, self._sink.seconds)
        pcm, seconds = self._sink.finish(end)
        if not pcm.size:
            raise AudioError(f"cannot read {self._label}: it holds no samples")
        return pcm, round(seconds * 1000)

    def _decoded(self, packet: Packet[AudioStream]) -> list[AudioFrame]:
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            good = self._losses.add(packet, self._sink.seconds, error)
            self._clock.expect_exact()
            return self._decoded(_rest(packet, good)) if good else []
        self._losses.note_good(packet)
        return frames

    def _place(self, frame: AudioFrame) -> None:
        now = self._sink.seconds
        stamp = None
        if frame.pts is not None and frame.time_base is not None:
            stamp = frame.pts * frame.time_base
        gap = self._clock.gap_before(stamp, now)
        lost = self._losses.take_pending(now)
        if gap > lost and now:
            _log.info("%s: %.3f s without sound at %.3f s", self._label, gap, now)
            self._gaps.append((now, gap - lost))
        if gap or lost:
            self._sink.write_silence(max(gap, lost), frame)
        self._sink.write(frame)

    def _settle(self, *, is_damaged: bool) -> None:
        """Tell the pauses from the losses."""
        form = self._container.format.name
        if form in _RAW_FORMS:
            self._losses.add_unread(self._file.seek(0, os.SEEK_END))
        if not self._gaps:
            return
        if (
            is_damaged
            or form not in _STAMPED_FORMS
            or not is_sound(self._file, form, self._stream.id)
        ):
            for at, seconds in self._gaps:
                self._losses.add_gap(seconds, at)

    def _check(self, breaks_off: Exception | None) -> None:
        held, losses = self._sink.seconds, self._losses
        if self._promised is not None and self._promised - held > _TOLERATED:
            fault = (
                f"its header promises {float(self._promised):.3f} s of audio but the "
                f"file holds {float(held):.3f} s; it was cut off"
            )
        elif breaks_off is not None:
            fault = f"it breaks off at {float(held):.3f} s ({_reason(breaks_off)})"
        elif losses.cause is not None and not held:
            fault = f"nothing in it can be decoded ({_reason(losses.cause)})"
        elif losses.total > _TOLERATED:
            fault = (
                f"{float(losses.total):.3f} s of it are damaged, the first at "
                f"{float(losses.first_at or 0):.3f} s"
            )
        elif losses.is_torn and self._promised is None:
            fault = "it ends in the middle of a frame; it was cut off"
        else:
            return
        raise AudioError(
            f"cannot read {self._label}: {fault}: copy or render it again"
        ) from (breaks_off or losses.cause)
