"""The faster-whisper backend against its engine, on real speech and on noise."""

import inspect
import shutil
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import numpy as np
import pytest
from ctranslate2 import (  # type: ignore[import-untyped]
    get_cuda_device_count,
)
from faster_whisper import WhisperModel
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.transcribe import Segment
from faster_whisper.vad import VadOptions

from sync_core import (
    Audio,
    EngineOptions,
    InputError,
    ModelError,
    Pipeline,
    Transcription,
)
from sync_core.models import find_model
from sync_core.plugins.options import make_options
from sync_core_plugins.faster_whisper import load, sync_core_backends
from sync_core_plugins.faster_whisper.arguments import build_arguments
from sync_core_plugins.faster_whisper.backend import FasterWhisperBackend
from sync_core_plugins.faster_whisper.feature_extractor import BlockwiseExtractor
from sync_core_plugins.faster_whisper.hallucination import drop_hallucinations
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions
from sync_core_plugins.faster_whisper.skipped_speech import add_skipped_speech

pytestmark = pytest.mark.engine
TINY = EngineOptions(
    model="tiny.en",
    model_path=find_model("tiny.en", "ctranslate2"),
    own=FasterWhisperOptions(),
)


@pytest.fixture(scope="module")
def backend() -> Iterator[FasterWhisperBackend]:
    engine = FasterWhisperBackend(TINY)
    yield engine
    engine.close()


def test_the_text_and_times_are_the_engines(
    backend: FasterWhisperBackend, clip: Audio
) -> None:
    raw, _ = backend._model.transcribe(
        clip.float32(), language="en", word_timestamps=True
    )
    ours = list(backend.transcribe(clip, "en"))
    for mine, theirs in zip(ours, raw, strict=True):
        assert mine.text == theirs.text.strip()
        # The engine cuts "100,000" before the comma; the parts are one word here.
        starts = [w for w in theirs.words if w.word[0].isspace()]
        assert "".join(w.text for w in mine.words) == theirs.text.replace(" ", "")
        assert len(mine.words) == len(starts)
        for word, original in zip(mine.words, starts, strict=True):
            assert word.start_ms == pytest.approx(original.start * 1000, abs=1)
            assert word.text.startswith(original.word.strip())
            if word.text == original.word.strip():
                assert word.end_ms == pytest.approx(original.end * 1000, abs=1)
                assert word.confidence == pytest.approx(original.probability)


@pytest.mark.parametrize(
    "count", [959_840, 960_000, 960_161, 960_320, 1_919_999, 2_500_003]
)
def test_the_spectrogram_of_long_audio_is_the_engines(count: int) -> None:
    """Whatever part of a minute it ends with, and however quiet it begins."""
    noise = np.random.default_rng(1).standard_normal(count, np.float32)
    noise *= np.linspace(1e-4, 0.3, count, dtype=np.float32)
    theirs, ours = FeatureExtractor()(noise), BlockwiseExtractor()(noise)
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize("batch_size", [None, 2])
def test_the_language_is_detected(clip: Audio, batch_size: int | None) -> None:
    own = FasterWhisperOptions(batch_size=batch_size)
    path = find_model("base", "ctranslate2")
    engine = load(attrs.evolve(TINY, model="base", model_path=path, own=own))
    stream = engine.transcribe(clip)
    assert isinstance(stream, Transcription)
    stream.close()
    shares = list(stream.language_probabilities.values())
    assert next(iter(stream.language_probabilities)) == stream.language == "en"
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.01)
    assert stream.language_confidence == shares[0] > 0.9
    engine.close()


def test_an_english_model_detects_nothing(
    backend: FasterWhisperBackend, clip: Audio
) -> None:
    stream = backend.transcribe(clip)
    stream.close()
    assert (stream.language, stream.language_confidence) == ("en", None)
    assert stream.language_probabilities == {}


def test_segments_come_one_by_one(backend: FasterWhisperBackend, clip: Audio) -> None:
    stream = backend.transcribe(clip, "en")
    first = next(stream)
    assert first.text.startswith("In May")
    stream.close()
    assert list(stream) == []


