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
_PROMPT_PIECES = 10
"""A second, where samples are wanted as soon as they are there."""


def samples_in(seconds: Fraction) -> int:
    """Give how many samples a stretch has at 16 kHz, the last one begun."""
    return -(-seconds.numerator * _TARGET_HZ // seconds.denominator)


class PcmBuffer:
    """A growing run of 16 bit samples that is never held twice."""

    def __init__(self) -> None:
        """Start with nothing."""
        # Grows by realloc, which moves pages; numpy's resize() copies since 2.5.
        self._bytes = bytearray()

    def append(self, samples: NDArray[np.int16]) -> None:
        """Add samples, shape (n,), at the end."""
        self._bytes += samples.data

    def drain(self) -> NDArray[np.int16]:
        """Give what was collected by now, and start anew."""
        import numpy as np

        held, self._bytes = self._bytes, bytearray()
        return np.frombuffer(held, dtype=np.int16)

    def take(self, ceiling: int) -> NDArray[np.int16]:
        """Give what was collected, at most so many samples; the buffer is spent."""
        import numpy as np

        # Out of a view that forbids writing, or whoever gets the array could allow it.
        locked = memoryview(self._bytes).toreadonly()
        return np.frombuffer(locked, dtype=np.int16)[:ceiling]


class _Run:
    """A run of frames of one form, on their way through one resampler."""

    def __init__(self, form: Form, *, prompt: bool) -> None:
        from av import AudioFifo, AudioResampler

        self.form = form
        self._piece = form[2] // _PROMPT_PIECES if prompt else _PIECE
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
        if self._fifo.samples >= self._piece:
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

    def __init__(self, *, prompt: bool = False) -> None:
        """Start at zero.

        Args:
            prompt: Whether samples are to come out soon rather than cheaply.
        """
        self._buffer = PcmBuffer()
        self._prompt = prompt
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
            self.flush()
            run = self._run = _Run(form, prompt=self._prompt)
        for samples in run.write(frame):
            self._buffer.append(samples)

    def write_silence(self, seconds: Fraction, like: AudioFrame) -> None:
        """Take silence of a length, in the form of a frame."""
        left = round(seconds * like.sample_rate)
        while left > 0:
            count = min(left, _PIECE)
            self.write(_silent_frame(count, like))
            left -= count

    def drain(self) -> NDArray[np.int16]:
        """Give the samples at 16 kHz that are known by now and were not given yet."""
        return self._buffer.drain()

    def finish(self, end: Fraction | None) -> tuple[NDArray[np.int16], Fraction]:
        """Give all samples at 16 kHz, shape (n,), and the exact length in seconds.

        Args:
            end: Where to cut, in seconds, or None to keep everything.
        """
        self.flush()
        seconds = self.seconds if end is None else min(end, self.seconds)
        return self._buffer.take(samples_in(seconds)), seconds

    def flush(self) -> None:
        """Bring what is on its way through the resampler out: the sound ends here."""
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
