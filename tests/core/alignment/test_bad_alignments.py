"""Audio and scripts as they ought not to be: a right result, or a plain word."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core import AlignmentError, Audio, Document, Pipeline, PluginManager

pytestmark = pytest.mark.engine

RATE = 16_000
Samples = NDArray[np.float64]


@pytest.fixture(scope="module")
def pipeline(manager: PluginManager) -> Iterator[Pipeline]:
    with Pipeline(
        model="tiny.en", aligner="hmm", language="en", manager=manager
    ) as pipeline:
        yield pipeline


@pytest.fixture(scope="module")
def samples(clip: Audio) -> Samples:
    return clip.pcm.astype(np.float64)


@pytest.fixture(scope="module")
def clean(pipeline: Pipeline, clip: Audio, clip_script: str) -> Document:
    return pipeline.align(clip, clip_script)


def align(pipeline: Pipeline, samples: Samples, script: str) -> Document:
    pcm = np.clip(samples, -32_768, 32_767).astype(np.int16)
    return pipeline.align(pcm, script, sample_rate_hz=RATE)


def errors(document: Document) -> set[str]:
    return {f.code for f in document.findings if f.severity == "error"}


def near(document: Document, clean: Document, tolerance_ms: int) -> float:
    """Which share of all edges is where it is in the clean clip."""
    edges = [
        (a, b)
        for word, other in zip(document.words, clean.words, strict=True)
        for a, b in ((word.start_ms, other.start_ms), (word.end_ms, other.end_ms))
        if a is not None and b is not None
    ]
    close = sum(abs(a - b) <= tolerance_ms for a, b in edges)
    return close / (2 * len(clean.words))


def level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def noisy(samples: Samples) -> Samples:
    """White noise, 5 dB below the speech."""
    noise = np.random.default_rng(1).normal(0, 1, len(samples))
    return samples + noise * level(samples) / 10 ** (5 / 20)


def telephone(samples: Samples) -> Samples:
    """Between 300 and 3400 Hz."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 3_400)] = 0
    narrow: Samples = np.fft.irfft(spectrum, len(samples))
    return narrow


def with_music(samples: Samples) -> Samples:
    """Chords under the speech, 10 dB below it."""
    time_s = np.arange(len(samples)) / RATE
    roots = 110 * 2 ** (np.array([0, 4, 7])[None] / 12)
    chord = roots * np.where(time_s % 4 < 2, 1, 1.335)[:, None]
    tones = np.sin(2 * np.pi * np.cumsum(chord, axis=0) / RATE).sum(axis=1)
    mixed: Samples = samples + tones * level(samples) / level(tones) / 10 ** (10 / 20)
    return mixed


def whispered(samples: Samples) -> Samples:
    """The same spectrum in every 16 ms, without the voice."""
    size, hop = 512, 128
    window = np.hanning(size)
    generator = np.random.default_rng(1)
    result = np.zeros(len(samples) + size)
    for at in range(0, len(samples) - size, hop):
        spectrum = np.abs(np.fft.rfft(samples[at : at + size] * window))
        smooth = np.convolve(spectrum, np.ones(9) / 9, "same")
        phase = np.exp(2j * np.pi * generator.random(len(smooth)))
        result[at : at + size] += np.fft.irfft(smooth * phase) * window
    return result[: len(samples)] / 1.5


def shouted(samples: Samples) -> Samples:
    """Far too loud for the microphone."""
    return np.clip(samples * 20, -32_768, 32_767)


@pytest.mark.parametrize(
    ("spoil", "tolerance_ms", "share"),
    [
        (noisy, 100, 0.8),
        (telephone, 50, 0.9),
        (with_music, 100, 0.8),
        (shouted, 100, 0.8),
        (whispered, 100, 0.8),
    ],
)
def test_bad_sound_still_gives_times_or_says_so(
    pipeline: Pipeline,
    samples: Samples,
    clip_script: str,
    clean: Document,
    spoil: Callable[[Samples], Samples],
    tolerance_ms: int,
    share: float,
) -> None:
    try:
        document = align(pipeline, spoil(samples), clip_script)
    except AlignmentError:
        return
    if near(document, clean, tolerance_ms) < share:
        assert document.findings
    if spoil is shouted:
        assert "clipped-audio" in {finding.code for finding in document.findings}


