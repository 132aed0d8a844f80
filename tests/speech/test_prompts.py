"""What the backends make of human speech in five languages, against raw engines."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions
from pywhispercpp.model import Model

from prompts import LANGUAGES, Prompt, prompts, sample, word_errors, words
from sync_core import EngineOptions, Pipeline, PluginManager, Transcription
from sync_core.models import find_model

pytestmark = pytest.mark.engine
SAMPLE = [
    *(pytest.param(language, 1) for language in ("en", "fr", "ru")),
    *(pytest.param(language, 3, marks=pytest.mark.slow) for language in LANGUAGES),
]
"""How many prompts of a language."""
# The Spanish prompts are read by the English ones' speaker. The bare engine too takes a
# quarter of them for Italian, Catalan or Hindi, in float32 as in int8.
MOST_WRONG = dict.fromkeys(LANGUAGES, 0.02) | {"es": 0.33}


@pytest.fixture(scope="module")
def raw() -> Any:
    path = str(find_model("base", "ctranslate2"))
    return WhisperModel(path, compute_type="auto", local_files_only=True)


@pytest.fixture(scope="module")
def faster(manager: PluginManager) -> Iterator[Pipeline]:
    # Above temperature 0 the engine draws lots.
    options = {"temperature": 0}
    with Pipeline(
        model="base", backend_options=options, aligner=None, manager=manager
    ) as pipeline:
        yield pipeline


@pytest.fixture(scope="module")
def cpp(manager: PluginManager) -> Iterator[Pipeline]:
    with Pipeline(
        backend="whisper-cpp", model="base", aligner=None, manager=manager
    ) as pipeline:
        yield pipeline


@pytest.mark.parametrize(("language", "count"), SAMPLE)
def test_faster_whisper_adds_nothing_and_detects_the_language(
    language: str, count: int, raw: Any, faster: Pipeline
) -> None:
    for prompt in sample(language, count):
        audio = prompt.audio()
        document = faster.transcribe(audio)
        found, info = raw.transcribe(
            audio.float32(),
            temperature=0,
            word_timestamps=True,
            vad_parameters=VadOptions(),
        )
        assert document.text == " ".join(item.text.strip() for item in found)
        assert document.language == info.language == language, prompt.path.name


@pytest.fixture(scope="module")
def raw_cpp() -> Any:
    """whisper.cpp as it comes, but for two settings.

    Flash attention rounds differently and has no times by attention; brackets and
    notes are no speech.
    """
    return Model(
        str(find_model("base", "ggml")),
        redirect_whispercpp_logs_to=None,
        context_params={"flash_attn": False},
        suppress_nst=True,
        print_progress=False,
    )


def errors(
    chosen: Iterable[Prompt], language: str, raw_cpp: Any, cpp: Pipeline
) -> tuple[int, int, int]:
    """Count the words that are said, the raw engine's errors, and ours."""
    said = theirs = ours = 0
    for prompt in chosen:
        audio, reference = prompt.audio(), words(prompt.text)
        document = cpp.transcribe(audio, language=language)
        found = raw_cpp.transcribe(audio.float32(), language=language)
        said += len(reference)
        ours += word_errors(reference, words(document.text))
        theirs += word_errors(reference, words(" ".join(s.text for s in found)))
        times = [t or 0 for w in document.words for t in (w.start_ms, w.end_ms)]
        assert times == sorted(times)
    return said, theirs, ours


@pytest.mark.parametrize(("language", "count"), SAMPLE)
def test_whisper_cpp_adds_nothing_to_what_fits_its_window(
    language: str, count: int, raw_cpp: Any, cpp: Pipeline
) -> None:
    for prompt in sample(language, min(count, 2)):
        audio = prompt.audio()
        assert audio.duration_ms <= 30_000
        document = cpp.transcribe(audio, language=language)
        found = raw_cpp.transcribe(audio.float32(), language=language)
        assert words(document.text) == words(" ".join(s.text for s in found))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whisper_cpp_makes_no_more_errors_with_slices_of_our_own(
    raw_cpp: Any, cpp: Pipeline
) -> None:
    """One of these prompts is longer than the engine's window."""
    counts = [
        errors(sample(language, 20), language, raw_cpp, cpp) for language in LANGUAGES
    ]
    said, theirs, ours = (sum(count) for count in zip(*counts, strict=True))
    assert said > 1_500
    assert ours <= theirs + 0.005 * said


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_every_prompt(language: str, manager: PluginManager) -> None:
    """Of the backend's stream only: decoding would add nothing to the language."""
    plugin = manager.backend("faster-whisper").record
    path = find_model("base", "ctranslate2")
    engine = plugin.load(EngineOptions(model="base", model_path=path))
    wrong = []
    for prompt in prompts(language):
        stream = engine.transcribe(prompt.audio())
        assert isinstance(stream, Transcription)
        stream.close()
        if stream.language != language:
            shares = list(stream.language_probabilities.items())[:3]
            wrong.append((prompt.path.name, prompt.text, shares))
    engine.close()
    count = len(prompts(language))
    assert count > 100
    assert len(wrong) <= MOST_WRONG[language] * count, wrong
