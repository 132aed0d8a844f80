"""Scripted engines and managers do what they are told."""

import threading

import attrs
import pytest

from sync_core import (
    Finding,
    Pipeline,
    PluginContractError,
    PluginLoadError,
    PluginRunError,
    Segment,
    Word,
    hookimpl,
)
from sync_core.testing import (
    ScriptedAligner,
    ScriptedBackend,
    made_audio,
    make_document,
    manager_of,
)


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
