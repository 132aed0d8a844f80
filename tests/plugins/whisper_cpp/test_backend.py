"""What the whisper-cpp backend makes of real speech, of noise and of silence."""

from difflib import SequenceMatcher

import attrs
import numpy as np
import pytest

from sync_core import (
    Audio,
    EngineOptions,
    Segment,
    Word,
)
from sync_core_plugins.whisper_cpp import load
from sync_core_plugins.whisper_cpp.backend import WhisperCppBackend
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions
from tests.plugins.whisper_cpp.conftest import plain, text_of

pytestmark = pytest.mark.engine


def written(script: str) -> list[str]:
    """The script's words in the engine's spelling."""
    return plain(script.replace("a hundred thousand", "100,000"))


def all_words(segments: list[Segment]) -> list[Word]:
    return [word for segment in segments for word in segment.words]


@pytest.fixture(scope="module")
def heard(base: WhisperCppBackend, clip: Audio) -> list[Segment]:
    return list(base.transcribe(clip, "en"))


def test_base_gives_the_scripts_words(heard: list[Segment], clip_script: str) -> None:
    # faster-whisper on the original weights gives these words too: test_engines.py.
    assert plain(text_of(heard)) == written(clip_script)
    assert len(heard) == 4


def test_words_carry_text_times_and_confidence(
    heard: list[Segment], clip: Audio
) -> None:
    last = 0
    for segment in heard:
        assert " ".join(word.text for word in segment.words) == segment.text
        assert segment.start_ms == segment.words[0].start_ms
        assert 0.5 < (segment.confidence or 0) <= 1
        for word in segment.words:
            assert isinstance(word.start_ms, int)
            assert isinstance(word.end_ms, int)
            assert last <= word.start_ms <= word.end_ms <= clip.duration_ms
            assert 0 < (word.confidence or 0) <= 1
            last = word.end_ms
    words = all_words(heard)
    # What the words' attention swallows of pauses is cut off.
    assert next(w.start_ms or 0 for w in words if w.text == "100,000") > 11_100
    assert sum((w.end_ms or 0) - (w.start_ms or 0) for w in words) > 9_000


def test_q8_0_gives_the_same_words(
    base_q8_options: EngineOptions, heard: list[Segment], clip: Audio
) -> None:
    engine = load(base_q8_options)
    found = list(engine.transcribe(clip, "en"))
    engine.close()
    assert plain(text_of(found)) == plain(text_of(heard))


def test_longer_audio_is_neither_lost_nor_doubled(
    tiny: WhisperCppBackend,
    clip: Audio,
    repeated: tuple[Audio, list[int]],
    clip_script: str,
) -> None:
    once = all_words(list(tiny.transcribe(clip, "en")))
    audio, starts = repeated
    words = all_words(list(tiny.transcribe(audio, "en")))
    script = written(clip_script) * 3
    found = [part for word in words for part in plain(word.text)]
    match = SequenceMatcher(None, script, found, autojunk=False)
    same = sum(block.size for block in match.get_matching_blocks())
    assert same >= 0.9 * len(script)
    assert abs(len(found) - len(script)) <= 3
    # Times are on the original's clock: each repetition's are the clip's, moved.
    for start in starts:
        for text in ("Paris.", "sleep.", "hours.", "dark."):
            alone = next(w.end_ms or 0 for w in once if w.text == text)
            near = [w.end_ms or 0 for w in words if w.text == text]
            assert min(abs(end - start - alone) for end in near) < 250, (text, start)
    times = [time or 0 for word in words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= audio.duration_ms


def test_noise_and_silence_give_no_segments(tiny: WhisperCppBackend) -> None:
    noise = np.random.default_rng(2).normal(0, 900, 16_000 * 6).astype(np.int16)
    assert list(tiny.transcribe(Audio(noise, 6_000), "en")) == []
    assert list(tiny.transcribe(Audio(np.zeros(800, np.int16), 50), "en")) == []


def test_a_word_alone_is_heard(tiny: WhisperCppBackend, clip: Audio) -> None:
    """The engine itself gives nothing for less than a second."""
    paris = clip.slice(4_100, 4_900)
    assert "paris" in text_of(list(tiny.transcribe(paris, "en"))).lower()


def test_the_same_audio_gives_the_same_words(
    tiny: WhisperCppBackend, first_sentence: tuple[Audio, str]
) -> None:
    first, second = (list(tiny.transcribe(first_sentence[0])) for _ in range(2))
    assert first == second


def test_options_reach_the_engine(
    tiny_options: EngineOptions, first_sentence: tuple[Audio, str]
) -> None:
    audio, _ = first_sentence
    texts = []
    for prompt in (None, "Charles Lindbergh"):
        own = WhisperCppOptions(beam_size=1, initial_prompt=prompt, audio_ctx=600)
        engine = load(attrs.evolve(tiny_options, own=own))
        texts.append(text_of(list(engine.transcribe(audio, "en"))))
        engine.close()
    assert ["Lindbergh" in text for text in texts] == [False, True], texts
