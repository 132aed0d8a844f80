"""``sync-core live``: what it prints, writes and survives."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import srt
import webvtt

from sync_core import Audio, Document, PluginManager, load
from sync_core.cli import main

Popen = subprocess.Popen[bytes]
Start = Callable[..., Popen]
COUNTING = ("-b", "counting", "-a", "none", "-l", "en")


@pytest.fixture
def start(counting: Path, tmp_path: Path) -> Iterator[Start]:
    """Give a function that starts ``sync-core live`` in an empty folder."""
    running: list[Popen] = []

    def begin(*arguments: object, stdin: Any = subprocess.DEVNULL, **env: str) -> Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "sync_core.cli", "live", *map(str, arguments)],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(counting), **env},
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def ended(process: Popen, data: bytes | None = None) -> tuple[int, list[Any], str]:
    out, err = process.communicate(data, timeout=200)
    return process.returncode, [json.loads(x) for x in out.splitlines()], err.decode()


def finals(updates: list[Any]) -> list[str]:
    return " ".join(u["text"] for u in updates if u["type"] == "final").split()


@pytest.fixture(scope="module")
def long_wav(clip: Audio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's clip twice, with a pause in between, as bare samples."""
    path = tmp_path_factory.mktemp("audio") / "long.raw"
    pause = np.zeros(24_000, np.int16)
    path.write_bytes(np.concatenate([clip.pcm, pause, clip.pcm, pause]).tobytes())
    return path


def test_a_file_as_json_lines(start: Start, clip_path: Path, tmp_path: Path) -> None:
    outputs = [arg for e in ("srt", "vtt", "jsonl", "json") for arg in ("-o", f"a.{e}")]
    code, updates, err = ended(start(clip_path, *COUNTING, "--pace", "fast", *outputs))
    assert (code, err.split()) == (0, ["a.srt", "a.vtt", "a.jsonl", "a.json"])
    assert updates[0]["type"] == "speech_started"
    assert {u["type"] for u in updates} >= {"partial", "final", "endpoint", "stats"}
    assert [u["number"] for u in updates if u["type"] == "final"] == list(
        range(len([u for u in updates if u["type"] == "final"]))
    )
    document = Document.from_json((tmp_path / "a.json").read_bytes())
    assert document.text.split() == finals(updates)
    assert document.source == str(clip_path)
    for name in ("a.srt", "a.vtt", "a.jsonl"):
        assert load(tmp_path / name).text.split() == finals(updates)


def test_raw_samples_on_standard_input(start: Start, long_wav: Path) -> None:
    process = start("-", "--raw", "--pace", "fast", *COUNTING, stdin=subprocess.PIPE)
    code, updates, err = ended(process, long_wav.read_bytes())
    assert (code, err) == (0, "")
    assert len([u for u in updates if u["type"] == "endpoint"]) >= 2
    assert updates[-1]["audio_ms"] == long_wav.stat().st_size // 32
    assert updates[-1]["dropped_ms"] == 0


def test_a_file_on_standard_input(start: Start, clip_path: Path) -> None:
    with clip_path.open("rb") as file:
        code, updates, _ = ended(start("-", *COUNTING, stdin=file))
    assert code == 0
    assert len(finals(updates)) > 20


