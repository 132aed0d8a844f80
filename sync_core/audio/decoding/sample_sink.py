"""Collection of decoded frames of any format as samples at 16 kHz."""

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
# Resampling in larger blocks than a codec's frames is about five times faster.
_BLOCK_SAMPLES = 1 << 15
_PROMPT_BLOCKS_PER_S = 10
"""Blocks per second for low latency."""


def count_samples(seconds: Fraction) -> int:
    """Return the number of samples of a duration at 16 kHz, rounded up."""
    return -(-seconds.numerator * _TARGET_HZ // seconds.denominator)


class PcmBuffer:
    """A growing buffer of 16 bit samples that is never copied as a whole."""

    def __init__(self) -> None:
        """Start with an empty buffer."""
        # A bytearray grows by realloc, which moves pages; numpy's resize() copies
        # since 2.5.
        self._bytes = bytearray()

    def append(self, samples: NDArray[np.int16]) -> None:
        """Append samples, shape (n,)."""
        self._bytes += samples.data

    def drain(self) -> NDArray[np.int16]:
        """Return the collected samples, shape (n,), and empty the buffer."""
        import numpy as np

        held, self._bytes = self._bytes, bytearray()
        return np.frombuffer(held, dtype=np.int16)

    def take(self, ceiling: int) -> NDArray[np.int16]:
        """Return at most ``ceiling`` samples, shape (n,), and end the buffer's use."""
        import numpy as np

        # A read-only view, so that no receiver can make the array writable.
        locked = memoryview(self._bytes).toreadonly()
        return np.frombuffer(locked, dtype=np.int16)[:ceiling]


class _ResamplerRun:
    """A run of frames of one format, with its resampler."""

    def __init__(self, form: Form, *, prompt: bool) -> None:
        from av import AudioFifo, AudioResampler

        self.form = form
        self._piece = form[2] // _PROMPT_BLOCKS_PER_S if prompt else _BLOCK_SAMPLES
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


class SampleSink:
    """Collects frames, whose format may change, and counts their duration."""

    def __init__(self, *, prompt: bool = False) -> None:
        """Start at zero.

        Args:
            prompt: Whether to prefer low latency to speed.
        """
        self._buffer = PcmBuffer()
        self._prompt = prompt
        self._run: _ResamplerRun | None = None
        self._before = Fraction(0)

    @property
    def seconds(self) -> Fraction:
        """The exact duration of the sound so far, in seconds."""
        return self._before + (self._run.seconds if self._run else 0)

    def write(self, frame: AudioFrame) -> None:
        """Append a frame after the last one, whatever its timestamp is."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        run = self._run
        if run is None or run.form != form:
            self.flush()
            run = self._run = _ResamplerRun(form, prompt=self._prompt)
        for samples in run.write(frame):
            self._buffer.append(samples)

    def write_silence(self, seconds: Fraction, like: AudioFrame) -> None:
        """Append silence of a duration in seconds, in the format of a frame."""
        left = round(seconds * like.sample_rate)
        while left > 0:
            count = min(left, _BLOCK_SAMPLES)
            self.write(_make_silent_frame(count, like))
            left -= count

    def drain(self) -> NDArray[np.int16]:
        """Return the new samples at 16 kHz, shape (n,)."""
        return self._buffer.drain()

    def finish(self, end: Fraction | None) -> tuple[NDArray[np.int16], Fraction]:
        """Return all samples at 16 kHz, shape (n,), and the exact length in seconds.

        Args:
            end: Where to cut, in seconds; None: nowhere.
        """
        self.flush()
        seconds = self.seconds if end is None else min(end, self.seconds)
        return self._buffer.take(count_samples(seconds)), seconds

    def flush(self) -> None:
        """Flush the resampler, which ends its run of frames."""
        if self._run is not None:
            for samples in self._run.flush():
                self._buffer.append(samples)
            self._before, self._run = self.seconds, None


def _make_silent_frame(count: int, like: AudioFrame) -> AudioFrame:
    from av import AudioFrame

    frame = AudioFrame(like.format.name, like.layout.name, count)
    frame.sample_rate = like.sample_rate
    # Zero is 128 in unsigned 8 bit.
    rest = b"\x80" if like.format.name.startswith("u8") else b"\x00"
    for plane in frame.planes:
        plane.update(rest * plane.buffer_size)
    return frame
