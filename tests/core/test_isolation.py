"""What happens when a plugin misbehaves: one clear error that names it."""

import io
import threading
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import attrs
import numpy as np
import pytest

from sync_core import (
    AlignerPlugin,
    AlignmentRequest,
    Audio,
    AudioError,
    BackendPlugin,
    CancelledError,
    Document,
    EngineOptions,
    ExporterPlugin,
    InputError,
    Pipeline,
    PluginContractError,
    PluginError,
    PluginLoadError,
    PluginManager,
    PluginRunError,
    Segment,
    Transcription,
    Word,
    WordTiming,
    export,
    hookimpl,
    script_document,
)

NOISE = np.random.default_rng(0).integers(-3000, 3000, 16_000).astype(np.int16)
HELLO = Segment([Word("Hello", 100, 400)], "Hello", 100, 400)


class Backend:
    """A backend that does what a test tells it to."""

    def __init__(self, work: Callable[[Audio, str | None], Any]) -> None:
        self.work = work
        self.closed = 0

    def transcribe(self, audio: Audio, language: str | None = None) -> Any:
        return self.work(audio, language)

    def close(self) -> None:
        self.closed += 1


class Aligner(Backend):
    """The same for an aligner."""

    def align(self, request: AlignmentRequest) -> Any:
        return self.work(request, None)  # type: ignore[arg-type]


class Plugin:
    """Lists whatever records it was given."""

    def __init__(self, *records: Any) -> None:
        self.records = records

    def _of(self, kind: type) -> list[Any]:
        return [record for record in self.records if isinstance(record, kind)]

    @hookimpl
    def sync_core_backends(self) -> list[BackendPlugin]:
        return self._of(BackendPlugin)

    @hookimpl
    def sync_core_aligners(self) -> list[AlignerPlugin]:
        return self._of(AlignerPlugin)

    @hookimpl
    def sync_core_exporters(self) -> list[ExporterPlugin]:
        return self._of(ExporterPlugin)


def managed(*records: Any) -> PluginManager:
    manager = PluginManager()
    manager.register(Plugin(*records), "acme", "sync-core-acme 1.0")
    return manager


def pipeline_with(
    work: Callable[..., Any] | None = None,
    load: Callable[[EngineOptions], Any] | None = None,
    aligner: Callable[..., Any] | None = None,
    options: type | None = None,
    **arguments: Any,
) -> Pipeline:
    engine = Backend(work or (lambda *_: iter([HELLO])))
    manager = managed(
        BackendPlugin("acme", load=load or (lambda _: engine), options=options),
        AlignerPlugin("acme", load=lambda _: Aligner(aligner or (lambda *_: None))),
    )
    arguments = {"aligner": "auto" if aligner else None, **arguments}
    return Pipeline(backend="acme", manager=manager, **arguments)


def transcribe(pipeline: Pipeline) -> Document:
    return pipeline.transcribe(NOISE, sample_rate_hz=16_000)


def test_a_plain_iterator_is_a_backends_whole_duty() -> None:
    document = transcribe(pipeline_with(language="de"))
    assert document.segments == (HELLO,)
    assert document.language == "de"
    assert document.duration_ms == 1000
    assert document.provenance is not None
    assert document.provenance.steps[0].distribution == "sync-core-acme 1.0"


def test_a_backend_may_say_which_language_it_heard() -> None:
    stream = Transcription(iter([HELLO]), language="sv", language_confidence=0.875)
    document = transcribe(pipeline_with(lambda *_: stream))
    assert document.language == "sv"
    assert document.provenance is not None
    note = document.provenance.steps[0].note
    assert note == "detected 'sv' with probability 0.88"
    assert document.findings == ()


def test_a_language_that_is_hardly_likelier_than_others_is_a_finding() -> None:
    shares = {"no": 0.41, "sv": 0.3, "da": 0.2, "nn": 0.08, "is": 0.001}
    stream = Transcription(
        iter([HELLO]),
        language="no",
        language_confidence=0.41,
        language_probabilities=shares,
    )
    assert list(stream.language_probabilities) == list(shares)
    document = transcribe(pipeline_with(lambda *_: stream))
    assert document.provenance is not None
    note = "detected 'no' with probability 0.41, next 'sv' 0.30, 'da' 0.20"
    assert document.provenance.steps[0].note == note
    (finding,) = document.findings
    assert (finding.code, finding.severity) == ("uncertain-language", "warning")
    assert finding.message == f"{note}: name the language if it is another"


