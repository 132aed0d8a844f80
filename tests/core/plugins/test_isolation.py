"""What happens when a plugin misbehaves: one clear error that names it."""

import copy
import io
import itertools
import pickle
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import numpy as np
import pytest

from sync_core import (
    AlignerPlugin,
    AlignmentRequest,
    Anchor,
    Audio,
    AudioError,
    BackendPlugin,
    CancelledError,
    Document,
    DocumentError,
    EngineOptions,
    ExporterPlugin,
    InputError,
    Pipeline,
    PluginContractError,
    PluginError,
    PluginLoadError,
    PluginManager,
    PluginRunError,
    Provenance,
    Segment,
    Step,
    Transcription,
    Word,
    WordTiming,
    demo_clip,
    export,
    hookimpl,
    load,
    script_document,
)
from sync_core.formats import exporter_calls as _format_calls
from sync_core.testing import manager_of

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


def managed(*records: Any) -> PluginManager:
    return manager_of(*records, distribution="sync-core-acme 1.0")


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


def test_an_exporter_that_gives_its_result_back() -> None:
    def work(_: Document, __: BinaryIO) -> Any:
        return b"done"

    with pytest.raises(PluginContractError, match=r"'acme' .* gave bytes back instead"):
        exporting(work)


def test_an_exporter_that_leaves_python() -> None:
    with pytest.raises(PluginRunError, match=r"'acme' .* failed .*SystemExit: 3"):
        exporting(raising(SystemExit(3)))


def test_an_exporter_that_writes_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_format_calls, "_MAX_EXPORT_BYTES", 10_000)

    def work(_: Document, out: BinaryIO) -> None:
        while True:
            out.write(b"more")

    with pytest.raises(PluginContractError, match=r"'acme' .*writes without end"):
        exporting(work)


def test_what_an_exporter_prints_is_not_in_its_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work(_: Document, out: BinaryIO) -> None:
        print("debug")  # noqa: T201
        out.write(b"done")

    assert exporting(work) == b"done"
    assert capsys.readouterr().out == "debug\n", "the core redirects nothing"


def test_the_provenance_cannot_be_changed_either() -> None:
    options = {"beam": 1, "deep": {"list": [1, {"x": 1}]}}
    step = Step("backend", "a", "a 1", options=options)
    document = Document([HELLO], provenance=Provenance("sync-core 0", steps=[step]))
    before = document.to_json()

    def work(document: Document, _: BinaryIO) -> None:
        assert document.provenance is not None
        found: Any = document.provenance.steps[0].options
        with pytest.raises(TypeError, match="cannot be changed"):
            found.update(beam=2)
        with pytest.raises(TypeError, match="cannot be changed"):
            found["deep"].pop("list")
        assert isinstance(found["deep"]["list"], tuple)
        found |= {"beam": 2}

    manager = managed(ExporterPlugin("acme", suffixes=(".acme",), export=work))
    with pytest.raises(PluginRunError, match="cannot be changed"):
        export(document, io.BytesIO(), "acme", manager=manager)
    assert document.to_json() == before
    assert pickle.loads(pickle.dumps(document)) == document
    assert copy.deepcopy(document) == document


def test_samples_cannot_be_unlocked() -> None:
    def work(audio: Audio, _: str | None) -> Any:
        audio.pcm.setflags(write=True)

    with pytest.raises(PluginRunError, match="cannot set WRITEABLE"):
        transcribe(pipeline_with(work))
    with pytest.raises(PluginRunError, match="cannot set WRITEABLE"):
        pipeline_with(work).transcribe(demo_clip()[0])


def test_a_backend_that_gives_segments_without_end() -> None:
    def work(*_: object) -> Iterator[Segment]:
        while True:
            yield HELLO

    with pytest.raises(PluginContractError, match="'acme' gives segments without end"):
        transcribe(pipeline_with(work))


@pytest.mark.parametrize(
    ("attribute", "value", "message"),
    [
        ("language", 3, "gave int as the language"),
        ("findings", ["slow"], "gave str instead of a Finding"),
    ],
)
def test_a_stream_that_says_something_odd(
    attribute: str, value: object, message: str
) -> None:
    stream = Transcription(iter([HELLO]))
    setattr(stream, attribute, value)
    with pytest.raises(PluginContractError, match=message):
        transcribe(pipeline_with(lambda *_: stream))


def long_pipeline(anchors: Callable[[AlignmentRequest], Any]) -> Pipeline:
    class Long(Aligner):
        def anchors(self, request: AlignmentRequest) -> Any:
            return anchors(request)

    engine = Long(lambda *_: None)
    backend = BackendPlugin("acme", load=lambda _: Backend(lambda *_: iter([HELLO])))
    aligner = AlignerPlugin("acme", load=lambda _: engine, longest_ms=1_000)
    return Pipeline(backend="acme", aligner="acme", manager=managed(backend, aligner))


