"""One pass over one track of a file, frame by frame, onto its clock."""

from __future__ import annotations

import logging
import os
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO, cast

from sync_core.audio.containers.declared_length import (
    padded_end,
    promised_end,
    trim_end,
)
from sync_core.audio.decoding.frame_clock import Clock, origin_of
from sync_core.audio.decoding.losses import Losses
from sync_core.audio.decoding.sample_sink import Sink, samples_in
from sync_core.base.errors import AudioError

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
# Where FFmpeg marks a packet as corrupt because the transport says so. Elsewhere the
# mark means a last packet that is shorter than others, as in any streamed WAV.
_MARKING_FORM = "mpegts"
# Nothing but frames from end to end.
_RAW_FORMS = {"aac", "ac3", "eac3"}


def _rest(packet: Packet[AudioStream], start: int) -> Packet[AudioStream]:
    """Give what follows something that is no sound, as a packet at the same time."""
    from av import Packet

    rest = cast("Packet[AudioStream]", Packet(bytes(packet)[start:]))
    rest.stream, rest.time_base = packet.stream, packet.time_base
    rest.pts, rest.dts, rest.duration = packet.pts, packet.dts, packet.duration
    return rest


def reason(error: Exception) -> str:
    """Give what FFmpeg says."""
    return getattr(error, "strerror", None) or str(error)


class Decoding:
    """One pass over one track."""

    def __init__(
        self,
        file: BinaryIO | None,
        container: InputContainer,
        stream: AudioStream,
        label: str,
        *,
        prompt: bool = False,
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
        self._sink = Sink(prompt=prompt)
        self._losses = Losses()
        self._gaps: list[tuple[Fraction, Fraction]] = []
        self._breaks_off: Exception | None = None

    def run(self, *, is_damaged: bool) -> tuple[NDArray[np.int16], int]:
        """Decode everything, then compare it with what was promised.

        Args:
            is_damaged: Parts of the file are known to be missing or wrong, so that a
                gap in its time stamps is no pause of the recorder.
        """
        for _ in self._packets(is_damaged):
            pass
        self._check()
        end = trim_end(self._container, self._promised, self._sink.seconds)
        pcm, seconds = self._sink.finish(end)
        if not pcm.size:
            raise self._nothing()
        return pcm, round(seconds * 1000)

    def pieces(self, *, is_damaged: bool) -> Iterator[NDArray[np.int16]]:
        """Decode everything piece by piece, then do as ``run`` does.

        Args:
            is_damaged: As for ``run``.
        """
        import numpy as np

        held = np.empty(0, np.int16)
        yield held
        given, limit = 0, padded_end(self._container, self._promised)
        for _ in self._packets(is_damaged):
            held = np.concatenate([held, self._sink.drain()])
            room = len(held) if limit is None else max(0, samples_in(limit) - given)
            if room and len(held):
                yield held[:room]
                given += len(held[:room])
                held = held[room:]
        self._sink.flush()
        seconds = self._sink.seconds
        end = trim_end(self._container, self._promised, seconds)
        total = samples_in(seconds if end is None else min(end, seconds))
        yield np.concatenate([held, self._sink.drain()])[: max(0, total - given)]
        self._check()
        if not total:
            raise self._nothing()

    def _nothing(self) -> AudioError:
        return AudioError(f"cannot read {self._label}: it holds no samples")

    def _packets(self, is_damaged: bool) -> Iterator[None]:
        """Decode packet by packet into the sink."""
        import av

        try:
            for packet in self._container.demux(self._stream):
                is_damaged |= packet.is_corrupt
                for frame in self._decoded(packet):
                    self._place(frame)
                yield
        except av.FFmpegError as error:
            self._breaks_off = error
        self._settle(is_damaged=is_damaged)

    def _decoded(self, packet: Packet[AudioStream]) -> list[AudioFrame]:
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            good = self._losses.add(packet, self._sink.seconds, error)
            self._clock.expect_exact()
            return self._decoded(_rest(packet, good)) if good else []
        if packet.is_corrupt and self._container.format.name == _MARKING_FORM:
            self._losses.add_corrupt(packet, self._sink.seconds)
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
        if form in _RAW_FORMS and self._file is not None:
            self._losses.add_unread(self._file.seek(0, os.SEEK_END))
        if is_damaged or form not in _STAMPED_FORMS:
            for at, seconds in self._gaps:
                self._losses.add_gap(seconds, at)

    def _check(self) -> None:
        held, losses, breaks_off = self._sink.seconds, self._losses, self._breaks_off
        if self._promised is not None and self._promised - held > _TOLERATED:
            fault = (
                f"its header promises {float(self._promised):.3f} s of audio but the "
                f"file holds {float(held):.3f} s; it was cut off"
            )
        elif breaks_off is not None:
            fault = f"it breaks off at {float(held):.3f} s ({reason(breaks_off)})"
        elif losses.cause is not None and not held:
            fault = f"nothing in it can be decoded ({reason(losses.cause)})"
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
