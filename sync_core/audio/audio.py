"""The one form in which every engine gets its audio."""

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
"""Everything that `Audio.load` takes."""

# Quieter than this nothing is speech: the noise of a 16 bit recording made with no
# microphone plugged in peaks at -90 to -75 dBFS, whispering far away above -60.
_AUDIBLE_DBFS = -70.0


def _size(pcm: NDArray[np.int16]) -> str:
    return f"<{pcm.size} samples>"


@frozen(eq=False)
class Audio:
    """One stretch of speech: mono, 16 kHz, 16 bit.

    Raises:
        AudioError: ``pcm`` is of another form; ``Audio.load`` converts.
    """

    SAMPLE_RATE_HZ: ClassVar[int] = 16_000
    """The rate of `pcm`."""

    pcm: NDArray[np.int16] = field(repr=_size)
    """The samples, shape (n,), read-only."""

    duration_ms: int
    """The exact length of the original, rounded once."""

    source: str | None = None
    """The path as it was given, or None where there is none."""

    def __attrs_post_init__(self) -> None:
        """Refuse other forms, and lock the samples."""
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
        """Bring any audio into the one form, with its clock kept to the sample.

        Time zero is where a player shows 0:00: a sound track that starts 500 ms
        after its video begins with 500 ms of silence, and the delay that an encoder
        added is taken off again. Gaps inside of more than 40 ms are filled with
        silence. Some forms do not say how large the encoder's delay is, so their audio
        is late by it: raw AAC, and AAC alone in MPEG-TS, FLV or fragmented MP4 (21 to
        23 ms at 44.1 and 48 kHz); MP3 without a LAME header or in AVI (25 ms); MP2
        (11 ms); AC-3 (5 ms). Stamps in WebM and Matroska are whole milliseconds.

        A damaged file is an error, never a shorter result. What cannot be seen is
        damage of less than 100 ms, which becomes silence; a cut in MPEG-TS, CAF, W64 or
        AC-3; a cut that falls exactly between two frames of raw AAC or of MP3 without
        Xing header, or between two pages of Ogg; and samples that were overwritten in
        a form without checksums. A cut inside of a frame of MP3 or raw AAC is refused,
        also where a recorder of radio made it: encode such a file again.

        Args:
            source: A path, a binary file object (read from where it stands; one that is
                no plain file is read into memory), the bytes of an audio file, a numpy
                array, a pydub segment, or an `Audio`, which comes back as it is. Of a
                video, the sound track is taken that is marked as default, else the
                first. Arrays have the shape (frames,), (frames, channels) or (channels,
                frames), with at most 8 channels; floats reach from -1 to 1.
            sample_rate_hz: The rate of an array, which needs it. With bytes it says
                that they are raw: mono, 16 bit, little-endian. Goes with nothing else.

        Returns:
            The audio. Channels are mixed down.

        Raises:
            AudioError: It is missing, unreadable, cut off, damaged or empty, or
                `sample_rate_hz` is missing or out of place.
        """
        if isinstance(source, Audio) and sample_rate_hz is None:
            return source
        from sync_core.audio.load import load_pcm

        pcm, duration_ms, path = load_pcm(source, sample_rate_hz)
        # A view can only be unlocked while what it looks at is not locked.
        pcm.setflags(write=False)
        return cls(pcm=pcm, duration_ms=duration_ms, source=path)

    @property
    def peak_dbfs(self) -> float:
        """The loudest sample in dB below full scale; minus infinity for none."""
        import math

        if not self.pcm.size:
            return -math.inf
        peak = max(int(self.pcm.max()), -int(self.pcm.min()))
        return 20 * math.log10(peak / 32768) if peak else -math.inf

    def check_audible(self) -> None:
        """Refuse a clip in which there is nothing to hear.

        Raises:
            AudioError: The peak is below -70 dBFS.
        """
        peak = self.peak_dbfs
        if peak >= _AUDIBLE_DBFS:
            return
        what = f"its loudest sample is at {peak:.1f} dBFS"
        if peak == float("-inf"):
            what = "every sample is zero (-inf dBFS)"
        raise AudioError(
            f"{repr(self.source) if self.source else 'the audio'} is silent: {what}; "
            "check that the right track or microphone was recorded"
        )

    def float32(self) -> NDArray[np.float32]:
        """The samples as floats from -1 to 1, in a new array of shape (n,)."""
        import numpy as np

        samples = self.pcm.astype(np.float32)
        samples /= 32768
        return samples

    def slice(self, start_ms: int, end_ms: int) -> Audio:
        """The stretch between two times, as a view of the same samples.

        Args:
            start_ms: Where it starts; before zero counts as zero.
            end_ms: Where it ends; beyond the end counts as the end.

        Returns:
            The stretch, empty where the end is not after the start.
        """
        start = min(max(start_ms, 0), self.duration_ms)
        end = min(max(end_ms, start), self.duration_ms)
        per_ms = self.SAMPLE_RATE_HZ // 1000
        # The last partial millisecond belongs to a stretch that reaches the end.
        stop = self.pcm.size if start < end == self.duration_ms else end * per_ms
        return Audio(
            pcm=self.pcm[start * per_ms : stop],
            duration_ms=end - start,
            source=self.source,
        )

    def to_pydub(self) -> AudioSegment:
        """The same audio as a pydub segment: mono, 16 kHz, 16 bit."""
        from sync_core.audio.pydub_segments import segment_of

        return segment_of(self.pcm, self.SAMPLE_RATE_HZ)
