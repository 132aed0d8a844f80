"""Made documents, made audio, made engines and managers do what they say."""

import threading
from itertools import pairwise

import attrs
import numpy as np
import pytest

from sync_core import (
    AudioError,
    ExporterPlugin,
    Finding,
    Pipeline,
    PluginContractError,
    PluginLoadError,
    PluginRunError,
    Segment,
    Word,
    hookimpl,
)
from sync_core import testing as kit
from sync_core.formats.files import losses
from sync_core.plugins.records import CONTENTS
from sync_core.testing import (
    ScriptedAligner,
    ScriptedBackend,
    english_speech,
    made_audio,
    make_document,
    manager_of,
    sample_documents,
)


def test_all_is_exact_and_sorted() -> None:
    names = kit.__all__
    assert names == sorted(names, key=lambda n: (not n.isupper(), n[0].islower(), n))
    # pytest rewrites a plugin's asserts, and leaves names with an @ in its modules.
    public = {n for n in vars(kit) if n.isidentifier() and not n.startswith("_")}
    assert public == set(names)


def test_every_public_thing_says_what_it_raises() -> None:
    for name in kit.__all__:
        text = getattr(kit, name).__doc__
        assert text, name


def test_documents_from_texts() -> None:
    document = make_document(
        "Hi there", "Bye", start_ms=50, gap_ms=10, speakers=["A", None], language="en"
    )
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("Hi", 50, 350),
        ("there", 360, 660),
        ("Bye", 670, 970),
    ]
    assert [(s.start_ms, s.end_ms, s.speaker) for s in document.segments] == [
        (50, 660, "A"),
        (670, 970, None),
    ]
    assert document.duration_ms == 980
    assert make_document().segments == ()
    assert make_document(" ").words == ()


def test_phones_fill_their_words() -> None:
    (word,) = make_document("Hey,", start_ms=100, phones=True).words
    assert [phone.symbol for phone in word.phones] == ["h", "e", "y"]
    assert (word.phones[0].start_ms, word.phones[-1].end_ms) == (100, 400)
    assert all(a.end_ms == b.start_ms for a, b in pairwise(word.phones))


def test_the_samples_show_all_that_a_document_can_hold() -> None:
    """Whatever a format leaves out, one of the samples has it."""
    bare = ExporterPlugin("bare", ".bare", lambda *_: None, holds=())
    documents = sample_documents()
    said = " ".join(f.message for d in documents.values() for f in losses(d, bare))
    for phrase in ("own times", "phones", "confidence", "who speaks", "not said"):
        assert phrase in said
    assert len(CONTENTS) == 7
    assert "speech that is not in the script" in said
    assert "text that has no time" in said
    assert len(documents["ten-thousand-words"].words) == 10_000