@pytest.mark.parametrize("level", [0.003, 0.03])
def test_nothing_is_imagined_in_noise(
    backend: FasterWhisperBackend, level: float
) -> None:
    rng = np.random.default_rng(2)
    noise = rng.normal(0, level, 16_000 * 6).astype(np.float32)
    audio = Audio.load(noise, sample_rate_hz=16_000)
    raw, _ = backend._model.transcribe(audio.float32(), language="en")
    list(raw)  # whatever the engine makes of it
    assert list(backend.transcribe(audio, "en")) == []


def test_doubtful_segments_stay_where_there_is_speech(clip: Audio) -> None:
    doubtful = [SimpleNamespace(text=" You", no_speech_prob=0.9) for _ in range(3)]
    assert list(drop_hallucinations(iter(doubtful), clip)) == doubtful


def test_doubtful_segments_go_where_there_is_none() -> None:
    quiet = Audio(np.zeros(32_000, np.int16), 2000)
    doubtful = [SimpleNamespace(text=" You", no_speech_prob=0.9) for _ in range(3)]
    assert list(drop_hallucinations(iter(doubtful), quiet)) == []
    trusted = SimpleNamespace(text=" Yes", no_speech_prob=0.1)
    kept = list(drop_hallucinations(iter([*doubtful, trusted]), quiet))
    assert kept == [*doubtful, trusted]


