"""The whisper-cpp backend on real speech, on noise, and when it is stopped."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from sync_core import (
    Audio,
    CancelledError,
    EngineOptions,
    InputError,
    ModelError,
    Segment,
    Word,
)
from sync_core.models.ctranslate2 import WhisperShape
from sync_core_plugins.whisper_cpp import _backend, _context, load, sync_core_backends
from sync_core_plugins.whisper_cpp._backend import WhisperCppBackend, _left_out
from sync_core_plugins.whisper_cpp._context import Token
from sync_core_plugins.whisper_cpp._shapes import alignment_heads, language_count
from sync_core_plugins.whisper_cpp._slices import Slice
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions

pytestmark = pytest.mark.engine
PAUSES_MS = (700, 4_000)
"""Between the repetitions of the demo's clip: within a slice, and between two."""


def plain(text: str) -> list[str]:
    """Words without what engines write differently: case and marks."""
    kept = "".join(c for c in text.lower() if c.isalnum() or c.isspace())
    return kept.split()


def written(script: str) -> list[str]:
    """The script's words in the engine's spelling."""
    return plain(script.replace("a hundred thousand", "100,000"))


def text_of(segments: list[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


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


@pytest.fixture(scope="module")
def repeated(clip: Audio) -> tuple[Audio, list[int]]:
    """The clip three times, and where each begins."""
    parts, starts, length = [], list[int](), 0
    for pause in (*PAUSES_MS, 0):
        starts.append(length // 16)
        parts += [clip.pcm, np.zeros(pause * 16, np.int16)]
        length += clip.pcm.size + pause * 16
    return Audio(np.concatenate(parts), length // 16), starts


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


@pytest.mark.parametrize(
    ("last_stamp_ms", "rest"),
    [
        (3_000, Slice(4_000, 9_300, ((4_000, 5_000), (6_000, 9_000)))),
        (8_200, None),  # less than a second of speech behind it
        (0, None),  # no progress
    ],
)
def test_what_the_engine_left_out_is_decoded_next(
    last_stamp_ms: int, rest: Slice | None
) -> None:
    piece = Slice(1_000, 9_300, ((1_300, 5_000), (6_000, 9_000)))
    tokens = [Token(1, b" a"), Token(50_400, stamp_ms=last_stamp_ms)]
    assert _left_out(piece, tokens) == rest
    assert _left_out(piece, tokens[:1]) is None
    assert _left_out(piece, []) is None


def test_a_word_alone_is_heard(tiny: WhisperCppBackend, clip: Audio) -> None:
    """The engine itself gives nothing for less than a second."""
    paris = clip.slice(4_100, 4_900)
    assert "paris" in text_of(list(tiny.transcribe(paris, "en"))).lower()


def test_the_language_is_detected(base: WhisperCppBackend, clip: Audio) -> None:
    stream = base.transcribe(clip)
    stream.close()
    assert stream.language == "en"
    assert 0.9 < (stream.language_confidence or 0) <= 1
    nobody = base.transcribe(Audio(np.zeros(16_000, np.int16), 1_000))
    assert (nobody.language, list(nobody)) == (None, [])


def test_an_uncertain_language_comes_with_the_others(
    base: WhisperCppBackend, clip: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_context, "_CERTAIN", 2)
    stream = base.transcribe(clip)
    stream.close()
    shares = list(stream.language_probabilities.values())
    assert next(iter(stream.language_probabilities)) == "en"
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.01)
    assert stream.language_confidence == shares[0] > 0.9


def test_an_english_model_detects_nothing(tiny: WhisperCppBackend, clip: Audio) -> None:
    stream = tiny.transcribe(clip)
    assert (stream.language, stream.language_confidence) == ("en", None)


def test_the_same_audio_gives_the_same_words(
    tiny: WhisperCppBackend, first_sentence: tuple[Audio, str]
) -> None:
    first, second = (list(tiny.transcribe(first_sentence[0])) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("language", ["fr", "xx"])
def test_a_language_that_the_model_does_not_have(
    tiny: WhisperCppBackend, clip: Audio, language: str
) -> None:
    with pytest.raises(InputError, match=rf"not know '{language}'; it knows: en: take"):
        tiny.transcribe(clip, language)


def test_a_tag_is_brought_to_the_engines_code(
    base: WhisperCppBackend, clip: Audio
) -> None:
    assert base.transcribe(clip, "nb-NO").language == "nb-NO"
    with pytest.raises(InputError, match="yue"):
        base.transcribe(clip, "yue")


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


def test_translation(base_options: EngineOptions, clip: Audio) -> None:
    engine = WhisperCppBackend(
        attrs.evolve(base_options, own=WhisperCppOptions(translate=True))
    )
    (piece, *_) = engine.transcribe(clip.slice(0, 4_850), "fr")
    engine.close()
    assert "Lindbergh" in piece.text


def test_a_loop_is_tried_again_and_doubted(
    tiny_options: EngineOptions,
    first_sentence: tuple[Audio, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = WhisperCppBackend(tiny_options)
    decode, temperatures = engine._context.decode, list[float]()

    def counted(params: Any, *rest: Any) -> list[Token]:
        temperatures.append(round(params.temperature, 3))
        return decode(params, *rest)

    monkeypatch.setattr(engine._context, "decode", counted)
    monkeypatch.setattr(_backend, "is_loop", lambda *_: len(temperatures) == 1)
    (segment,) = engine.transcribe(first_sentence[0], "en")
    assert temperatures == [0.0, 0.4]
    assert (segment.confidence or 0) > 0
    assert not caplog.records
    monkeypatch.setattr(_backend, "is_loop", lambda *_: True)
    (segment,) = engine.transcribe(first_sentence[0], "en")
    engine.close()
    assert segment.confidence == 0
    assert {word.confidence for word in segment.words} == {0.0}
    assert "repeats itself between 0 and" in caplog.text


def test_a_second_thread_stops_it_within_a_second(
    tiny: WhisperCppBackend, repeated: tuple[Audio, list[int]]
) -> None:
    stream = tiny.transcribe(repeated[0], "en")
    stopped = threading.Timer(0.4, stream.close)
    stopped.start()
    began = time.monotonic()
    with pytest.raises(CancelledError):
        list(stream)
    # One pass of the encoder cannot be stopped: half a second here, if nobody else
    # wants the cores.
    assert time.monotonic() - began < 0.4 + 2.0
    stopped.join()
    assert list(stream) == []


def test_an_interrupt_stops_the_engine_too(
    tiny: WhisperCppBackend, repeated: tuple[Audio, list[int]]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupted)
    timer = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            list(tiny.transcribe(repeated[0], "en"))
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert time.monotonic() - began < 0.4 + 2.0
    timer.join()


def test_closing_the_backend_stops_what_runs(
    tiny_options: EngineOptions, repeated: tuple[Audio, list[int]]
) -> None:
    engine = load(tiny_options)
    stream = engine.transcribe(repeated[0], "en")
    closing = threading.Timer(0.4, engine.close)
    closing.start()
    with pytest.raises(CancelledError):
        list(stream)
    closing.join()
    engine.close()
    with pytest.raises(InputError, match="closed"):
        list(engine.transcribe(repeated[0], "en"))


def test_a_stream_that_nobody_reads_ends_quietly(
    tiny: WhisperCppBackend, clip: Audio
) -> None:
    stream = tiny.transcribe(clip, "en")
    assert next(stream).text
    stream.close()
    stream.close()
    assert list(stream) == []


def test_the_process_ends_well_and_says_nothing(
    tiny_options: EngineOptions, clip_path: Path
) -> None:
    """The engine's log goes nowhere, and its binding's callback is let go of."""
    code = (
        "import sys; from pathlib import Path; from sync_core import *;"
        "from sync_core_plugins.whisper_cpp import load;"
        "engine = load(EngineOptions('tiny.en', Path(sys.argv[1])));"
        "audio = Audio.load(sys.argv[2]).slice(0, 1500);"
        "print(len(list(engine.transcribe(audio, 'en'))))"
    )
    command = [sys.executable, "-c", code, str(tiny_options.model_path), str(clip_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_weights_that_end_early_are_no_crash(
    tiny_options: EngineOptions, tmp_path: Path
) -> None:
    assert tiny_options.model_path is not None
    short = tmp_path / "short.bin"
    short.write_bytes(tiny_options.model_path.read_bytes()[:-1000])
    with pytest.raises(ModelError, match="ends early"):
        load(attrs.evolve(tiny_options, model_path=short))


def test_weights_that_only_the_engine_can_refuse(
    tiny_options: EngineOptions, tmp_path: Path
) -> None:
    assert tiny_options.model_path is not None
    strange = Path(shutil.copy(tiny_options.model_path, tmp_path))
    data = strange.read_bytes()
    name = b"decoder.blocks.1.mlp.2.bias"
    strange.write_bytes(data.replace(name, name.upper()))
    with pytest.raises(ModelError, match=r"cannot open.*DECODER\.BLOCKS"):
        load(attrs.evolve(tiny_options, model_path=strange))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"device": "cuda"}, ModelError, "no CUDA"),
        ({"device": "warp"}, ModelError, "warp"),
        ({"threads": 0}, InputError, "threads"),
        ({"threads": -1}, InputError, "threads"),
        ({"model_path": None}, ModelError, "needs a model"),
        ({"model_path": Path("nowhere.bin")}, ModelError, r"nowhere\.bin"),
    ],
)
def test_bad_input(
    tiny_options: EngineOptions,
    change: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        load(attrs.evolve(tiny_options, **change))


@pytest.mark.parametrize(
    "wrong",
    [
        {"beam_size": 0},
        {"best_of": 9},
        {"audio_ctx": 1501},
        {"temperature": -1},
        {"vad_threshold": 2.0},
        {"initial_prompt": 5},
        {"entropy_thold": "low"},
    ],
)
def test_options_are_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        WhisperCppOptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("vocab", "layers", "state", "mels", "name", "heads", "languages"),
    [
        (51_864, (4, 4), 384, 80, "tiny.en", "TINY_EN", 1),
        (51_865, (24, 24), 1024, 80, "mine", "MEDIUM", 99),
        (51_865, (32, 32), 1280, 80, "large-v1", "LARGE_V1", 99),
        (51_865, (32, 32), 1280, 80, "large-v2", "LARGE_V2", 99),
        (51_866, (32, 32), 1280, 128, "large-v3", "LARGE_V3", 100),
        (51_866, (32, 4), 1280, 128, "turbo", "LARGE_V3_TURBO", 100),
        (51_866, (32, 2), 1280, 128, "distil-large-v3", None, 100),
        (51_864, (12, 4), 768, 80, "distil-small.en", None, 1),
    ],
)
def test_what_the_shape_tells(
    vocab: int,
    layers: tuple[int, int],
    state: int,
    mels: int,
    name: str,
    heads: str | None,
    languages: int,
) -> None:
    count = state // 64
    shape = WhisperShape(
        vocab, 1500, state, count, layers[0], 448, state, count, layers[1], mels
    )
    expected = heads and f"WHISPER_AHEADS_{heads}"
    assert alignment_heads(shape, name) == expected
    assert language_count(shape) == languages


def test_the_record_says_what_it_needs() -> None:
    (record,) = sync_core_backends()
    assert (record.name, record.model_form) == ("whisper-cpp", "ggml")
    assert record.word_times
    assert not record.needs_network
