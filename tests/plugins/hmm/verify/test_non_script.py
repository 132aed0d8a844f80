"""Music and noise between sentences: no word is found on their wrong side."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core.audio import Audio
from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.non_script import (
    RunGap,
    find_non_script_sounds,
    find_run_gaps,
)
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

pytestmark = pytest.mark.engine
Align = Callable[[Audio, str], Document]
RATE = 16_000
MUSIC_MS, PAUSE_MS = 8_000, 400
Samples = NDArray[np.float64]


def chords(generator: np.random.Generator) -> Samples:
    """Decaying chords, two a second."""
    time_s = np.arange(RATE // 2) / RATE
    sounds = []
    for _ in range(MUSIC_MS // 500):
        tones = 110 * 2 ** (generator.choice([0, 3, 5, 7, 10, 12], 3) / 12)
        partials = np.concatenate([tones * n for n in (1, 2, 3)])[:, None]
        waves = np.sin(2 * np.pi * partials * time_s) / partials
        sounds.append(waves.sum(axis=0) * np.exp(-3 * time_s))
    return np.concatenate(sounds)


def melody(generator: np.random.Generator) -> Samples:
    """Rich tones one after another with vibrato, as of a voice."""
    time_s = np.arange(2 * RATE // 5) / RATE
    sounds = []
    for _ in range(MUSIC_MS // 400):
        pitch = generator.uniform(150, 500)
        turns = pitch * (time_s + 0.0003 * np.sin(2 * np.pi * 5.5 * time_s))
        tones = [np.sin(2 * np.pi * n * turns) / n for n in range(1, 13)]
        sounds.append(np.sum(tones, axis=0) * np.hanning(len(time_s)))
    return np.concatenate(sounds)


def gusts(generator: np.random.Generator) -> Samples:
    """Noise that swells and fades."""
    length = MUSIC_MS * RATE // 1000
    noise = np.convolve(generator.normal(size=length), np.ones(6) / 6, "same")
    return noise * np.abs(np.sin(np.arange(length) / RATE * 4))


def between(clip: Audio, at_ms: int, sound: Samples) -> tuple[Audio, int]:
    """Put pauses and a sound into a clip; give it, and how much longer it is."""
    scaled = 2_000 * sound / np.std(sound)
    pause = np.zeros(PAUSE_MS * RATE // 1000)
    cut = at_ms * RATE // 1000
    parts: list[Samples] = [
        clip.pcm[:cut].astype(np.float64),
        pause,
        scaled,
        pause,
        clip.pcm[cut:].astype(np.float64),
    ]
    pcm = np.concatenate(parts)
    pcm += np.random.default_rng(2).normal(0, 12, len(pcm))
    samples = pcm.clip(-32_768, 32_767).astype(np.int16)
    longer = (len(pcm) - len(clip.pcm)) * 1000 // RATE
    return Audio(pcm=samples, duration_ms=len(pcm) * 1000 // RATE), longer


def said(document: Document) -> list[Word]:
    return [word for word in document.words if word.status != "extra"]


@pytest.mark.parametrize("sound", [chords, melody, gusts])
def test_words_stay_on_their_side(
    sound: Callable[[np.random.Generator], Samples],
    align: Align,
    clip: Audio,
    clip_script: str,
) -> None:
    whole = align(clip, clip_script)
    left, right = whole.segments[1].words[-1], whole.segments[2].words[0]
    middle = ((left.end_ms or 0) + (right.start_ms or 0)) // 2
    audio, longer = between(clip, middle, sound(np.random.default_rng(1)))
    found = said(align(audio, clip_script))
    for one, other in zip(found, said(whole), strict=True):
        shift = longer if (other.start_ms or 0) > middle else 0
        assert one.status == "matched", one
        assert one.start_ms == pytest.approx((other.start_ms or 0) + shift, abs=250)
        assert one.end_ms == pytest.approx((other.end_ms or 0) + shift, abs=250)


def test_what_was_heard_before_does_not_count(
    align: Align, clip: Audio, clip_script: str
) -> None:
    before = align(clip, clip_script)
    sound = melody(np.random.default_rng(1))
    audio, _ = between(clip, clip.duration_ms, sound)
    align(audio, clip_script)
    assert align(clip, clip_script) == before


def test_a_word_alone_or_drawn_out_is_no_run() -> None:
    script = PronouncedScript([((("the",)),)] * 8, [[["DH", "AH"]]] * 8)
    heard = [
        *(PathSegment(at, 20 * at, 20 * at + 20, 100) for at in range(3)),
        PathSegment(3, 400, 420, 100),
        *(PathSegment(at, 20 * at + 600, 20 * at + 620, 100) for at in range(4, 7)),
        PathSegment(7, 740, 900, 100),
    ]
    found = find_run_gaps(heard, script, 1_000)
    assert found == [RunGap(0, 0, 0), RunGap(60, 680, 2), RunGap(740, 1_000, 2)]
    assert find_run_gaps(heard[3:4], script, 1_000) == []


def test_sound_that_missing_words_may_need_is_left() -> None:
    pcm = np.zeros(1_000 * 160)
    generator = np.random.default_rng(1)
    for start, end in ((0, 100), (120, 160), (220, 800), (900, 1_000)):
        pcm[start * 160 : end * 160] = generator.normal(0, 2_000, (end - start) * 160)
    samples = pcm.astype(np.int16)
    around = [RunGap(0, 0, 0), RunGap(100, 900, 2), RunGap(1_000, 1_000, 0)]
    assert find_non_script_sounds(around, samples) == [(220, 800)]
    around[1] = RunGap(100, 900, 0)
    assert find_non_script_sounds(around, samples) == [(120, 800)]
    around[1] = RunGap(100, 900, 60)
    assert find_non_script_sounds(around, samples) == []
