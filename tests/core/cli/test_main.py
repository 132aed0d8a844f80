"""What all commands have in common."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
import pytest

from command_line import Run, write_wav
from sync_core import Audio
from sync_core.cli import _group


def test_the_list_of_commands_begins_as_their_own_help() -> None:
    context = click.Context(_group)
    for name in _group.list_commands(context):
        command = _group.get_command(context, name)
        assert command is not None
        first = " ".join((command.help or "").split("\n\n")[0].split())
        listed = " ".join(_group.get_help(context).split())
        assert first.startswith(_group._modules[name])
        assert f" {name} {_group._modules[name][:40]}" in listed


def test_version_and_help(run: Run) -> None:
    code, out, _ = run("--version")
    assert (code, out) == (0, "sync-core, version 0.1.0\n")
    code, out, _ = run("--help")
    assert code == 0
    for command in ("align", "convert", "demo", "plugins", "transcribe"):
        assert f"  {command} " in out
        assert run(command, "--help")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["transcribe"], "Missing argument 'AUDIO...'"),
        (["transcribe", "a.wav", "-f", "docx"], "no exporter named 'docx'"),
        (["transcribe", "a.wav", "-f", "strt"], "did you mean 'srt'?"),
        (["transcribe", "a.wav", "-o", "a.docx"], "no exporter writes files like"),
        (["transcribe", "a.wav", "-f", "srt,vtt"], "2 results need a folder"),
        (["transcribe", "a.wav", "b.wav"], "2 results need a folder"),
        (
            ["transcribe", "a/x.wav", "b/x.mp3", "-o", "out/"],
            "would both be 'out/x.txt'",
        ),
        (["transcribe", "a.txt", "-o", "./"], "would overwrite an input"),
        (["transcribe", "a.wav", "-b", "faster-wisper"], "'faster-whisper'?"),
        (["transcribe", "a.wav", "-l", "english"], "is not a language tag"),
        (["transcribe", "a.wav", "-O", "beam=5"], "write PLUGIN.NAME=VALUE"),
        (["transcribe", "a.wav", "-O", "hnm.x=5"], "did you mean 'hmm'?"),
        (["transcribe", "a.wav", "-O", "faster-whisper.beam=5"], "no option 'beam'"),
        (["transcribe", "a.wav", "-O", "whisper-cpp.beam_size=5"], "no part in this"),
        (["align", "a.wav", "b.txt", "-O", "vtt.x=5"], "no part in this run"),
        (["align", "a.wav"], "Missing argument 'SCRIPT'"),
        (["align", "a.wav", "b.txt", "-a", "hnm"], "did you mean 'hmm'?"),
        (["align", "a.wav", "b.txt", "-a", "hmm", "-l", "fr"], "knows en, not 'fr'"),
        (["convert", "a.json", "b.docx"], "no exporter writes files like 'b.docx'"),
        (["convert", "a.docx", "b.json"], "no exporter writes files like 'a.docx'"),
        (["nosuch"], "No such command 'nosuch'"),
    ],
)
def test_wrong_usage(run: Run, arguments: list[str], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


BAD_AUDIO: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "there is no such file"),
    "empty": (lambda path: path.write_bytes(b""), "it is empty"),
    "text": (lambda path: path.write_text("hello"), "not audio or video"),
    "silent": (lambda path: write_wav(path, np.zeros(16_000)), "is silent"),
}


@pytest.mark.parametrize("case", sorted(BAD_AUDIO))
@pytest.mark.parametrize("command", ["transcribe", "align"])
def test_bad_audio(run: Run, script_file: Path, command: str, case: str) -> None:
    make, message = BAD_AUDIO[case]
    make(Path("a.wav"))
    more = [script_file] if command == "align" else []
    code, out, err = run(command, "a.wav", *more, "-o", "out/")
    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert len(err.splitlines()) == 1
    assert message in err
    assert os.listdir("out") == []


@pytest.mark.engine
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path, clip: Audio) -> None:
    # Long enough not to be done before the signal comes, on a busy machine either.
    long = tmp_path / "long.wav"
    write_wav(long, np.tile(clip.pcm, 20))
    process = subprocess.Popen(
        [sys.executable, "-m", "sync_core.cli", "transcribe", str(long),
         "-m", "base", "-f", "json", "-o", "out/"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True,
        # A shell's background jobs ignore it, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / "out").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.strip() == "error: interrupted; nothing half-written was left behind"
    assert os.listdir(tmp_path / "out") == []
