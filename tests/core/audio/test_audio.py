"""The one form itself: its samples, slices, level and way to pydub."""

from __future__ import annotations

import math
import pickle
import warnings
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core.audio import Audio
from sync_core.base.errors import AudioError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment


def ramp(count: int = 16_000) -> NDArray[np.int16]:
    return (np.arange(count) % 20_000 - 10_000).astype(np.int16)


def tone(rate: int = 16_000, seconds: float = 1.0) -> NDArray[np.float64]:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate * seconds)) / rate)


def test_samples_are_locked() -> None:
    samples = ramp()
    audio = Audio.load(samples, sample_rate_hz=16_000)
    with pytest.raises(ValueError, match="read-only"):
        audio.pcm[0] = 1
    before = int(audio.pcm[0])
    samples[0] = 99
    assert audio.pcm[0] == before


def test_the_representation_is_short() -> None:
    audio = Audio.load(ramp(), sample_rate_hz=16_000)
    assert repr(audio) == "Audio(pcm=<16000 samples>, duration_ms=1000, source=None)"


@pytest.mark.parametrize("pcm", [np.zeros(3), np.zeros((2, 2), np.int16), [1, 2]])
def test_other_forms_are_refused(pcm: Any) -> None:
    with pytest.raises(AudioError, match="1-D int16"):
        Audio(pcm=pcm, duration_ms=1)


def test_float32_is_the_same_on_another_scale() -> None:
    audio = Audio.load(np.array([-32768, 0, 16384], np.int16), sample_rate_hz=16_000)
    floats = audio.float32()
    assert floats.dtype == np.float32
    assert floats.tolist() == [-1.0, 0.0, 0.5]


def test_a_slice_is_a_view() -> None:
    audio = Audio(pcm=ramp(), duration_ms=1000, source="talk.wav")
    part = audio.slice(250, 500)
    assert np.shares_memory(part.pcm, audio.pcm)
    assert (part.duration_ms, part.pcm.size, part.source) == (250, 4000, "talk.wav")
    np.testing.assert_array_equal(part.pcm, audio.pcm[4000:8000])
    assert not part.pcm.flags.writeable


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (-50, 100, 100),
        (900, 5000, 100),
        (-9, 9999, 1000),
        (600, 300, 0),
        (2000, 3000, 0),
    ],
)
def test_slices_are_clamped(start: int, end: int, length: int) -> None:
    part = Audio(pcm=ramp(), duration_ms=1000).slice(start, end)
    assert (part.duration_ms, part.pcm.size) == (length, length * 16)


def test_slices_side_by_side_hold_every_sample() -> None:
    audio = Audio.load(ramp(16_007), sample_rate_hz=16_000)
    assert audio.duration_ms == 1000
    parts = [audio.slice(at, at + 77).pcm for at in range(0, 1000, 77)]
    np.testing.assert_array_equal(np.concatenate(parts), audio.pcm)


def test_peak_is_against_full_scale() -> None:
    def peak(*values: int) -> float:
        return Audio(pcm=np.array(values, np.int16), duration_ms=1).peak_dbfs

    assert peak(-32768, 5) == 0
    assert peak(3, 16384) == pytest.approx(-6.0206, abs=1e-3)
    assert peak(0, 0) == -math.inf
    assert peak() == -math.inf


def test_speech_is_audible() -> None:
    Audio.load(tone(), sample_rate_hz=16_000).check_audible()
    Audio.load(tone() * 1e-3, sample_rate_hz=16_000).check_audible()


def test_silence_is_not() -> None:
    with pytest.raises(AudioError, match=r"silent: every sample is zero .-inf dBFS"):
        Audio.load(np.zeros(100), sample_rate_hz=16_000).check_audible()
    faint = Audio(pcm=np.full(99, 5, np.int16), duration_ms=6, source="a.wav")
    with pytest.raises(AudioError, match=r"'a.wav' is silent: .* at -76\.3 dBFS"):
        faint.check_audible()


def test_it_can_be_pickled() -> None:
    audio = pickle.loads(pickle.dumps(Audio.load(ramp(), sample_rate_hz=16_000)))
    assert (audio.duration_ms, audio.pcm.size) == (1000, 16_000)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_segments_of_any_width_are_taken(width: int, channels: int, rate: int) -> None:
    full = 1 << 8 * width - 1
    samples = np.rint(tone(rate) * full).astype(np.int64)
    one = b"".join(int(s).to_bytes(width, "little", signed=True) for s in samples)
    frames = [one[at : at + width] * channels for at in range(0, len(one), width)]
    segment = AudioSegment(
        data=b"".join(frames), sample_width=width, frame_rate=rate, channels=channels
    )
    audio = Audio.load(segment)
    assert audio.duration_ms == 1000
    inner = slice(100, 15_900)
    step = 1.5 / 256 if width == 1 else 1e-3
    np.testing.assert_allclose(audio.float32()[inner], tone()[inner], atol=step)


def test_stereo_segments_are_mixed_by_their_mean() -> None:
    left, right = np.full(1600, 8000, "<i2"), np.full(1600, -2000, "<i2")
    data = np.stack([left, right], axis=1).tobytes()
    segment = AudioSegment(data=data, sample_width=2, frame_rate=16_000, channels=2)
    assert set(Audio.load(segment).pcm.tolist()) == {3000}


def test_pydub_and_back_is_the_same() -> None:
    audio = Audio.load(ramp(), sample_rate_hz=16_000)
    segment = audio.to_pydub()
    assert (segment.frame_rate, segment.channels, segment.sample_width) == (
        16_000,
        1,
        2,
    )
    assert len(segment) == 1000
    np.testing.assert_array_equal(Audio.load(segment).pcm, audio.pcm)


def test_slices_of_pydub_are_ours() -> None:
    audio = Audio.load(ramp(), sample_rate_hz=16_000)
    theirs = Audio.load(audio.to_pydub()[250:700])
    np.testing.assert_array_equal(theirs.pcm, audio.slice(250, 700).pcm)
    np.testing.assert_array_equal(
        Audio.load(audio.slice(250, 700).to_pydub()).pcm, theirs.pcm
    )


def test_an_empty_segment_is_refused() -> None:
    nothing = AudioSegment(data=b"", sample_width=2, frame_rate=16_000, channels=1)
    with pytest.raises(AudioError, match="no samples"):
        Audio.load(nothing)
    with pytest.raises(AudioError, match="no samples"):
        Audio.load(AudioSegment.empty())  # At a rate of 1 Hz, as pydub has it.
