"""The contract, and what a program can do wrong."""

import os
import shlex
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import sync_core_command_aligner as plugin
from sync_core import (
    AlignmentError,
    CancelledError,
    Document,
    MissingDependencyError,
    Pipeline,
    PluginManager,
    PluginRunError,
)
from sync_core.testing import aligner_contract, made_audio

test_contract = aligner_contract(plugin.RECORD)

AUDIO = made_audio([(300, 1_100), (1_500, 1_900)], 2_400)
SCRIPT = "Goodbye then!"


def align(code: str | None = None, script: str = SCRIPT, **more: Any) -> Document:
    """Align with a program that is written in Python."""
    if code is not None:
        command = shlex.join([sys.executable, "-c", code, "{audio}", "{script}"])
        more["command"] = f"{command} {{output}}"
    manager = PluginManager.installed({"SYNC_CORE_PLUGINS": "faster-whisper,textgrid"})
    manager.register(plugin)
    cancel = more.pop("cancel", None)
    with Pipeline(aligner="command", manager=manager, aligner_options=more) as pipeline:
        return pipeline.align(AUDIO, script, cancel=cancel)


def test_the_program_that_comes_along() -> None:
    """Seven letters have 800 ms, four have 400: the pause parts them by itself."""
    goodbye, then = align().words
    assert goodbye.start_ms == pytest.approx(300, abs=60)
    assert goodbye.end_ms == pytest.approx(1_100, abs=60)
    assert then.end_ms == pytest.approx(1_900, abs=60)


TEXTGRID = (
    'File type = "ooTextFile"\\nObject class = "TextGrid"\\n\\n'
    "0\\n2.4\\n<exists>\\n1\\n"
    '"IntervalTier"\\n"words"\\n0\\n2.4\\n4\\n0\\n0.3\\n""\\n'
    '0.3\\n1.1\\n"<unk>"\\n1.1\\n1.5\\n""\\n1.5\\n1.9\\n"then"\\n'
)


def writing(text: str = TEXTGRID) -> str:
    return f"import sys; open(sys.argv[3], 'w').write('''{text}''')"


def test_a_word_that_the_program_does_not_know_keeps_its_time() -> None:
    document = align(writing())
    words = [(w.text, w.start_ms, w.end_ms) for w in document.words]
    assert words == [("Goodbye", 300, 1_100), ("then!", 1_500, 1_900)]


def test_a_word_that_the_program_left_out_is_missing() -> None:
    document = align(writing(), "Goodbye and farewell then!")
    assert [(w.status, w.start_ms) for w in document.words] == [
        ("missing", None),
        ("missing", None),
        ("missing", None),
        ("matched", 1_500),
    ]


def test_a_program_gets_wav_and_plain_words() -> None:
    code = (
        "import sys, wave; f = wave.open(sys.argv[1]); "
        "sys.exit(f'{f.getframerate()} {f.getnframes()} {open(sys.argv[2]).read()}')"
    )
    with pytest.raises(AlignmentError, match=r"ended with code 1: 16000 38400 goodbye"):
        align(code)


@pytest.mark.parametrize(
    ("code", "error", "message"),
    [
        ("raise RuntimeError('boom')", AlignmentError, "code 1: .*RuntimeError: boom"),
        ("import os; os._exit(7)", AlignmentError, "code 7: it said nothing"),
        ("pass", PluginRunError, r"did not write \{output\}"),
        (writing("nothing"), Exception, "cannot read"),
        (writing(TEXTGRID.replace("then", "")), AlignmentError, "none of the script's"),
    ],
)
def test_a_program_that_fails(code: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"(?s){message}"):
        align(code, "and farewell then")


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(MissingDependencyError, match="no program 'no-such-program'"):
        align(command="no-such-program {audio}")


def hanging(pid_file: Path) -> str:
    """A program whose child would go on without it."""
    child = "import time; time.sleep(600)"
    return (
        "import subprocess, sys, time; "
        f"p = subprocess.Popen([sys.executable, '-c', {child!r}]); "
        f"open({str(pid_file)!r}, 'w').write(str(p.pid)); time.sleep(600)"
    )


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def assert_child_ended(pid_file: Path) -> None:
    pid = int(pid_file.read_text())
    deadline = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(pid)


needs_proc = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc")


@needs_proc
def test_a_program_that_takes_too_long_ends_with_its_children(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(PluginRunError, match="took longer than 3 s and was ended"):
        align(hanging(pid_file), timeout_s=3)
    assert_child_ended(pid_file)


@needs_proc
def test_cancelling_ends_the_program(tmp_path: Path) -> None:
    pid_file, cancel = tmp_path / "pid", threading.Event()

    def cancel_when_it_runs() -> None:
        deadline = time.monotonic() + 60
        while not (pid_file.exists() and pid_file.read_text()):
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        cancel.set()

    threading.Thread(target=cancel_when_it_runs).start()
    with pytest.raises(CancelledError):
        align(hanging(pid_file), cancel=cancel)
    assert_child_ended(pid_file)
