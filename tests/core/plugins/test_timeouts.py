"""Plugins that hang: given up, named, and no harm to anything else."""

import io
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from sync_core import (
    AlignerPlugin,
    AlignmentRequest,
    Audio,
    BackendPlugin,
    Document,
    ExporterPlugin,
    InputError,
    Pipeline,
    PluginManager,
    PluginTimeoutError,
    Segment,
    Transcription,
    Word,
    WordTiming,
    export,
    hookimpl,
    load,
    script_document,
)
from sync_core.cli import main
from sync_core.plugins.timed_calls import TimedCaller
from sync_core.plugins.timeouts import parse_timeout, plugin_timeout_s
from sync_core.plugins.worker_thread import WorkerThread, has_abandoned_threads
from sync_core.testing import manager_of

AddDistribution = Callable[..., None]
NOISE = np.random.default_rng(0).integers(-3000, 3000, 16_000).astype(np.int16)
HELLO = Segment([Word("Hello", 100, 400)], "Hello", 100, 400)
SHORT_S = 0.3
"""Soon over, for what hangs."""
LONG_S = 30.0
"""Never over, however busy the machine is, for what does not hang."""
STUCK = r"gave no sign of life for 0\.3 s and was given up; its thread cannot be ended"


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    """What hanging plugins wait for; it comes when the test is over."""
    event = threading.Event()
    yield event
    event.set()
    deadline = time.monotonic() + 30
    while has_abandoned_threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not has_abandoned_threads()


