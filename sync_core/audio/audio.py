"""The form of audio for all engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from attrs import field, frozen

from sync_core.base.errors import AudioError

if TYPE_CHECKING:
    import os
    from typing import Any, BinaryIO

    import numpy as np
    from numpy.typing import NDArray
    from pydub import AudioSegment

AudioSource: TypeAlias = (
    "str | os.PathLike[str] | BinaryIO | bytes | NDArray[Any] | AudioSegment | Audio"
)
"""The types that `Audio.load` accepts."""

# Below this there is no speech: the noise of a 16 bit recording without a microphone
# peaks at -90 to -75 dBFS, distant whispering above -60.
_MIN_AUDIBLE_DBFS = -70.0


def _format_size(pcm: NDArray[np.int16]) -> str:
    return f"<{pcm.size} samples>"


@frozen(eq=False)
class Audio:
    """A piece of audio: mono, 16 kHz, 16 bit.

    Raises:
        AudioError: ``pcm`` has another form; ``Audio.load`` converts other forms.
    """

    SAMPLE_RATE_HZ: ClassVar[int] = 16_000
    """The sample rate of `pcm`."""

    pcm: NDArray[np.int16] = field(repr=_format_size)
    """The samples, shape (n,), read-only."""

    duration_ms: int
    """The exact length of the original in milliseconds, rounded once."""

    source: str | None = None
    """The path as it was given; None without a path."""

    def __attrs_post_init__(self) -> None:
        """Check the form of the samples and make them read-only."""
        kind = getattr(self.pcm, "dtype", None)
        if kind != "int16" or self.pcm.ndim != 1:
            raise AudioError(
                "Audio holds 1-D int16 samples at 16 kHz; "
                "Audio.load(array, sample_rate_hz=...) converts other forms"
            )
        locked = self.pcm.view()
        locked.setflags(write=False)
        object.__setattr__(self, "pcm", locked)

    @classmethod
    def load(cls, source: AudioSource, *, sample_rate_hz: int | None = None) -> Audio:
        """Load audio of any kind, with timing that is exact to the sample.

        Time zero is where a player shows 0:00: a sound track that starts 500 ms after
        its video begins with 500 ms of silence, and an encoder's delay is removed. Gaps
        of more than 40 ms are filled with silence. Some formats do not state the
        encoder's delay, and their audio is late by it: raw AAC, and AAC alone in
        MPEG-TS, FLV or fragmented MP4 (21 to 23 ms at 44.1 and 48 kHz); MP3 without a
        LAME header or in AVI (25 ms); MP2 (11 ms); AC-3 (5 ms). Timestamps in WebM and
        Matroska are whole milliseconds.

        A damaged file is an error, never a shorter result. Not detected are: damage of
        less than 100 ms, which becomes silence; truncation of MPEG-TS, CAF, W64 or
        AC-3; truncation exactly between two frames of raw AAC or of MP3 without Xing
        header, or between two pages of Ogg; and overwritten samples in a format without
        checksums. A file that ends within a frame of MP3 or raw AAC is an error, also
        from a radio recorder: encode such a file again.

        Args:
            source: A path, a binary file object (read from its position; one that is
                no plain file is read into memory), the bytes of an audio file, a numpy
                array, a pydub segment, or an `Audio`, which is returned unchanged. Of a
                video the default sound track is used, else the first. Arrays have the
                shape (frames,), (frames, channels) or (channels, frames), with at most
                8 channels; floats range from -1 to 1.
            sample_rate_hz: The sample rate of an array, which needs it. With bytes it
                means raw samples: mono, 16 bit, little-endian. Not allowed otherwise.

        Returns:
            The audio, with its channels mixed down.

        Raises:
            AudioError: The audio is missing, unreadable, truncated, damaged or empty,
                or `sample_rate_hz` is missing or not allowed.
        """
        if isinstance(source, Audio) and sample_rate_hz is None:
            return source
        from sync_core.audio.load import load_pcm

        pcm, duration_ms, path = load_pcm(source, sample_rate_hz)
        # A view can only be made writable while its base is writable.
        pcm.setflags(write=False)
        return cls(pcm=pcm, duration_ms=duration_ms, source=path)

    @property
    def peak_dbfs(self) -> float:
        """The peak level in dB relative to full scale; minus infinity for silence."""
        import math

        if not self.pcm.size:
            return -math.inf
        peak = max(int(self.pcm.max()), -int(self.pcm.min()))
        return 20 * math.log10(peak / 32768) if peak else -math.inf

    def check_audible(self) -> None:
        """Raise AudioError for audio that is silent.

        Raises:
            AudioError: The peak is below -70 dBFS.
        """
        peak = self.peak_dbfs
        if peak >= _MIN_AUDIBLE_DBFS:
            return
        what = f"its loudest sample is at {peak:.1f} dBFS"
        if peak == float("-inf"):
            what = "every sample is zero (-inf dBFS)"
        raise AudioError(
            f"{repr(self.source) if self.source else 'the audio'} is silent: {what}; "
            "check that the right track or microphone was recorded"
        )

    def float32(self) -> NDArray[np.float32]:
        """Return the samples as floats from -1 to 1, in a new array of shape (n,)."""
        import numpy as np

        samples = self.pcm.astype(np.float32)
        samples /= 32768
        return samples

    def slice(self, start_ms: int, end_ms: int) -> Audio:
        """Return the audio between two times, as a view of the same samples.

        Args:
            start_ms: The start; a negative time counts as zero.
            end_ms: The end; a time after the audio's end counts as its end.

        Returns:
            The excerpt, empty if the end is not after the start.
        """
        start = min(max(start_ms, 0), self.duration_ms)
        end = min(max(end_ms, start), self.duration_ms)
        per_ms = self.SAMPLE_RATE_HZ // 1000
        # An excerpt up to the end includes the last partial millisecond.
        stop = self.pcm.size if start < end == self.duration_ms else end * per_ms
        return Audio(
            pcm=self.pcm[start * per_ms : stop],
            duration_ms=end - start,
            source=self.source,
        )

    def to_pydub(self) -> AudioSegment:
        """Return the same audio as a pydub segment: mono, 16 kHz, 16 bit."""
        from sync_core.audio.pydub_segments import make_segment

        return make_segment(self.pcm, self.SAMPLE_RATE_HZ)