@pytest.mark.parametrize("name", ["turbo", "distil-large-v3"])
def test_word_times_of_a_distilled_model_are_doubted(name: str) -> None:
    (finding,) = transcribe(pipeline_with(model=name)).findings
    assert (finding.code, finding.severity) == ("untrusted-word-times", "warning")
    assert transcribe(pipeline_with(model="large-v3")).findings == ()


def raising(error: BaseException) -> Callable[..., Any]:
    def work(*_: object) -> Any:
        raise error

    return work


def raising_later(error: BaseException) -> Callable[..., Iterator[Segment]]:
    def work(*_: object) -> Iterator[Segment]:
        yield HELLO
        raise error

    return work


@pytest.mark.parametrize("fault", [raising, raising_later])
@pytest.mark.parametrize("error", [RuntimeError("no disk"), SystemExit(3)])
def test_a_backend_that_raises(fault: Callable[..., Any], error: BaseException) -> None:
    with pytest.raises(PluginRunError) as caught:
        transcribe(pipeline_with(fault(error)))
    kind = type(error).__name__
    assert str(caught.value) == (
        f"the backend 'acme' (sync-core-acme 1.0) failed in its work: {kind}: {error}"
    )
    assert caught.value.__cause__ is error


def test_an_error_of_the_tree_passes_unchanged() -> None:
    with pytest.raises(AudioError, match=r"^too loud$"):
        transcribe(pipeline_with(raising(AudioError("too loud"))))


def test_a_keyboard_interrupt_passes_and_the_engine_stays_usable() -> None:
    faults: list[BaseException] = [KeyboardInterrupt()]

    def work(*_: object) -> Iterator[Segment]:
        if faults:
            raise faults.pop()
        return iter([HELLO])

    pipeline = pipeline_with(work)
    with pytest.raises(KeyboardInterrupt):
        transcribe(pipeline)
    assert transcribe(pipeline).segments == (HELLO,)


def test_an_engine_that_cannot_be_started_is_tried_again() -> None:
    faults = [OSError("no such device")]

    def load(_: EngineOptions) -> Backend:
        if faults:
            raise faults.pop()
        return Backend(lambda *_: iter([HELLO]))

    pipeline = pipeline_with(load=load)
    with pytest.raises(PluginLoadError, match=r"'acme' .*OSError: no such device"):
        transcribe(pipeline)
    assert transcribe(pipeline).segments == (HELLO,)


def test_load_that_gives_no_engine() -> None:
    with pytest.raises(PluginContractError, match="has no method 'transcribe'"):
        transcribe(pipeline_with(load=lambda _: object()))


def test_a_backend_that_gives_no_segments_of_ours() -> None:
    with pytest.raises(PluginContractError, match="gave str instead of a Segment"):
        transcribe(pipeline_with(lambda *_: iter(["Hello"])))


def test_a_backend_that_gives_nothing_to_iterate_over() -> None:
    with pytest.raises(PluginRunError, match="'acme'"):
        transcribe(pipeline_with(lambda *_: None))


def test_a_backend_is_not_started_for_a_language_that_it_does_not_list() -> None:
    def load(_: EngineOptions) -> Any:
        raise AssertionError

    manager = managed(BackendPlugin("acme", load=load, languages=("en", "de")))
    with pytest.raises(InputError, match=r"'acme' .* knows en, de, not 'fr-CA'"):
        transcribe(Pipeline(backend="acme", manager=manager, language="fr-CA"))


def test_a_backend_that_goes_back_in_time() -> None:
    earlier = Segment([], "before", 50, 90)
    with pytest.raises(PluginContractError, match="went back in time"):
        transcribe(pipeline_with(lambda *_: iter([HELLO, earlier])))


def test_a_backend_that_hears_nothing() -> None:
    with pytest.raises(AudioError, match="no speech was found"):
        transcribe(pipeline_with(lambda *_: iter([])))


def test_samples_cannot_be_changed_by_a_plugin() -> None:
    def work(audio: Audio, _: str | None) -> Any:
        audio.pcm[0] = 0

    with pytest.raises(PluginRunError, match="read-only"):
        transcribe(pipeline_with(work))


def test_a_generator_is_closed_when_the_caller_stops() -> None:
    closed: list[bool] = []

    def work(*_: object) -> Iterator[Segment]:
        try:
            yield HELLO
            yield HELLO
        finally:
            closed.append(True)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline_with(work).transcribe(NOISE, sample_rate_hz=16_000, progress=stop)
    assert closed == [True]