class Engine:
    """A backend and an aligner that do what a test tells them to."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work = work
        self.closed = 0

    def transcribe(self, audio: Audio, language: str | None = None) -> Any:
        return self.work(audio)

    def align(self, request: AlignmentRequest) -> Any:
        return self.work(request)

    def close(self) -> None:
        self.closed += 1


def managed(*records: Any) -> PluginManager:
    return manager_of(*records, distribution="acme 1.0")


def pipeline_of(
    engine: Engine | None = None,
    load: Callable[..., Any] | None = None,
    timeout_s: float = SHORT_S,
) -> Pipeline:
    start: Any = load or (lambda _: engine)
    manager = managed(
        BackendPlugin("acme", load=start), AlignerPlugin("acme", load=start)
    )
    return Pipeline(
        backend="acme", aligner="acme", manager=manager, timeout_s=timeout_s
    )


def transcribe(pipeline: Pipeline) -> Document:
    pipeline._engines.retiming = None
    return pipeline.transcribe(NOISE, sample_rate_hz=16_000)


def align(pipeline: Pipeline, **more: Any) -> Document:
    return pipeline.align(NOISE, "Hello", sample_rate_hz=16_000, **more)


def aligned(request: AlignmentRequest) -> Document:
    return script_document(request, [WordTiming(10, 20, 0.5)])


def test_a_backend_that_hangs(stuck: threading.Event) -> None:
    engine = Engine(lambda _: stuck.wait())
    pipeline = pipeline_of(engine)
    with pytest.raises(
        PluginTimeoutError, match=rf"backend 'acme' \(acme 1.0\) {STUCK}"
    ):
        transcribe(pipeline)
    with pytest.raises(PluginTimeoutError, match="was given up before"):
        transcribe(pipeline)
    pipeline.close()
    assert engine.closed == 0, "its thread may be in the midst of it"


def test_a_backend_that_hangs_between_segments(stuck: threading.Event) -> None:
    def work(_: Audio) -> Iterator[Segment]:
        yield HELLO
        stuck.wait()

    with pytest.raises(PluginTimeoutError, match=STUCK):
        transcribe(pipeline_of(Engine(work)))


def test_a_backend_that_hangs_when_it_is_started(stuck: threading.Event) -> None:
    with pytest.raises(PluginTimeoutError, match=STUCK):
        transcribe(pipeline_of(load=lambda _: stuck.wait()))


def test_a_watched_backend_works_as_ever() -> None:
    def work(_: Audio) -> Any:
        return Transcription(iter([HELLO]), language="sv", language_confidence=0.9)

    engine = Engine(work)
    with pipeline_of(engine, timeout_s=LONG_S) as pipeline:
        document = transcribe(pipeline)
    assert document.segments == (HELLO,)
    assert document.language == "sv"
    assert engine.closed == 1
    assert not [t for t in threading.enumerate() if t.name == "sync-core-plugin"]


def test_the_errors_of_a_watched_engine_are_its_own() -> None:
    def work(_: Audio) -> Iterator[Segment]:
        yield HELLO
        raise RuntimeError("no disk")

    with pytest.raises(Exception, match=r"'acme' .* failed .* RuntimeError: no disk"):
        transcribe(pipeline_of(Engine(work), timeout_s=LONG_S))


def test_an_aligner_that_hangs(stuck: threading.Event) -> None:
    with pytest.raises(
        PluginTimeoutError, match=rf"aligner 'acme' \(acme 1.0\) {STUCK}"
    ):
        align(pipeline_of(Engine(lambda _: stuck.wait())))


@pytest.mark.parametrize("sign", ["progress", "cancel"])
def test_signs_of_life_keep_a_slow_aligner(sign: str) -> None:
    told: list[int] = []
    timeout_s = 2.0

    def work(request: AlignmentRequest) -> Document:
        for step in range(6):
            time.sleep(timeout_s / 5)
            if sign == "cancel":
                request.check_cancel()
            elif request.progress is not None:
                request.progress(step, 1000)
        return aligned(request)

    pipeline = pipeline_of(Engine(work), timeout_s=timeout_s)
    document = align(pipeline, progress=lambda done, _: told.append(done))
    assert document.words[0].start_ms == 10
    assert told[-1] == 1000


def test_cancelling_reaches_a_watched_aligner() -> None:
    cancel = threading.Event()

    def work(request: AlignmentRequest) -> Document:
        cancel.set()
        request.check_cancel()
        raise AssertionError

    with pytest.raises(Exception, match="the alignment was cancelled"):
        align(pipeline_of(Engine(work), timeout_s=LONG_S), cancel=cancel)


def exporting(work: Callable[..., None]) -> ExporterPlugin:
    return ExporterPlugin("acme", suffixes=(".acme",), export=work)


def test_an_exporter_that_hangs(stuck: threading.Event, tmp_path: Path) -> None:
    def work(_: Document, out: BinaryIO) -> None:
        out.write(b"half")
        stuck.wait()

    pipeline = Pipeline(
        backend="acme",
        manager=managed(
            exporting(work), BackendPlugin("acme", load=lambda _: Engine(print))
        ),
    )
    target = tmp_path / "a.acme"
    with pytest.raises(PluginTimeoutError, match=f"exporter 'acme' .*{STUCK}"):
        pipeline.export(Document([HELLO]), target, timeout_s=SHORT_S)
    assert not target.exists()


def test_an_exporter_in_time() -> None:
    out = io.BytesIO()
    manager = managed(exporting(lambda _, out: out.write(b"done")))
    export(Document([HELLO]), out, "acme", manager=manager, timeout_s=30)
    assert out.getvalue() == b"done"


def test_a_reader_that_hangs(stuck: threading.Event, tmp_path: Path) -> None:
    record = ExporterPlugin(
        "acme",
        suffixes=(".acme",),
        export=print,
        read=lambda _: stuck.wait(),  # type: ignore[arg-type, return-value]
    )
    (tmp_path / "a.acme").touch()
    with pytest.raises(PluginTimeoutError, match=STUCK):
        load(tmp_path / "a.acme", manager=managed(record), timeout_s=SHORT_S)


def test_a_hook_that_hangs(stuck: threading.Event) -> None:
    class Slow:
        @hookimpl
        def sync_core_exporters(self) -> list[ExporterPlugin]:
            stuck.wait()
            return []

    class Acme:
        @hookimpl
        def sync_core_exporters(self) -> list[ExporterPlugin]:
            return [exporting(print)]

    manager = PluginManager(timeout_s=1)
    manager.register(Slow(), "slow", "slow 1.0")
    manager.register(Acme(), "acme", "acme 1.0")
    assert [item.record.name for item in manager.exporters()] == ["acme"]
    (failure,) = manager.failures
    assert failure.reason.startswith(
        "PluginTimeoutError: plugin 'slow' (slow 1.0) gave"
    )


GOOD = """
    from sync_core import ExporterPlugin, hookimpl

    @hookimpl
    def sync_core_exporters():
        return [ExporterPlugin("good", suffixes=(".good",), export=print)]
