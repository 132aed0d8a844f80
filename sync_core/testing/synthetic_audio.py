"""Audio for tests: read English, and synthetic sounds at known times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from sync_core.audio import Audio
from sync_core.base.errors import AudioError
from sync_core.pipeline.demo import demo_clip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ENGLISH_SCRIPT", "english_speech", "made_audio", "make_hum"]

_SAMPLES_PER_MS = Audio.SAMPLE_RATE_HZ // 1000
_PITCH_HZ = 150
_HARMONICS = 12
_SOUND_PEAK, _NOISE_PEAK = 8_000, 4
"""Peak of the sounds (-12 dBFS), and of the noise between them (-78 dBFS)."""


ENGLISH_SCRIPT = "In May 1927, Charles Lindbergh flew alone from New York to Paris."
_ENGLISH_SPEECH_MS = 4_850
"""In the pause after the first sentence of the demo's clip."""


def english_speech() -> tuple[Audio, str]:
    """Return 4.85 seconds of read English, and the text that is said.

    Raises:
        AudioError: The clip of ``sync-core demo`` cannot be read.
    """
    return Audio.load(demo_clip()[0]).slice(0, _ENGLISH_SPEECH_MS), ENGLISH_SCRIPT


def make_hum() -> Audio:
    """Make two hums, in place of speech in a language that the engine knows."""
    return made_audio([(300, 1_200), (1_600, 2_800)], 3_200)


def made_audio(
    spans: Sequence[tuple[int, int]],
    duration_ms: int | None = None,
    *,
    sound: Literal["buzz", "noise"] = "buzz",
) -> Audio:
    """Make audio with sound in exactly the given spans, the same every time.

    Example:
        >>> from sync_core.testing import made_audio
        >>> audio = made_audio([(500, 900), (1_200, 1_500)], 2_000)
        >>> audio.duration_ms
        2000
        >>> audio.slice(0, 500).peak_dbfs < -60 < audio.slice(500, 510).peak_dbfs
        True

    Args:
        spans: Start and end of each sound in milliseconds, in order.
        duration_ms: Length of the audio; None: half a second more than the sounds.
        sound: ``buzz`` is a hum of 150 Hz with harmonics, similar to a voice;
            ``noise`` is white noise, similar to an "s".

    Raises:
        AudioError: A span is reversed, out of order or outside the audio.
    """
    import numpy as np

    end_ms = max((end for _, end in spans), default=0)
    total_ms = end_ms + 500 if duration_ms is None else duration_ms
    _check_spans(spans, total_ms)
    generator = np.random.default_rng(1)
    samples = generator.uniform(-_NOISE_PEAK, _NOISE_PEAK, total_ms * _SAMPLES_PER_MS)
    for start_ms, stop_ms in spans:
        count = (stop_ms - start_ms) * _SAMPLES_PER_MS
        made = _make_buzz(count) if sound == "buzz" else generator.uniform(-1, 1, count)
        at = start_ms * _SAMPLES_PER_MS
        samples[at : at + count] = _SOUND_PEAK * made
    return Audio(pcm=samples.astype(np.int16), duration_ms=total_ms)


def _check_spans(spans: Sequence[tuple[int, int]], total_ms: int) -> None:
    floor = 0
    for start_ms, end_ms in spans:
        if not floor <= start_ms <= end_ms <= total_ms:
            raise AudioError(
                f"the span {start_ms}..{end_ms} ms is reversed, or not between "
                f"{floor} and {total_ms} ms"
            )
        floor = end_ms


def _make_buzz(count: int) -> NDArray[np.float64]:
    import numpy as np

    phase = 2 * np.pi * _PITCH_HZ * np.arange(count) / Audio.SAMPLE_RATE_HZ
    # Cosines, so that the very first sample is the loudest.
    harmonics = [np.cos(n * phase) for n in range(1, _HARMONICS + 1)]
    made: NDArray[np.float64] = np.sum(harmonics, axis=0) / _HARMONICS
    return made