@pytest.mark.parametrize(
    ("anchors", "error", "message"),
    [
        (lambda _: itertools.repeat(Anchor(0, 0, 1)), PluginContractError, "anchors w"),
        (lambda _: ["here"], PluginContractError, "gave str instead of an Anchor"),
        (lambda _: None, PluginRunError, "'acme' .*TypeError"),
        (raising(ValueError("bad")), PluginRunError, "'acme' .*ValueError: bad"),
    ],
)
def test_anchors_that_are_none(
    anchors: Callable[..., Any], error: type[PluginError], message: str
) -> None:
    with pytest.raises(error, match=message):
        long_pipeline(anchors).align(
            np.tile(NOISE, 2), "Hello world", sample_rate_hz=16_000
        )


def reading(read: Callable[..., Any], path: Path, **more: Any) -> Document:
    record = ExporterPlugin(
        "acme", suffixes=(".acme",), export=print, read=read, **more
    )
    path.write_bytes(b"data")
    return load(path, manager=managed(record))


@pytest.mark.parametrize(
    ("read", "error", "message"),
    [
        (raising(KeyError("x")), PluginRunError, "failed to read .*KeyError: 'x'"),
        (raising(SystemExit(2)), PluginRunError, "failed to read .*SystemExit: 2"),
        (lambda _: "text", PluginContractError, "gave str instead of a Document"),
        (raising(DocumentError("line 3")), DocumentError, "cannot read .*line 3"),
    ],
)
def test_a_reader_that_misbehaves(
    read: Callable[..., Any],
    error: type[Exception],
    message: str,
    tmp_path: Path,
) -> None:
    with pytest.raises(error, match=message):
        reading(read, tmp_path / "a.acme")


@pytest.mark.parametrize("fault", [RuntimeError("x"), SystemExit(1)])
def test_a_sniffer_that_fails_is_named_and_passed_over(
    fault: BaseException, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = reading(lambda _: Document([]), tmp_path / "a.acme", sniff=raising(fault))
    assert found == Document([])
    assert "'acme' (sync-core-acme 1.0) failed to tell whether a file" in caplog.text


@pytest.mark.parametrize("fault", [RuntimeError("x"), SystemExit(1)])
def test_a_record_that_cannot_say_what_it_keeps(fault: BaseException) -> None:
    record = ExporterPlugin(
        "acme", suffixes=(".acme",), export=lambda *_: None, kept=raising(fault)
    )
    with pytest.raises(PluginRunError, match="'acme' failed to say what it keeps"):
        export(Document([]), io.BytesIO(), "acme", manager=managed(record))


@pytest.mark.parametrize(
    ("available", "reason"),
    [
        (raising(SystemExit(1)), "SystemExit: 1"),
        (lambda: False, "asked whether it can run, it gave bool, not a reason"),
    ],
)
def test_a_record_that_cannot_say_whether_it_can_run(
    available: Callable[[], Any], reason: str
) -> None:
    record = AlignerPlugin("acme", load=lambda _: Aligner(print), available=available)
    with pytest.raises(InputError, match=f"'acme' cannot run here: {reason}"):
        Pipeline(backend="acme", manager=managed(record, ACME_BACKEND)).align(
            NOISE, "Hello", sample_rate_hz=16_000, language="en"
        )


ACME_BACKEND = BackendPlugin("acme", load=lambda _: Backend(lambda *_: iter([HELLO])))


def endless_hook() -> Iterator[ExporterPlugin]:
    return itertools.repeat(ExporterPlugin("a", suffixes=(), export=print))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda: None, "a list of ExporterPlugin records is wanted, not NoneType"),
        (lambda: "srt", "a list of ExporterPlugin records is wanted, not str"),
        (lambda: 3, "a list of ExporterPlugin records is wanted, not int"),
        (endless_hook, "the hook gives records without end: over 10000"),
        (raising(SystemExit(4)), "SystemExit: 4"),
    ],
)
def test_a_hook_that_lists_something_else(
    given: Callable[[], Any], message: str
) -> None:
    class Odd:
        @hookimpl
        def sync_core_exporters(self) -> Any:
            return given()

    manager = managed(ExporterPlugin("fine", suffixes=(".fine",), export=print))
    manager.register(Odd(), "odd", "odd 1.0")
    assert [item.record.name for item in manager.exporters()] == ["fine"]
    (failure,) = manager.failures
    assert (failure.plugin, failure.distribution) == ("odd", "odd 1.0")
    assert message in failure.reason
