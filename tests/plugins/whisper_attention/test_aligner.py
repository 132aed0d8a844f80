"""The aligner on real speech: every word, in order; what is wrong says so."""

import numpy as np
import pytest
from attrs import evolve

from sync_core import (
    AlignmentError,
    Audio,
    Document,
    EngineOptions,
    InputError,
    ModelError,
    Pipeline,
    PluginManager,
)
from sync_core.models import find_model
from sync_core_plugins.whisper_attention.aligner import WhisperAligner

from .conftest import Align

pytestmark = pytest.mark.engine


def check_promises(document: Document) -> None:
    behind = 0
    for word in document.words:
        if word.status == "missing":
            assert word.start_ms is None
            continue
        assert word.start_ms is not None
        assert word.end_ms is not None
        assert behind <= word.start_ms < word.end_ms
        assert word.confidence is not None
        behind = word.end_ms
    assert behind <= (document.duration_ms or 0)


@pytest.fixture(scope="module")
def document(align: Align, clip: Audio, clip_script: str) -> Document:
    return align(clip, clip_script)


def test_every_word_of_the_clip_is_placed(
    document: Document, clip: Audio, clip_script: str, manager: PluginManager
) -> None:
    """Coarse: mostly within 100 ms of what the finer aligner finds."""
    check_promises(document)
    assert document.script == clip_script
    assert not document.findings
    with Pipeline(aligner="hmm", language="en", manager=manager) as pipeline:
        fine = pipeline.align(clip, clip_script)
    errors = [
        abs((getattr(one, edge) or 0) - (getattr(two, edge) or 0))
        for one, two in zip(document.words, fine.words, strict=True)
        for edge in ("start_ms", "end_ms")
    ]
    assert np.mean(errors) < 60
    assert np.mean(np.array(errors) <= 100) > 0.75


def test_the_language_is_found_where_none_is_named(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, text = first_sentence
    found = align(audio, text, None)
    assert found.language == "en"
    assert found.words == align(audio, text, "en").words


def test_words_that_were_not_said_are_missing(
    align: Align, clip: Audio, clip_script: str, document: Document
) -> None:
    wrong = "Purple elephants juggle silver umbrellas."
    at = clip_script.index("The flight took")
    found = align(clip, f"{clip_script[:at]}{wrong} {clip_script[at:]}")
    check_promises(found)
    missing = {word.text for word in found.words if word.status == "missing"}
    assert {"elephants", "juggle", "silver"} <= missing <= {*wrong.split(), "The"}
    before = [w.start_ms for w in document.words[:10]]
    assert [w.start_ms for w in found.words[:10]] == pytest.approx(before, abs=60)


@pytest.mark.parametrize(
    "text",
    [
        "She had your dark suit in greasy wash water all year.",
        "Good service should be rewarded by big tips.",
        "Привет, как дела?",
        "我们明天再说。",
    ],
)
def test_another_script_is_an_error(
    align: Align, first_sentence: tuple[Audio, str], text: str
) -> None:
    with pytest.raises(AlignmentError, match="does not seem to say"):
        align(first_sentence[0], text)


@pytest.mark.parametrize("kind", ["white", "hum"])
def test_no_speech_is_an_error(align: Align, kind: str) -> None:
    at = np.arange(16_000 * 4) / 16_000
    random = np.random.default_rng(2)
    sounds = {
        "white": random.normal(0, 2000, len(at)),
        "hum": 3000 * np.sin(2 * np.pi * 50 * at) + random.normal(0, 10, len(at)),
    }
    pcm = sounds[kind].clip(-32768, 32767).astype(np.int16)
    with pytest.raises(AlignmentError, match="does not seem to say"):
        align(Audio(pcm=pcm, duration_ms=4_000), "Good service has its price.")


def test_what_is_too_long_or_too_short(align: Align, clip: Audio) -> None:
    pcm = np.tile(clip.pcm, 3)
    with pytest.raises(AlignmentError, match=r"up to 30 s, and this one lasts 42"):
        align(Audio(pcm=pcm, duration_ms=round(len(pcm) / 16)), "Hello.")
    with pytest.raises(AlignmentError, match=r"too long for the decoder.*440 fit"):
        align(clip, "wonderful weather " * 250)
    with pytest.raises(AlignmentError, match="too short for the script"):
        align(clip.slice(0, 100), "one two three four five six seven")


@pytest.mark.parametrize("milliseconds", [1, 20, 30, 300])
def test_hardly_any_audio(align: Align, clip: Audio, milliseconds: int) -> None:
    try:
        found = align(clip.slice(1_000, 1_000 + milliseconds), "I")
    except AlignmentError:
        return
    check_promises(found)


@pytest.mark.parametrize("name", ["turbo", "distil-large-v3"])
def test_models_whose_attention_is_of_no_use_are_refused(name: str) -> None:
    path = find_model("base", "ctranslate2")
    with pytest.raises(ModelError, match="does not follow the speech"):
        WhisperAligner(EngineOptions(model=name, model_path=path))


def test_languages_of_the_model(
    manager: PluginManager, first_sentence: tuple[Audio, str]
) -> None:
    options = {"model": "tiny.en"}
    with Pipeline(
        aligner="whisper", aligner_options=options, manager=manager
    ) as pipeline:
        document = pipeline.align(*first_sentence)
        with pytest.raises(InputError, match=r"'tiny\.en' does not know 'fr'"):
            pipeline.align(*first_sentence, language="fr")
    check_promises(document)
    assert document.language == "en"
    assert document.provenance is not None
    assert document.provenance.steps[0].model == "tiny.en"


def test_noise_around_moves_nothing_far(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, text = first_sentence
    quiet = np.random.default_rng(0).normal(0, 4, 16 * 800).astype(np.int16)
    later = Audio(pcm=np.concatenate([quiet, audio.pcm]), duration_ms=5_650)
    one, two = align(audio, text), align(later, text)
    moves = [
        (b.start_ms or 0) - (a.start_ms or 0)
        for a, b in zip(one.words, two.words, strict=True)
    ]
    assert np.median(moves) == pytest.approx(800, abs=20)


def test_closed_is_closed() -> None:
    path = find_model("base", "ctranslate2")
    aligner = WhisperAligner(EngineOptions(model="base", model_path=path))
    aligner.close()
    aligner.close()
    with pytest.raises(AlignmentError, match="closed"):
        aligner.align(None)  # type: ignore[arg-type]


def test_the_record_lists_what_the_model_knows(manager: PluginManager) -> None:
    from sync_core.models import REGISTRY
    from sync_core_plugins.whisper_family.language_tags import WHISPER_TAGS
    from sync_core_plugins.whisper_family.languages import get_engine_code

    known = REGISTRY["base"].languages
    assert {get_engine_code(tag, known, "base") for tag in WHISPER_TAGS} == set(known)
    record = manager.aligner("whisper").record
    assert record.languages == WHISPER_TAGS
    assert evolve(record).longest_ms == 30_000
