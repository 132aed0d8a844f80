"""The faster-whisper backend against its engine, on real speech and on noise."""

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np
import pytest
from ctranslate2 import (  # type: ignore[import-untyped]
    get_cuda_device_count,
)

from sync_core import (
    Audio,
    EngineOptions,
    InputError,
    ModelError,
    Pipeline,
    Transcription,
)
from sync_core.models import find_model
from sync_core_plugins.faster_whisper import load, sync_core_backends
from sync_core_plugins.faster_whisper.backend import FasterWhisperBackend
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions

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