def test_a_running_engine_is_told_to_stop() -> None:
    class Endless(Transcription):
        def __init__(self) -> None:
            super().__init__(iter(()))
            self.aborted = threading.Event()

        def __next__(self) -> Segment:
            assert self.aborted.wait(30)
            raise CancelledError("stopped")

        def abort(self) -> None:
            self.aborted.set()

    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    with pytest.raises(CancelledError, match="stopped"):
        pipeline_with(lambda *_: Endless()).transcribe(
            NOISE, sample_rate_hz=16_000, cancel=cancel
        )
    assert not [t for t in threading.enumerate() if t.name == "sync-core-cancel"]


def test_engines_are_closed_once_and_only_if_they_were_started() -> None:
    engine = Backend(lambda *_: iter([HELLO]))
    unused = pipeline_with(load=lambda _: engine)
    unused.close()
    assert engine.closed == 0
    with pipeline_with(load=lambda _: engine) as pipeline:
        transcribe(pipeline)
        pipeline.close()
    assert engine.closed == 1


def test_own_options_reach_the_plugin_in_their_own_kind() -> None:
    @attrs.frozen
    class Options:
        size: int = 1
        fast: bool = False

    seen: list[Any] = []

    def load(options: EngineOptions) -> Backend:
        seen.append(options.own)
        return Backend(lambda *_: iter([HELLO]))

    wanted = {"size": "3", "fast": "true"}
    transcribe(pipeline_with(load=load, options=Options, backend_options=wanted))
    assert seen == [Options(size=3, fast=True)]
    with pytest.raises(InputError, match=r"'sise' \(did you mean 'size'\?\)"):
        pipeline_with(options=Options, backend_options={"sise": 3})


def align(pipeline: Pipeline) -> Document:
    return pipeline.align(NOISE, "Hello world", sample_rate_hz=16_000, language="en")


def test_an_aligner_that_does_its_duty() -> None:
    def work(request: AlignmentRequest, _: object) -> Document:
        return script_document(request, [WordTiming(10, 20, 0.5), WordTiming()])

    document = align(pipeline_with(aligner=work))
    assert [(w.text, w.start_ms) for w in document.words] == [
        ("Hello", 10),
        ("world", None),
    ]


@pytest.mark.parametrize(
    ("work", "error", "message"),
    [
        (raising(ValueError("bad")), PluginRunError, "aligner 'acme'.*ValueError: bad"),
        (lambda *_: "text", PluginContractError, "gave str instead of a Document"),
        (lambda *_: Document([]), PluginContractError, "changed the script"),
        (
            lambda request, _: script_document(request, [WordTiming()]),
            PluginContractError,
            "1 timings for 2 words",
        ),
    ],
)
def test_an_aligner_that_misbehaves(
    work: Callable[..., Any], error: type[PluginError], message: str
) -> None:
    with pytest.raises(error, match=message):
        align(pipeline_with(aligner=work))


def exporting(work: Callable[[Document, BinaryIO], None]) -> bytes:
    manager = managed(ExporterPlugin("acme", suffixes=(".acme",), export=work))
    out = io.BytesIO()
    export(Document([HELLO]), out, "acme", manager=manager)
    return out.getvalue()


def test_an_exporter_that_raises_half_way() -> None:
    def work(_: Document, out: BinaryIO) -> None:
        out.write(b"half")
        raise RuntimeError("full")

    with pytest.raises(PluginRunError, match=r"'acme' \(sync-core-acme 1\.0\).*full"):
        exporting(work)


def test_an_exporter_that_writes_text() -> None:
    def work(_: Document, out: BinaryIO) -> None:
        out.write("text")  # type: ignore[call-overload]

    with pytest.raises(PluginRunError, match="TypeError"):
        exporting(work)


def test_an_exporter_that_closes_the_file() -> None:
    def work(_: Document, out: BinaryIO) -> None:
        out.write(b"done")
        out.close()

    with pytest.raises(PluginRunError, match="closed"):
        exporting(work)


def test_an_exporter_that_changes_the_document() -> None:
    def work(document: Document, _: BinaryIO) -> None:
        document.language = "xx"  # type: ignore[misc]

    with pytest.raises(PluginRunError, match="FrozenInstanceError"):
        exporting(work)
