"""Decoding of one track of a file, frame by frame."""

from __future__ import annotations

import logging
import os
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO, cast

from sync_core.audio.containers.declared_length import (
    find_declared_end,
    find_padded_end,
    find_trim_end,
)
from sync_core.audio.decoding.frame_clock import FrameClock, find_origin
from sync_core.audio.decoding.loss_counter import LossCounter
from sync_core.audio.decoding.sample_sink import SampleSink, count_samples
from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av import AudioFrame, AudioStream, Packet
    from av.container import InputContainer
    from numpy.typing import NDArray

_log = logging.getLogger(__name__)

# The loss of up to a tenth of a second is accepted: it is less than a syllable, and a
# truncated last frame is common.
_MAX_LOSS_S = Fraction(1, 10)
# Formats with a timestamp in each packet, where a gap may be a pause of the recorder.
# In others time is counted from the packets, so that a gap means missing packets.
_TIMESTAMPED_FORMATS = {
    *("asf", "avi", "flv", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2"),
    *("mpeg", "mpegts", "ogg"),
}
# The format in which FFmpeg marks packets as corrupt by the transport's own flags. In
# others the mark means a last packet shorter than the rest, as in any streamed WAV.
_MARKING_FORMAT = "mpegts"
# Formats that consist of frames only.
_RAW_FORMATS = {"aac", "ac3", "eac3"}


def _cut_packet(packet: Packet[AudioStream], start: int) -> Packet[AudioStream]:
    """Return the rest of a packet from an offset, with the same timestamps."""
    from av import Packet

    rest = cast("Packet[AudioStream]", Packet(bytes(packet)[start:]))
    rest.stream, rest.time_base = packet.stream, packet.time_base
    rest.pts, rest.dts, rest.duration = packet.pts, packet.dts, packet.duration
    return rest


def describe_error(error: Exception) -> str:
    """Return FFmpeg's message."""
    return getattr(error, "strerror", None) or str(error)


class TrackDecoder:
    """Decodes one track, once."""

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
        origin = find_origin(container)
        end = Fraction(container.duration, 1_000_000) if container.duration else None
        self._declared_end = find_declared_end(
            file, container, stream, origin or Fraction(0)
        )
        start = None
        if stream.start_time is not None and stream.time_base is not None:
            start = stream.start_time * stream.time_base
        self._clock = FrameClock(origin, start, end)
        self._sink = SampleSink(prompt=prompt)
        self._losses = LossCounter()
        self._gaps: list[tuple[Fraction, Fraction]] = []
        self._read_error: Exception | None = None

    def run(self, *, is_damaged: bool) -> tuple[NDArray[np.int16], int]:
        """Decode the whole track and check it against the declared length.

        Args:
            is_damaged: Whether parts of the file are damaged, so that a gap in its
                timestamps is no pause of the recorder.

        Returns:
            The samples at 16 kHz, shape (n,), and the exact length in ms.

        Raises:
            AudioError: The track has no samples, or is damaged or truncated.
        """
        for _ in self._decode_packets(is_damaged):
            pass
        self._check_losses()
        end = find_trim_end(self._container, self._declared_end, self._sink.seconds)
        pcm, seconds = self._sink.finish(end)
        if not pcm.size:
            raise self._make_empty_error()
        return pcm, round(seconds * 1000)

    def decode_blocks(self, *, is_damaged: bool) -> Iterator[NDArray[np.int16]]:
        """Yield the samples at 16 kHz in blocks, then check them as ``run`` does.

        Args:
            is_damaged: As for ``run``.

        Raises:
            AudioError: As for ``run``, after the last block.
        """
        import numpy as np

        held = np.empty(0, np.int16)
        yield held
        given, limit = 0, find_padded_end(self._container, self._declared_end)
        for _ in self._decode_packets(is_damaged):
            held = np.concatenate([held, self._sink.drain()])
            room = len(held) if limit is None else max(0, count_samples(limit) - given)
            if room and len(held):
                yield held[:room]
                given += len(held[:room])
                held = held[room:]
        self._sink.flush()
        seconds = self._sink.seconds
        end = find_trim_end(self._container, self._declared_end, seconds)
        total = count_samples(seconds if end is None else min(end, seconds))
        yield np.concatenate([held, self._sink.drain()])[: max(0, total - given)]
        self._check_losses()
        if not total:
            raise self._make_empty_error()

    def _make_empty_error(self) -> AudioError:
        return AudioError(f"cannot read {self._label}: it holds no samples")

    def _decode_packets(self, is_damaged: bool) -> Iterator[None]:
        """Decode all packets into the sink, and yield after each."""
        import av

        try:
            for packet in self._container.demux(self._stream):
                is_damaged |= packet.is_corrupt
                for frame in self._decode_packet(packet):
                    self._write_frame(frame)
                yield
        except av.FFmpegError as error:
            self._read_error = error
        self._classify_gaps(is_damaged=is_damaged)

    def _decode_packet(self, packet: Packet[AudioStream]) -> list[AudioFrame]:
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            good = self._losses.add(packet, self._sink.seconds, error)
            self._clock.expect_exact()
            return self._decode_packet(_cut_packet(packet, good)) if good else []
        if packet.is_corrupt and self._container.format.name == _MARKING_FORMAT:
            self._losses.add_corrupt(packet, self._sink.seconds)
        self._losses.record_packet(packet)
        return frames

    def _write_frame(self, frame: AudioFrame) -> None:
        now = self._sink.seconds
        stamp = None
        if frame.pts is not None and frame.time_base is not None:
            stamp = frame.pts * frame.time_base
        gap = self._clock.measure_gap(stamp, now)
        lost = self._losses.take_pending(now)
        if gap > lost and now:
            _log.info("%s: %.3f s without sound at %.3f s", self._label, gap, now)
            self._gaps.append((now, gap - lost))
        if gap or lost:
            self._sink.write_silence(max(gap, lost), frame)
        self._sink.write(frame)

    def _classify_gaps(self, *, is_damaged: bool) -> None:
        """Count gaps that are no pauses of the recorder as losses."""
        form = self._container.format.name
        if form in _RAW_FORMATS and self._file is not None:
            self._losses.add_unread(self._file.seek(0, os.SEEK_END))
        if is_damaged or form not in _TIMESTAMPED_FORMATS:
            for at, seconds in self._gaps:
                self._losses.add_gap(seconds, at)

    def _check_losses(self) -> None:
        held, losses, read_error = self._sink.seconds, self._losses, self._read_error
        if self._declared_end is not None and self._declared_end - held > _MAX_LOSS_S:
            fault = (
                f"its header promises {float(self._declared_end):.3f} s of audio but "
                f"the file holds {float(held):.3f} s; it was cut off"
            )
        elif read_error is not None:
            fault = (
                f"it breaks off at {float(held):.3f} s ({describe_error(read_error)})"
            )
        elif losses.cause is not None and not held:
            fault = f"nothing in it can be decoded ({describe_error(losses.cause)})"
        elif losses.total > _MAX_LOSS_S:
            fault = (
                f"{float(losses.total):.3f} s of it are damaged, the first at "
                f"{float(losses.first_at or 0):.3f} s"
            )
        elif losses.is_truncated and self._declared_end is None:
            fault = "it ends in the middle of a frame; it was cut off"
        else:
            return
        raise AudioError(
            f"cannot read {self._label}: {fault}: copy or render it again"
        ) from (read_error or losses.cause)
