"""Standard output holds results alone, whatever plugins print to it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync_core import Document, Segment, Word

AddDistribution = Callable[..., None]
HELLO = Segment([Word("Hello", 100, 400)], "Hello", 100, 400)

CHATTY = """
    import os, subprocess, sys
    from sync_core import BackendPlugin, ExporterPlugin, Segment, Word, hookimpl

    print("chat: import")

    def chat(where):
        print("chat: print in", where)
        sys.stdout.buffer.write(b"chat: bytes in %a\\n" % where)
        sys.__stdout__.write(f"chat: original in {where}\\n")
        sys.__stdout__.flush()
        os.write(1, b"chat: descriptor in %a\\n" % where)
        subprocess.run([sys.executable, "-c", f"print('chat: child in', {where!r})"])
        library = ctypes.CDLL(None)
        library.printf(b"chat: native in %s\\n", where.encode())

    def export(document, out):
        out.write(b"half ")
        chat("export")
        out.write(b"whole\\n")

    @hookimpl
    def sync_core_exporters():
        print("chat: hook")
        return [ExporterPlugin("chatty", suffixes=(".chat",), export=export)]

    class Engine:
        def __init__(self, options):
            chat("load")

        def transcribe(self, audio, language=None):
            chat("work")
            yield Segment([Word("Hello", 0, 300)], "Hello", 0, 300)
            chat("work")

        def close(self):
            chat("close")

    @hookimpl
    def sync_core_backends():
        return [BackendPlugin("chatty", load=Engine)]

    import atexit, ctypes
    atexit.register(lambda: ctypes.CDLL(None).puts(b"chat: native at the end"))
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="C's stdio by POSIX")
KINDS = ("print", "bytes", "original", "descriptor", "child", "native")


def run_cli(*arguments: object, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "sync_core.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "SYNC_CORE_PLUGINS": "chatty,json,srt,txt"},
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(distribution: AddDistribution, tmp_path: Path) -> Path:
    distribution("acme", {"chatty": "acme_chatty"}, acme_chatty=CHATTY)
    (tmp_path / "doc.json").write_text(Document([HELLO]).to_json())
    return tmp_path


def test_a_listing_stays_json(folder: Path) -> None:
    code, out, err = run_cli("plugins", "--json", cwd=folder)
    assert code == 0
    assert len(json.loads(out)["plugins"]) == 5
    note = "note: plugin 'chatty' (acme 1.0) prints to standard output, which is for"
    assert err.count(note) == 2, "once for the import, once for the hook"
    assert "chat: import\n" in err
    assert "chat: hook\n" in err


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_to_standard_output_is_not_spoilt(folder: Path, kind: str) -> None:
    audio = (
        Path(__file__).parents[4] / "sync_core" / "pipeline" / "demo_data" / "line.flac"
    )
    code, out, err = run_cli(
        "transcribe", audio, "-b", "chatty", "-a", "none", "-f", "chatty", cwd=folder
    )
    assert (code, out) == (0, "half whole\n")
    exporter, _, after = err.partition("note: the exporter 'chatty' (acme 1.0) prints")
    assert f"chat: {kind} in export\n" in after.replace("'", "")
    backend = exporter.partition("note: the backend 'chatty' (acme 1.0) prints")[2]
    for where in ("load", "work"):
        assert f"chat: {kind} in {where}\n" in backend.replace("'", "")
    assert "chat: native at the end\n" in err


def test_a_terminal_gets_the_note_too(folder: Path) -> None:
    """And nothing is redirected by descriptor where nothing can be spoilt."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sync_core.cli", "plugins"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SYNC_CORE_PLUGINS": "chatty", "COLUMNS": "100"},
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # Linux: the other end is closed.
        pass
    _, err = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    assert b"chatty" in shown
    assert b"chat: import" not in shown
    assert "note: plugin 'chatty' (acme 1.0) prints to standard output" in err


def test_whoever_reads_may_have_enough(folder: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m sync_core.cli formats --json | head -c 5",
        shell=True,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "SYNC_CORE_PLUGINS": "json,srt"},
    )
    assert (done.stdout, done.stderr) == ('{\n "f', "")


def test_closed_standard_error(folder: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m sync_core.cli formats --json 2>&-",
        shell=True,
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["formats"]