def test_two_speakers_at_once(
    pipeline: Pipeline, samples: Samples, clip_script: str
) -> None:
    other = np.roll(samples[::-1], RATE)
    try:
        document = align(pipeline, samples + other, clip_script)
    except AlignmentError:
        return
    assert document.findings


def test_the_script_of_another_clip(pipeline: Pipeline, clip: Audio) -> None:
    with pytest.raises(AlignmentError, match="does not seem to say the script"):
        pipeline.align(
            clip,
            "Please enter your password followed by the pound key, or press star to "
            "return to the main menu and choose another mailbox.",
        )


def test_a_script_ten_times_too_long(
    pipeline: Pipeline, clip: Audio, clip_script: str
) -> None:
    with pytest.raises(AlignmentError, match="too short for the script"):
        pipeline.align(clip, "\n".join([clip_script] * 60))
    document = pipeline.align(clip, "\n".join([clip_script] * 10))
    said = [word for word in document.words if word.status == "matched"]
    assert len(said) == pytest.approx(len(clip_script.split()), abs=4)
    assert errors(document) >= {"missing-words", "low-coverage", "long-divergence"}


def test_a_script_ten_times_too_short(pipeline: Pipeline, clip: Audio) -> None:
    document = pipeline.align(clip, "The flight took")
    assert "extra-speech" in errors(document)
    assert [w.status for w in document.words if w.script_span] == ["matched"] * 3


def test_a_clip_of_300_ms(
    pipeline: Pipeline, samples: Samples, clean: Document
) -> None:
    word = next(word for word in clean.words if word.text == "radio,")
    assert word.start_ms is not None
    cut = samples[16 * word.start_ms :][: 16 * 300]
    document = align(pipeline, cut, "radio")
    (found,) = [w for w in document.words if w.status != "extra"]
    assert found.start_ms is not None
    assert found.start_ms < 60
    with pytest.raises(AlignmentError, match="too short for the script"):
        align(pipeline, cut[: 16 * 100], "radio")


def test_a_script_of_one_word(
    pipeline: Pipeline, samples: Samples, clean: Document
) -> None:
    word = next(word for word in clean.words if word.text == "radio,")
    start, end = word.start_ms or 0, word.end_ms or 0
    silence = np.random.default_rng(1).normal(0, 4, RATE)
    around = np.concatenate([silence, samples[16 * start : 16 * end], silence])
    (found,) = align(pipeline, around, "Radio!").words
    assert found.start_ms == pytest.approx(1_000, abs=50)
    assert found.end_ms == pytest.approx(1_000 + end - start, abs=70)


def test_twenty_seconds_of_silence_in_the_middle(
    pipeline: Pipeline, samples: Samples, clip_script: str, clean: Document
) -> None:
    at = 4_850 * 16
    silence = np.random.default_rng(1).normal(0, 4, 20 * RATE)
    document = align(
        pipeline, np.concatenate([samples[:at], silence, samples[at:]]), clip_script
    )
    assert errors(document) == set()
    for word, other in zip(document.words, clean.words, strict=True):
        shift = 20_000 if (other.start_ms or 0) > 4_850 else 0
        assert (word.start_ms or 0) - shift == pytest.approx(other.start_ms, abs=60)
        assert (word.end_ms or 0) - shift == pytest.approx(other.end_ms, abs=80)


def test_speech_before_and_behind_the_script(
    pipeline: Pipeline, clip: Audio, clip_script: str, clean: Document
) -> None:
    first = clip_script.index("He had")
    behind = clip_script.index("When he")
    document = pipeline.align(clip, clip_script[first:behind])
    assert errors(document) >= {"extra-speech"}
    words = [word for word in document.words if word.status != "extra"]
    expected = [
        w for w in clean.words if w.script_span and first <= w.script_span[0] < behind
    ]
    assert [word.status for word in words] == ["matched"] * len(expected)
    for word, other in zip(words, expected, strict=True):
        assert word.start_ms == pytest.approx(other.start_ms, abs=60)


def test_a_channel_that_is_silent(
    pipeline: Pipeline, clip: Audio, clip_script: str, clean: Document
) -> None:
    stereo = np.stack([clip.pcm, np.zeros_like(clip.pcm)])
    document = pipeline.align(stereo, clip_script, sample_rate_hz=RATE)
    assert document.findings == ()
    assert near(document, clean, 20) == 1