"""
SLEEPY = "import time; time.sleep(3600)"


def test_an_import_that_hangs_stops_no_other(distribution: AddDistribution) -> None:
    """In a process of its own: the thread that is left behind never ends."""
    distribution(
        "acme",
        {"bad": "acme_bad", "good": "acme_good"},
        acme_bad=SLEEPY,
        acme_good=GOOD,
    )
    code = (
        "from sync_core import PluginManager\n"
        "m = PluginManager.installed()\n"
        "print(m.exporter('good').record.name, m.failures[0].reason)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment(SYNC_CORE_PLUGINS="good,bad"),
    )
    assert done.stdout.startswith(
        "good PluginTimeoutError: plugin 'bad' (acme 1.0) gave"
    )


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "SYNC_CORE_PLUGIN_TIMEOUT": "2", **more}


def run_cli(*arguments: object, **more: str) -> tuple[int, str, str]:
    """Run a command in a process of its own, as a plugin may stay behind in it."""
    done = subprocess.run(
        # The console script calls main() without arguments, python -m does as well.
        [sys.executable, "-m", "sync_core.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment(**more),
    )
    return done.returncode, done.stdout, done.stderr


def test_the_list_names_an_import_that_hangs(distribution: AddDistribution) -> None:
    distribution("acme", {"bad": "acme_bad"}, acme_bad=SLEEPY)
    code, out, _ = run_cli("plugins", SYNC_CORE_PLUGINS="srt,bad")
    assert code == 0
    flat = " ".join(out.split())
    assert "not loaded: bad (acme 1.0): PluginTimeoutError: plugin 'bad'" in flat
    assert "gave no sign of life for 2 s" in flat


HANGING = """
    import threading, time
    from sync_core import (
        AlignerPlugin, BackendPlugin, ExporterPlugin, Segment, Word, hookimpl
    )

    def hang(*_):
        # Not a daemon: Python itself would wait for it at the end.
        threading.Thread(target=time.sleep, args=(3600,)).start()
        time.sleep(3600)

    class Engine:
        transcribe = align = hang
        def close(self): pass

    @hookimpl
    def sync_core_backends():
        return [BackendPlugin("hang", load=lambda options: Engine())]

    @hookimpl
    def sync_core_aligners():
        return [AlignerPlugin("hang", load=lambda options: Engine())]

    @hookimpl
    def sync_core_exporters():
        return [ExporterPlugin("hang", suffixes=(".hang",), export=hang)]
"""


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ("convert doc.json doc.hang", "exporter"),
        ("convert doc.json - --to hang", "exporter"),
        ("transcribe a.wav -b hang -a none --timeout 0.3", "backend"),
        ("align a.wav script.txt -a hang --timeout 0.3", "aligner"),
    ],
)
def test_a_command_ends_though_a_plugin_hangs(
    distribution: AddDistribution,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: str,
    kind: str,
) -> None:
    distribution("acme", {"hang": "acme_hang"}, acme_hang=HANGING)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "doc.json").write_text(Document([HELLO]).to_json())
    (tmp_path / "script.txt").write_text("Hello")
    write_wav(tmp_path / "a.wav")
    code, out, err = run_cli(*arguments.split())
    assert (code, out) == (1, "")
    assert err.startswith(f"error: the {kind} 'hang' (acme 1.0) gave no sign of life")
    assert "Traceback" not in err
    assert not list(tmp_path.glob("*.hang"))


def write_wav(path: Path) -> None:
    import wave

    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(NOISE.tobytes())


@pytest.mark.parametrize(("text", "limit"), [("5", 5), ("0", math.inf), ("", 60)])
def test_the_limit_out_of_the_environment(text: str, limit: float) -> None:
    assert plugin_timeout_s({"SYNC_CORE_PLUGIN_TIMEOUT": text}) == limit


@pytest.mark.parametrize("value", ["soon", "-1", "nan"])
def test_a_limit_that_is_none(
    value: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match=r"timeout_s is a number of seconds"):
        PluginManager(timeout_s=value)  # type: ignore[arg-type]
    monkeypatch.setenv("SYNC_CORE_PLUGIN_TIMEOUT", value)
    with pytest.raises(SystemExit) as caught:
        main(["plugins"])
    assert caught.value.code == 1
    assert "SYNC_CORE_PLUGIN_TIMEOUT is a number of seconds" in capfd.readouterr().err
    with pytest.raises(InputError):
        parse_timeout(value, "x")


def test_a_plugin_of_the_package_that_is_being_imported(
    distribution: AddDistribution,
) -> None:
    """In another thread its import would wait for the one that waits for it."""
    distribution("acme", {"own": "acme_app"}, acme_app=GOOD + APP)
    code = "import acme_app; print(acme_app.names, acme_app.failures)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment(SYNC_CORE_PLUGINS="own"),
    )
    assert done.stdout == "['good'] ()\n"


APP = """
    from sync_core import PluginManager

    manager = PluginManager.installed()
    names = [item.record.name for item in manager.exporters()]
    failures = manager.failures
"""


def test_a_lane_hands_on_what_is_raised() -> None:
    def work() -> None:
        raise KeyboardInterrupt

    with WorkerThread("x", 30).opened() as lane:
        with pytest.raises(KeyboardInterrupt):
            lane.call(work)
        assert lane.call(lambda: 3) == 3
    assert not lane.is_given_up


def test_one_thread_does_the_work_of_many_until_one_is_stuck(
    stuck: threading.Event,
) -> None:
    with TimedCaller(1).opened() as guard:
        threads = [guard.call(f"'{i}'", threading.current_thread) for i in range(3)]
        assert len(set(threads)) == 1
        with pytest.raises(
            PluginTimeoutError, match=r"^'b' gave no sign of life for 1 s and was"
        ):
            guard.call("'b'", stuck.wait)
        assert guard.call("'c'", threading.current_thread) not in threads