def test_a_killed_process_leaves_everything_final(
    start: Start, long_wav: Path, tmp_path: Path, manager: PluginManager
) -> None:
    names = ("srt", "vtt", "jsonl", "json")
    outputs = [argument for name in names for argument in ("-o", f"a.{name}")]
    process = start("-", "--raw", *COUNTING, *outputs, stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(long_wav.read_bytes()[: 20 * 32_000])
    process.stdin.flush()
    seen: list[Any] = []
    while len(finals(seen)) < 12:
        seen.append(json.loads(process.stdout.readline()))
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    process.wait(60)
    seen += [json.loads(line) for line in rest if line.endswith(b"}")]
    printed = finals(seen)
    for name in names:
        path = tmp_path / f"a.{name}"
        kept = load(path, manager=manager)
        assert not kept.findings
        assert kept.text.split()[: len(printed)] == printed
        assert by_others(path)[: len(printed)] == printed


def by_others(path: Path) -> list[str]:
    """Give the words as libraries read them that are not ours."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".srt":
        return " ".join(s.content for s in srt.parse(text)).split()
    if path.suffix == ".vtt":
        return " ".join(c.text for c in webvtt.read(str(path)).captions).split()
    if path.suffix == ".jsonl":
        return [json.loads(line)["word"] for line in text.splitlines()]
    return [w["text"] for s in json.loads(text)["segments"] for w in s["words"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_everything(
    number: signal.Signals, start: Start, long_wav: Path, tmp_path: Path
) -> None:
    process = start("-", "--raw", *COUNTING, "-o", "a.srt", stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(long_wav.read_bytes()[: 8 * 32_000])
    process.stdin.flush()
    seen: list[Any] = []
    while len(finals(seen)) < 5:
        seen.append(json.loads(process.stdout.readline()))
    process.send_signal(number)
    seen += [json.loads(line) for line in process.stdout.read().splitlines()]
    assert process.wait(60) == 0
    assert seen[-2]["type"] == "stats" or seen[-1]["type"] == "stats"
    assert load(tmp_path / "a.srt").text.split() == finals(seen)
    assert process.stderr is not None
    assert process.stderr.read().decode() == "a.srt\n"


def test_an_interrupted_file_is_not_done(start: Start, clip_path: Path) -> None:
    process = start(clip_path, *COUNTING)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    code, _, err = ended(process)
    assert code == 1
    assert err == "error: interrupted; what was said until then was kept\n"


def test_nobody_reads_the_output(start: Start, clip_path: Path, tmp_path: Path) -> None:
    process = start(clip_path, *COUNTING, "--pace", "fast", "-o", "a.srt")
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(100) == 1
    assert "Traceback" not in process.stderr.read().decode()  # type: ignore[union-attr]
    assert (tmp_path / "a.srt").exists()


def test_an_engine_that_fails(start: Start, clip_path: Path, tmp_path: Path) -> None:
    arguments = (clip_path, *COUNTING, "--pace", "fast", "-o", "a.jsonl")
    code, updates, err = ended(start(*arguments, COUNTING_FAILS_AT="10"))
    assert code == 1
    assert "error: the backend 'counting' (counting 1.0) failed in its work" in err
    assert "the engine broke" in err
    assert [u["reason"] for u in updates if u["type"] == "endpoint"] == ["error"]
    assert finals(updates)
    assert load(tmp_path / "a.jsonl").text.split() == finals(updates)


def test_an_end_within_a_sample(start: Start, long_wav: Path) -> None:
    data = long_wav.read_bytes()[: 5 * 32_000] + b"\x01"
    process = start("-", "--raw", "--pace", "fast", *COUNTING, stdin=subprocess.PIPE)
    code, updates, err = ended(process, data)
    assert code == 1
    assert "error: standard input ends with 1 bytes of an unfinished frame" in err
    assert len(finals(updates)) > 5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "standard input: it ended before there was any sound"),
        (b"not audio" * 5_000, "not audio or video of a known kind"),
    ],
)
def test_standard_input_without_audio(start: Start, data: bytes, message: str) -> None:
    code, updates, err = ended(start("-", *COUNTING, stdin=subprocess.PIPE), data)
    assert code == 1
    assert message in err
    assert [u["type"] for u in updates] == ["stats"]


def test_a_source_that_gives_nothing(start: Start) -> None:
    process = start(
        *("-", "--raw", "--timeout", "0.2", *COUNTING), stdin=subprocess.PIPE
    )
    code, _, err = (process.wait(100), None, process.stderr.read().decode())  # type: ignore[union-attr]
    assert code == 1
    assert "error: standard input gave nothing for 0.2 s" in err


def called(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["live", *map(str, arguments)])
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("none.wav",), 1, "no such file"),
        (("CLIP", "-m", "nosuch"), 1, "nosuch"),
        (("CLIP", "-m", "tiny.en", "-l", "de"), 1, "tiny.en"),
        (("CLIP", "-b", "nosuch"), 2, "no backend named 'nosuch'"),
        (("CLIP", "-o", "a.nosuch"), 2, "nosuch"),
        (("CLIP", "-o", "a.srt", "-o", "./a.srt"), 2, "overwrite"),
        (("CLIP", "-o", "CLIP"), 2, "overwrite"),
        (("CLIP", "-o", "."), 2, "is a folder"),
        (("CLIP", "-f", "srt"), 2, "1 formats for 0 files"),
        (("CLIP", "--raw"), 2, "--raw goes with standard input"),
        (("-", "--rate", "8000"), 2, "go with --raw"),
        (("CLIP", "--device", "1"), 2, "--device goes with the microphone"),
        (("CLIP", "--step", "1"), 2, "step_ms lies between"),
        (("CLIP", "--setting", "earl_ms=1"), 2, "did you mean 'early_ms'"),
        (("CLIP", "--setting", "early_ms"), 2, "NAME=VALUE"),
        (("CLIP", "-O", "srt.speakers=yes"), 2, "no part in this run"),
        (("-", "--raw", "--rate", "0"), 1, "sample_rate_hz"),
    ],
)
def test_wrong_usage(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    clip_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "isatty", lambda number: False)
    given = [str(clip_path) if a == "CLIP" else a for a in arguments]
    assert called(*given) == code
    assert message in capfd.readouterr().err


def test_no_microphone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    assert called() == 1
    assert called("--list-devices") == 1
    assert capfd.readouterr().err.count("pip install 'sync-core[mic]'") == 2


@pytest.mark.engine
def test_a_sentence_from_end_to_end(
    start: Start, first_sentence: tuple[Audio, str], tmp_path: Path
) -> None:
    arguments = ("-", "--raw", "-m", "tiny.en", "-l", "en", "--pace", "fast")
    process = start(*arguments, "-o", "a.srt", stdin=subprocess.PIPE)
    code, updates, _ = ended(process, first_sentence[0].pcm.tobytes())
    assert code in (0, 3)
    text = " ".join(finals(updates))
    assert "New York to Paris." in text
    assert load(tmp_path / "a.srt").text.split() == text.split()