@pytest.mark.parametrize("sound", ["buzz", "noise"])
def test_audio_sounds_where_it_is_told_to(sound: str) -> None:
    spans = [(500, 900), (1_200, 1_500), (1_500, 1_501)]
    audio = made_audio(spans, 2_000, sound=sound)  # type: ignore[arg-type]
    again = made_audio(spans, 2_000, sound=sound)  # type: ignore[arg-type]
    assert audio.duration_ms == 2_000
    assert np.array_equal(audio.pcm, again.pcm)
    loud = {int(at) // 16 for at in np.flatnonzero(abs(audio.pcm) > 100)}
    assert {min(loud), max(loud)} == {500, 1_500}
    assert not loud & {*range(900, 1_200), *range(1_501, 2_000)}
    # In every 10 ms of a sound there is something to hear.
    assert all(loud & {*range(at, at + 10)} for at in range(500, 900, 10))


@pytest.mark.parametrize("spans", [[(5, 3)], [(0, 9), (8, 12)], [(-1, 3)], [(0, 101)]])
def test_spans_that_cannot_be(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(AudioError, match="is reversed, or not between"):
        made_audio(spans, 100)


def test_speech() -> None:
    audio, script = english_speech()
    assert audio.duration_ms == 4_850
    assert script.startswith("In May 1927, ")


def heard(backend: ScriptedBackend, **arguments: object) -> list[str]:
    manager = manager_of(backend.record())
    with Pipeline(backend="scripted", aligner=None, manager=manager) as pipeline:
        document = pipeline.transcribe(made_audio([(0, 1_500)]), **arguments)  # type: ignore[arg-type]
    return [segment.text for segment in document.segments]


SEGMENTS = make_document("One.", "Two.", "Three.", "Four.", word_ms=500).segments


def test_a_backend_hears_what_ends_within_the_audio() -> None:
    backend = ScriptedBackend(SEGMENTS, findings=[Finding("odd", "info", "odd")])
    assert heard(backend) == ["One.", "Two.", "Three."]
    assert (backend.loaded, backend.asked, backend.given, backend.closed) == (
        1,
        1,
        3,
        1,
    )


def test_a_backend_gives_one_segment_at_a_time() -> None:
    backend = ScriptedBackend(SEGMENTS)
    stream = backend.transcribe(made_audio([], 9_000))
    assert backend.given == 0
    next(stream)
    assert backend.given == 1


def test_a_backend_that_fails() -> None:
    backend = ScriptedBackend(SEGMENTS, error=OSError("gone"), fail_after=2)
    with pytest.raises(PluginRunError, match=r"'scripted' .*OSError: gone"):
        heard(backend)
    assert backend.given == 2
    late = ScriptedBackend(SEGMENTS, error=OSError("gone"), fail_after=9)
    with pytest.raises(PluginRunError, match="gone"):
        heard(late)


def test_a_slow_backend_can_be_cancelled() -> None:
    cancel = threading.Event()
    backend = ScriptedBackend(SEGMENTS, seconds_each=0.001)
    told: list[int] = []

    def progress(done_ms: int, total_ms: int) -> None:
        told.append(done_ms)
        cancel.set()

    with pytest.raises(Exception, match="cancelled"):
        heard(backend, cancel=cancel, progress=progress)
    assert len(told) == 1


def test_an_aligner_places_words_as_it_was_told() -> None:
    extra = [Word("um", 300, 400, status="extra")]
    aligner = ScriptedAligner([(0, 200), None], extra=extra)
    manager = manager_of(aligner.record(), ScriptedBackend().record())
    with Pipeline(backend="scripted", aligner="scripted", manager=manager) as pipeline:
        words = pipeline.align(made_audio([(0, 900)]), "One two three.").words
    assert [(w.text, w.start_ms, w.status) for w in words] == [
        ("One", 0, "matched"),
        ("two", None, "missing"),
        ("three.", None, "missing"),
        ("um", 300, "extra"),
    ]
    assert (aligner.loaded, aligner.closed) == (1, 1)
    assert aligner.requests[0].script.text == "One two three."


def test_a_manager_of_records_and_plugins() -> None:
    class Plugin:
        @hookimpl
        def sync_core_backends(self) -> list[object]:
            return [ScriptedBackend().record("other")]

    manager = manager_of(
        ScriptedBackend().record(), ScriptedAligner().record(), Plugin()
    )
    assert [item.record.name for item in manager.backends()] == ["other", "scripted"]
    assert [item.distribution for item in manager.aligners()] == ["test 1.0"]
    assert manager.exporters() == []
    with pytest.raises(PluginContractError):
        manager_of(Plugin)


def test_an_engine_that_does_not_start() -> None:
    def load(_: object) -> ScriptedBackend:
        raise OSError("no device")

    record = attrs.evolve(ScriptedBackend().record(), load=load)
    with (
        Pipeline(backend="scripted", manager=manager_of(record)) as pipeline,
        pytest.raises(PluginLoadError, match="no device"),
    ):
        pipeline.transcribe(made_audio([(0, 100)]))


def test_segments_without_times_are_heard() -> None:
    backend = ScriptedBackend([Segment([], "Hm.", None, None)])
    assert heard(backend) == ["Hm."]
