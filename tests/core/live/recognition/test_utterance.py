"""The audio of an utterance."""

from __future__ import annotations

import numpy as np

from sync_core.live.recognition.utterance import Utterance


def test_an_utterance_is_what_it_was_given() -> None:
    rng = np.random.default_rng(0)
    start = rng.integers(-99, 99, 4_000).astype(np.int16)
    utterance = Utterance(1_000, start)
    frames = rng.integers(-99, 99, (300, 512)).astype(np.int16)
    for at, frame in enumerate(frames):
        utterance.add_frame(frame, at < 290)
    sound = np.concatenate([start, frames.ravel()])
    assert np.array_equal(utterance.copy_audio().pcm, sound)
    assert utterance.end_ms == 1_000 + len(sound) // 16
    assert utterance.silence_ms == 10 * 32
    assert utterance.speech_end_ms == utterance.end_ms - 320
    part = utterance.copy_audio(1_500, 2_000)
    assert np.array_equal(part.pcm, sound[8_000:16_000])
    utterance.cut_before(3_000)
    assert np.array_equal(utterance.copy_audio().pcm, sound[32_000:])
    assert np.array_equal(utterance.copy_audio(0, 99_999).pcm, sound[32_000:])
    assert utterance.start_ms == 3_000
    assert utterance.end_ms == 1_000 + len(sound) // 16


def test_an_utterance_that_is_cut_again_and_again_does_not_grow() -> None:
    utterance = Utterance(0, np.zeros(512, np.int16))
    for _ in range(5_000):
        utterance.add_frame(np.zeros(512, np.int16), True)
        if utterance.duration_ms > 2_000:
            utterance.cut_before(utterance.end_ms - 500)
    assert len(utterance._pcm) < 16 * 8_000
    assert utterance.end_ms == 5_001 * 32