def test_a_folder_that_holds_no_weights(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    assert TINY.model_path is not None
    shutil.copytree(TINY.model_path, broken)
    (broken / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="cannot open the model"):
        load(attrs.evolve(TINY, model_path=broken))


def test_weights_of_a_version_that_the_engine_does_not_know(tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    assert TINY.model_path is not None
    shutil.copytree(TINY.model_path, newer)
    with (newer / "model.bin").open("r+b") as file:
        file.write(struct.pack("<I", 99))
    with pytest.raises(ModelError, match=r"cannot open the model .*version"):
        load(attrs.evolve(TINY, model_path=newer))


@pytest.mark.skipif(get_cuda_device_count() > 0, reason="there is a GPU")
def test_a_gpu_where_there_is_none() -> None:
    with pytest.raises(ModelError, match=r"(?i)cannot .*cuda"):
        load(attrs.evolve(TINY, device="cuda"))


def test_an_unknown_device() -> None:
    with pytest.raises(ModelError, match="warp"):
        load(attrs.evolve(TINY, device="warp"))


def test_a_language_that_the_model_does_not_have(
    backend: FasterWhisperBackend, clip: Audio
) -> None:
    with pytest.raises(InputError, match="does not know 'xx'"):
        backend.transcribe(clip, "xx")


def test_a_region_is_dropped_for_the_engine(
    backend: FasterWhisperBackend, clip: Audio
) -> None:
    stream = backend.transcribe(clip.slice(0, 4_850), "en-US")
    assert stream.language == "en-US"
    assert "New York to Paris." in "".join(segment.text for segment in stream)


def test_options_change_what_the_engine_does(clip: Audio) -> None:
    own = FasterWhisperOptions(beam_size=1, initial_prompt="Charles Lindbergh")
    engine = load(attrs.evolve(TINY, own=own))
    text = " ".join(s.text for s in engine.transcribe(clip.slice(0, 4_850), "en"))
    engine.close()
    engine.close()
    assert "Lindbergh" in text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"beam_size": 0}, "beam_size is a whole number from 1 on"),
        ({"beam_size": None}, "beam_size is a whole number from 1 on"),
        ({"batch_size": 0}, "batch_size is a whole number from 1 on"),
        ({"task": "sing"}, "task is transcribe or translate"),
        ({"temperature": "hot"}, "expected numbers"),
        ({"clip_timestamps": (3, 2)}, "clip_timestamps rise"),
        ({"clip_timestamps": (0, 2), "batch_size": 2}, "do not go together"),
        ({"bean_size": 5}, "did you mean 'beam_size'"),
    ],
)
def test_options_are_checked(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_options(FasterWhisperOptions, wrong, "faster-whisper")


def test_options_may_come_as_text() -> None:
    asked = {"temperature": "0, 0.4", "log_prob_threshold": "none", "beam_size": "1"}
    own = make_options(FasterWhisperOptions, asked, "faster-whisper")
    assert own == FasterWhisperOptions(
        temperature=(0, 0.4), log_prob_threshold=None, beam_size=1
    )


def test_the_defaults_are_the_engines() -> None:
    passed = build_arguments(FasterWhisperOptions())
    parameters = inspect.signature(WhisperModel.transcribe).parameters
    ours = {"vad_parameters", "word_timestamps"}
    for name in passed.keys() - ours:
        assert passed[name] == parameters[name].default, name
    assert passed["vad_parameters"] == VadOptions()


def test_batches_use_the_engines_own_vad_options() -> None:
    passed = build_arguments(FasterWhisperOptions(batch_size=4))
    assert (passed["batch_size"], passed["vad_filter"]) == (4, True)
    assert passed["vad_parameters"] == VadOptions(
        max_speech_duration_s=30, min_silence_duration_ms=160
    )


def test_batches_say_the_same(clip: Audio) -> None:
    engine = load(attrs.evolve(TINY, own=FasterWhisperOptions(batch_size=2)))
    thrice = Audio(np.concatenate([clip.pcm] * 3), clip.duration_ms * 3)
    segments = list(engine.transcribe(thrice, "en"))
    text = " ".join(segment.text for segment in segments)
    assert text.count("flight took 33 hours") == 3
    words = [word for segment in segments for word in segment.words]
    hours = [w.start_ms for w in words if w.text == "hours."]
    for lap, start in enumerate(hours):
        assert start == pytest.approx(lap * clip.duration_ms + 9_600, abs=400)


def test_what_a_batch_has_left_out_is_decoded_by_itself(clip: Audio) -> None:
    """The second and the third sentence of four, as the engine's words lie."""
    heard = list(load(TINY).transcribe(clip, "en"))
    first, *middle, last = (
        Segment(
            id=0,
            seek=0,
            start=(one.start_ms or 0) / 1000,
            end=(one.end_ms or 0) / 1000,
            text=one.text,
            tokens=[],
            avg_logprob=0.0,
            compression_ratio=1.0,
            no_speech_prob=0.0,
            words=[],
            temperature=0.0,
        )
        for one in heard
    )
    asked = list[int]()

    def again(piece: Audio) -> list[Segment]:
        asked.append(piece.duration_ms)
        text = f"{piece.duration_ms}"
        return [replace(first, start=0.0, end=piece.duration_ms / 1000, text=text)]

    with_all = list(
        add_skipped_speech(iter_of([first, *middle, last]), clip, again, 0.5)
    )
    assert with_all == [first, *middle, last]
    assert asked == []

    filled = list(add_skipped_speech(iter_of([first, last]), clip, again, 0.5))
    assert (filled[0], filled[-1]) == (first, last)
    assert asked
    starts = [segment.start for segment in filled]
    assert starts == sorted(starts)
    assert first.end <= filled[1].start < filled[-2].end <= last.start

    assert len(
        list(add_skipped_speech(iter_of([first, *middle]), clip, again, 0.5))
    ) > len(middle)


def iter_of(segments: list[Segment]) -> Iterator[Segment]:
    yield from segments


def test_only_the_clips_asked_for_are_decoded(clip: Audio) -> None:
    own = FasterWhisperOptions(clip_timestamps=(8.3, 10.2))
    engine = load(attrs.evolve(TINY, own=own))
    (segment,) = engine.transcribe(clip, "en")
    assert segment.text == "The flight took 33 hours."
    assert segment.start_ms == pytest.approx(8_335, abs=250)


def test_the_record_says_what_it_needs() -> None:
    (record,) = sync_core_backends()
    assert record.model_form == "ctranslate2"
    assert record.default_model == "base"
    assert not record.needs_network


def test_what_is_drawn_is_the_same_each_time(clip: Audio) -> None:
    def text() -> str:
        own = {"temperature": (0.9,)}
        with Pipeline(
            backend="faster-whisper",
            model="tiny.en",
            aligner=None,
            backend_options=own,
        ) as pipeline:
            return pipeline.transcribe(clip.slice(0, 6_000)).text

    assert text() == text()
