"""Pipelines with the real engines."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import sync_core
from sync_core import (
    AlignmentError,
    Audio,
    AudioError,
    CancelledError,
    Document,
    InputError,
    ModelError,
    Pipeline,
    PluginManager,
    ScriptError,
    UnknownPluginError,
)
from sync_core_plugins import faster_whisper

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def pipeline(manager: PluginManager) -> Iterator[Pipeline]:
    with Pipeline(model="tiny.en", language="en", manager=manager) as pipeline:
        yield pipeline


@pytest.fixture(scope="module")
def plain(manager: PluginManager) -> Iterator[Pipeline]:
    with Pipeline(
        model="tiny.en", language="en", aligner=None, manager=manager
    ) as pipeline:
        yield pipeline


def test_without_an_aligner_the_times_are_the_backends(
    plain: Pipeline, clip_path: Path
) -> None:
    document = plain.transcribe(clip_path)
    assert "from New York to Paris." in document.text
    assert "The flight took 33 hours." in document.text
    assert document.language == "en"
    assert document.duration_ms == 14_141
    assert document.source == str(clip_path)
    starts = [word.start_ms for word in document.words]
    assert starts == sorted(starts, key=lambda start: start or 0)
    assert all(0 < (word.confidence or 0) <= 1 for word in document.words)
    assert document.provenance is not None
    assert document.provenance.word_times == "backend faster-whisper"
    (step,) = document.provenance.steps
    assert (step.plugin, step.model) == ("faster-whisper", "tiny.en")
    assert step.options["beam_size"] == 5
    assert step.distribution.startswith("sync-core ")


def test_an_aligner_retimes_every_word_where_one_knows_the_language(
    pipeline: Pipeline, plain: Pipeline, clip: Audio
) -> None:
    retimed, raw = pipeline.transcribe(clip), plain.transcribe(clip)
    assert retimed.text == raw.text
    assert [w.text for w in retimed.words] == [w.text for w in raw.words]
    assert retimed.findings == ()
    assert all(word.phones for word in retimed.words)
    assert retimed.provenance is not None
    assert retimed.provenance.word_times == "aligner hmm"
    assert [step.kind for step in retimed.provenance.steps] == ["backend", "aligner"]
    # The pause behind "1927," is half a second that Whisper gives to the word.
    year = next(word for word in retimed.words if word.text == "1927,")
    following = retimed.words[retimed.words.index(year) + 1]
    assert (following.start_ms or 0) - (year.end_ms or 0) > 150


def test_retimed_words_lie_where_aligning_the_script_puts_them(
    manager: PluginManager, clip: Audio, clip_script: str
) -> None:
    with Pipeline(
        model="tiny.en", language="en", aligner="hmm", manager=manager
    ) as pipeline:
        heard = pipeline.transcribe(clip)
        aligned = pipeline.align(clip, clip_script)
    starts = {word.text: word.start_ms for word in aligned.words}
    for text in ("flew", "Paris.", "sandwiches,", "took", "hours.", "dark."):
        (word,) = [word for word in heard.words if word.text == text]
        assert word.start_ms == pytest.approx(starts[text], abs=30)


def test_where_no_aligner_knows_the_language_the_times_are_the_backends(
    first_sentence: tuple[Audio, str],
) -> None:
    manager = PluginManager()
    manager.register(faster_whisper)
    with Pipeline(model="tiny.en", language="en", manager=manager) as pipeline:
        document = pipeline.transcribe(first_sentence[0])
    assert document.provenance is not None
    assert document.provenance.word_times == "backend faster-whisper"
    note = document.provenance.steps[0].note
    assert note == "no aligner for 'en' here, the times are its own"


def test_align_keeps_every_character(
    pipeline: Pipeline, clip: Audio, clip_script: str
) -> None:
    document = pipeline.align(clip, clip_script)
    assert document.script == clip_script
    assert [w.text for w in document.words] == clip_script.split()
    for word in document.words:
        assert word.script_span is not None
        assert clip_script[slice(*word.script_span)] == word.text
        assert word.start_ms is not None
        assert word.end_ms is not None
        assert 0 <= word.start_ms < word.end_ms <= document.duration_ms  # type: ignore[operator]
    assert [segment.text for segment in document.segments] == [
        "In May 1927, Charles Lindbergh flew alone from New York to Paris.",
        "He had no radio, five sandwiches, and not much sleep.",
        "The flight took 33 hours.",
        "When he landed, a hundred thousand people were waiting for him in the dark.",
    ]
    assert document.provenance is not None
    assert document.provenance.steps[0].note is not None
    assert "auto picked 'hmm' for 'en'" in document.provenance.steps[0].note


def test_every_kind_of_audio_gives_the_same_words(
    pipeline: Pipeline, clip_path: Path, clip: Audio, clip_script: str
) -> None:
    kinds: list[sync_core.AudioSource] = [
        str(clip_path),
        clip_path,
        clip_path.read_bytes(),
        io.BytesIO(clip_path.read_bytes()),
        clip,
        clip.to_pydub(),
    ]
    documents = [pipeline.align(audio, clip_script) for audio in kinds]
    documents += [
        pipeline.align(array, clip_script, sample_rate_hz=16_000)
        for array in (clip.pcm, clip.float32(), np.stack([clip.pcm, clip.pcm]))
    ]
    assert all(document.words == documents[0].words for document in documents)


def test_the_module_level_calls(clip: Audio, clip_script: str, tmp_path: Path) -> None:
    heard = sync_core.transcribe(clip, model="tiny.en", language="en")
    aligned = sync_core.align(clip, clip_script, language="en")
    assert len(heard.words) > 30
    assert len(aligned.words) == 41
    for document in (heard, aligned):
        path = tmp_path / "line.json"
        sync_core.export(document, path)
        assert sync_core.load(path) == document


def test_no_language_takes_the_aligners_only_one_and_says_so(
    manager: PluginManager, first_sentence: tuple[Audio, str]
) -> None:
    with Pipeline(manager=manager) as pipeline:
        document = pipeline.align(*first_sentence)
    assert document.language == "en"
    assert document.provenance is not None
    note = document.provenance.steps[0].note
    assert note is not None
    assert "no language was named: 'en'" in note


def test_the_language_is_detected(
    manager: PluginManager, first_sentence: tuple[Audio, str]
) -> None:
    with Pipeline(model="base", manager=manager) as pipeline:
        document = pipeline.transcribe(first_sentence[0])
    assert document.language == "en"
    assert document.provenance is not None
    note = document.provenance.steps[0].note
    assert note is not None
    assert note.startswith("detected 'en' with probability 0.9")


def test_progress_runs_to_the_end(pipeline: Pipeline, clip: Audio) -> None:
    seen: list[tuple[int, int]] = []
    pipeline.transcribe(clip, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (clip.duration_ms, clip.duration_ms)
    assert len(seen) > 3


def test_cancelling_between_segments(pipeline: Pipeline, clip: Audio) -> None:
    cancel = threading.Event()
    seen: list[int] = []

    def stop(done: int, _total: int) -> None:
        seen.append(done)
        cancel.set()

    with pytest.raises(CancelledError):
        pipeline.transcribe(clip, progress=stop, cancel=cancel)
    assert len(seen) == 1
    assert "hours" in pipeline.transcribe(clip).text


def test_cancelled_before_it_began(
    pipeline: Pipeline, first_sentence: tuple[Audio, str]
) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        pipeline.align(*first_sentence, cancel=cancel)


def test_threads_may_share_a_pipeline(
    pipeline: Pipeline, first_sentence: tuple[Audio, str]
) -> None:
    expected = pipeline.align(*first_sentence)
    results: list[Document] = []

    def work() -> None:
        results.append(pipeline.align(*first_sentence))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 6


def test_two_pipelines_work_at_the_same_time(
    manager: PluginManager, first_sentence: tuple[Audio, str]
) -> None:
    results: list[Document] = []

    def work() -> None:
        with Pipeline(aligner="hmm", language="en", manager=manager) as own:
            results.extend(own.align(*first_sentence) for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert all(result == results[0] for result in results)


def test_a_closed_pipeline_says_so(
    manager: PluginManager, first_sentence: tuple[Audio, str]
) -> None:
    pipeline = Pipeline(aligner="hmm", language="en", manager=manager)
    pipeline.align(*first_sentence)
    pipeline.close()
    pipeline.close()
    with pytest.raises(InputError, match="closed: make a new Pipeline"):
        pipeline.align(*first_sentence)


def test_a_named_aligner_that_does_not_know_the_language(
    manager: PluginManager,
) -> None:
    there = r"'vo'; there are: .*hmm \(en\), whisper \(\d+ languages\)"
    with pytest.raises(InputError, match=there):
        Pipeline(aligner="hmm", language="vo", manager=manager)


def test_no_aligner_knows_the_language(first_sentence: tuple[Audio, str]) -> None:
    manager = PluginManager()
    manager.register(faster_whisper)
    with (
        Pipeline(language="fr", manager=manager) as pipeline,
        pytest.raises(InputError, match="no installed aligner knows 'fr'"),
    ):
        pipeline.align(*first_sentence)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"backend": "faster-wisper"}, UnknownPluginError, "mean 'faster-whisper'"),
        ({"aligner": "hnm"}, UnknownPluginError, "did you mean 'hmm'"),
        ({"language": "english"}, InputError, "is not a language tag"),
        ({"threads": 0}, InputError, "threads is a whole number"),
        ({"threads": -1}, InputError, "from 1 on, not -1"),
        ({"threads": "2"}, InputError, "from 1 on, not '2'"),
        ({"device": ""}, InputError, "device is 'auto', 'cpu' or 'cuda'"),
        ({"backend_options": {"beam": 5}}, InputError, "no option 'beam'"),
        ({"backend_options": {"beam_size": 0}}, InputError, "from 1 on, not 0"),
    ],
)
def test_wrong_arguments_fail_before_any_work(
    manager: PluginManager,
    arguments: dict[str, object],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        Pipeline(manager=manager, **arguments)  # type: ignore[arg-type]


def test_a_missing_model(
    manager: PluginManager, first_sentence: tuple[Audio, str]
) -> None:
    with (
        Pipeline(model="large-v9", manager=manager) as pipeline,
        pytest.raises(ModelError, match="no model 'large-v9' here"),
    ):
        pipeline.transcribe(first_sentence[0])


@pytest.mark.parametrize("backend", ["faster-whisper", "whisper-cpp", "openai-whisper"])
@pytest.mark.parametrize(
    ("model", "language"),
    [("tiny.en", "fr"), ("small.en", "fr-CA"), ("distil-large-v3", "fr")],
)
def test_an_english_model_does_not_take_french(
    manager: PluginManager, backend: str, model: str, language: str
) -> None:
    with (
        Pipeline(backend=backend, model=model, manager=manager) as pipeline,
        pytest.raises(
            InputError,
            match=rf"'{model}' does not know '{language}'; it knows: en: take a multi",
        ),
    ):
        # Neither the audio nor the weights, which are not here, are looked for.
        pipeline.transcribe("nowhere.wav", language=language)


def test_a_model_does_not_take_a_language_younger_than_itself(
    manager: PluginManager,
) -> None:
    with (
        Pipeline(model="base", language="yue", manager=manager) as pipeline,
        pytest.raises(InputError, match=r"'base' does not know 'yue'; .* no, oc,"),
    ):
        pipeline.transcribe("nowhere.wav")


def test_silence_is_an_error(pipeline: Pipeline, clip_script: str) -> None:
    zeros = np.zeros(16_000 * 5, np.float32)
    with pytest.raises(AudioError, match="silent"):
        pipeline.transcribe(zeros, sample_rate_hz=16_000)
    with pytest.raises(AudioError, match="silent"):
        pipeline.align(zeros, clip_script, sample_rate_hz=16_000)


def test_noise_is_not_speech(pipeline: Pipeline, clip_script: str) -> None:
    noise = np.random.default_rng(1).normal(0, 0.02, 16_000 * 15).astype(np.float32)
    with pytest.raises(AudioError, match="no speech was found"):
        pipeline.transcribe(noise, sample_rate_hz=16_000)
    with pytest.raises(AlignmentError, match="does not seem to say the script"):
        pipeline.align(noise, clip_script, sample_rate_hz=16_000)


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.array([0.1, np.nan, 0.2]), "NaN"),
        (np.array([0.1, np.inf, 0.2]), "inf"),
        (np.array([], np.float32), "holds no samples|zero|empty|no samples"),
    ],
)
def test_samples_that_are_no_sound(
    pipeline: Pipeline, samples: np.ndarray, message: str
) -> None:
    with pytest.raises(AudioError, match=message):
        pipeline.transcribe(samples, sample_rate_hz=16_000)


@pytest.mark.parametrize("script", ["", "   \n", "... — !?"])
def test_a_script_without_words(
    pipeline: Pipeline, first_sentence: tuple[Audio, str], script: str
) -> None:
    with pytest.raises(ScriptError, match="nothing to align"):
        pipeline.align(first_sentence[0], script)


def test_a_script_that_the_audio_cannot_hold(
    pipeline: Pipeline, first_sentence: tuple[Audio, str], clip_script: str
) -> None:
    document = pipeline.align(first_sentence[0], clip_script)
    said = [word.status for word in document.words[:12]]
    assert said == ["matched"] * 12
    assert {"missing-words", "low-coverage"} <= {f.code for f in document.findings}
    with pytest.raises(AlignmentError, match="too short for the script"):
        pipeline.align(first_sentence[0], clip_script * 30)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_many_clips_do_not_pile_up(
    manager: PluginManager, first_sentence: tuple[Audio, str]
) -> None:
    """Fails if each clip leaves its samples (300 KB as float) behind."""
    import resource

    def resident() -> int:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    samples, script = first_sentence[0].float32(), first_sentence[1]
    with Pipeline(aligner="hmm", language="en", manager=manager) as pipeline:
        for _ in range(10):
            pipeline.align(samples.copy(), script, sample_rate_hz=16_000)
        before = resident()
        clips = 60
        for _ in range(clips):
            pipeline.align(samples.copy(), script, sample_rate_hz=16_000)
        assert resident() - before < clips * samples.nbytes / 4
