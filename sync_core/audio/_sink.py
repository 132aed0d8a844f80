"""Collects decoded frames of any form as samples at 16 kHz."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av import AudioFrame
    from numpy.typing import NDArray

    Form = tuple[str, str, int]

_TARGET_HZ = 16_000
# Resampling in larger pieces than codecs give is some five times faster.
_PIECE = 1 << 15
_HINT_CEILING_S = 4 * 3600


class PcmBuffer:
    """A growing run of 16 bit samples that is never held twice."""

    def __init__(self, hint_s: float) -> None:
        """Make room for a length in seconds, which need not be right."""
        import numpy as np

        room = int(min(max(hint_s, 1.0), _HINT_CEILING_S) * _TARGET_HZ) + _PIECE
        self._samples: NDArray[np.int16] = np.empty(room, dtype=np.int16)
        self._filled = 0

    def append(self, samples: NDArray[np.int16]) -> None:
        """Add samples, shape (n,), at the end."""
        end = self._filled + samples.size
        if end > self._samples.size:
            # resize() moves pages instead of copying, unlike concatenate().
            self._samples.resize(end + end // 4, refcheck=False)
        self._samples[self._filled : end] = samples
        self._filled = end

    def take(self, ceiling: int) -> NDArray[np.int16]:
        """Give what was collected, at most so many samples; the buffer is spent."""
        self._samples.resize(min(self._filled, ceiling), refcheck=False)
        return self._samples


class _Run:
    """A run of frames of one form, on their way through one resampler."""

    def __init__(self, form: Form) -> None:
        from av import AudioFifo, AudioResampler

        self.form = form
        self.count = 0
        self._fifo = AudioFifo()
        self._resampler = AudioResampler(format="s16", layout="mono", rate=_TARGET_HZ)

    @property
    def seconds(self) -> Fraction:
        return Fraction(self.count, self.form[2])

    def write(self, frame: AudioFrame) -> Iterator[NDArray[np.int16]]:
        frame.pts = None
        self.count += frame.samples
        self._fifo.write(frame)
        if self._fifo.samples >= _PIECE:
            yield from self._drain()

    def flush(self) -> Iterator[NDArray[np.int16]]:
        yield from self._drain()
        for out in self._resampler.resample(None):
            if out is not None:  # None comes back where nothing is converted.
                yield out.to_ndarray()[0]

    def _drain(self) -> Iterator[NDArray[np.int16]]:
        piece = self._fifo.read()
        if piece is not None:
            for out in self._resampler.resample(piece):
                yield out.to_ndarray()[0]


class Sink:
    """Takes frames, whose form may change on the way, and keeps their clock."""

    def __init__(self, hint_s: float) -> None:
        """Start at zero, with room for a length in seconds."""
        self._buffer = PcmBuffer(hint_s)
        self._run: _Run | None = None
        self._before = Fraction(0)

    @property
    def seconds(self) -> Fraction:
        """How much was taken so far, exactly, in seconds."""
        return self._before + (self._run.seconds if self._run else 0)

    def write(self, frame: AudioFrame) -> None:
        """Take a frame; whatever its time stamp says, it follows the last one."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        run = self._run
        if run is None or run.form != form:
            self._flush()
            run = self._run = _Run(form)
        for samples in run.write(frame):
            self._buffer.append(samples)

    def write_silence(self, seconds: Fraction, like: AudioFrame) -> None:
        """Take silence of a length, in the form of a frame."""
        left = round(seconds * like.sample_rate)
        while left > 0:
            count = min(left, _PIECE)
            self.write(_silent_frame(count, like))
            left -= count

    def finish(self, end: Fraction | None) -> tuple[NDArray[np.int16], Fraction]:
        """Give all samples at 16 kHz, shape (n,), and the exact length in seconds.

        Args:
            end: Where to cut, in seconds, or None to keep everything.
        """
        self._flush()
        seconds = self.seconds if end is None else min(end, self.seconds)
        ceiling = -(-seconds.numerator * _TARGET_HZ // seconds.denominator)
        return self._buffer.take(ceiling), seconds

    def _flush(self) -> None:
        if self._run is not None:
            for samples in self._run.flush():
                self._buffer.append(samples)
            self._before, self._run = self.seconds, None


def _silent_frame(count: int, like: AudioFrame) -> AudioFrame:
    from av import AudioFrame

    frame = AudioFrame(like.format.name, like.layout.name, count)
    frame.sample_rate = like.sample_rate
    # Unsigned 8 bit rests at 128.
    rest = b"\x80" if like.format.name.startswith("u8") else b"\x00"
    for plane in frame.planes:
        plane.update(rest * plane.buffer_size)
    return frame
