"""The command line, on real audio and on bad input."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import av
import click
import numpy as np
import pytest

from sync_core import Audio, Document
from sync_core.cli import _group, main

Run = Callable[..., tuple[int, str, str]]
GOLDEN = Path(__file__).parents[2] / "data" / "document-v1.json"


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Give a function that runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return call


@pytest.fixture
def short_wav(first_sentence: tuple[Audio, str], tmp_path: Path) -> Path:
    """The first sentence as a file."""
    return write_wav(tmp_path / "first.wav", first_sentence[0].pcm)


@pytest.fixture
def script_file(tmp_path: Path) -> Path:
    path = tmp_path / "script.txt"
    path.write_text(
        "In May 1927, Charles Lindbergh flew alone from New York to Paris.\n",
        encoding="utf-8",
    )
    return path


def write_wav(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(samples.astype("<i2").tobytes())
    return path


@pytest.mark.engine
def test_transcribe_writes_every_format(run: Run, short_wav: Path) -> None:
    code, out, err = run(
        "transcribe", short_wav, "-m", "tiny.en", "-f", "srt,json", "-o", "out/"
    )
    assert (code, out) == (0, "")
    assert err.split() == ["out/first.srt", "out/first.json"]
    document = Document.from_json(Path("out/first.json").read_bytes())
    assert "New York to Paris." in document.text
    srt = Path("out/first.srt").read_text(encoding="utf-8")
    assert srt.startswith("1\n00:00:00,0")
    assert sorted(os.listdir("out")) == ["first.json", "first.srt"]


@pytest.mark.engine
def test_transcribe_prints_text_without_output(run: Run, short_wav: Path) -> None:
    code, out, err = run("transcribe", short_wav, "-m", "tiny.en", "-l", "en")
    assert code == 0
    assert out.endswith("New York to Paris.\n")
    assert err == ""


@pytest.mark.engine
def test_one_bad_file_does_not_stop_the_others(run: Run, short_wav: Path) -> None:
    Path("bad.wav").write_text("not sound")
    code, _, err = run(
        "transcribe", "bad.wav", short_wav, "-m", "tiny.en", "-f", "txt", "-o", "out"
    )
    assert code == 1
    assert "error: cannot read 'bad.wav'" in err
    assert os.listdir("out") == ["first.txt"]


@pytest.mark.engine
def test_a_folder_keeps_its_shape_and_what_is_done_is_skipped(
    run: Run, short_wav: Path
) -> None:
    for name in ("in/a.wav", "in/deep/b.wav", "in/deep/notes.txt", "in/bad.mp3"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(short_wav, name)
    Path("in/bad.mp3").write_text("no sound")
    arguments = ["transcribe", "in", "-m", "tiny.en", "-f", "txt", "-o", "out"]
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == "out/a.txt"
    assert err.splitlines()[1].startswith("error: cannot read 'in/bad.mp3'")
    assert err.splitlines()[2:] == [
        "out/deep/b.txt",
        "2 done, 0 skipped, 1 failed: in/bad.mp3",
    ]
    Path("out/a.txt").unlink()
    code, _, err = run(*arguments, "--skip-existing")
    assert code == 1
    assert err.splitlines()[0] == "out/a.txt"
    assert err.splitlines()[-1] == "1 done, 1 skipped, 1 failed: in/bad.mp3"


def test_a_pattern_stands_for_what_it_matches(run: Run) -> None:
    for name in ("b.wav", "a.wav", "c.mp3"):
        Path(name).write_text("no sound")
    code, _, err = run("transcribe", "[ab].wav", "a.wav", "-o", "out", "-f", "txt")
    assert code == 1
    assert err.splitlines()[-1] == "0 done, 0 skipped, 2 failed: a.wav, b.wav"


@pytest.mark.parametrize("argument", ["empty", "*.nosuch"])
def test_a_folder_or_pattern_without_media(run: Run, argument: str) -> None:
    Path("empty").mkdir()
    code, _, err = run("transcribe", argument)
    assert code == 2
    assert argument in err


@pytest.mark.engine
def test_options_of_a_plugin(run: Run, short_wav: Path) -> None:
    code, out, _ = run(
        "transcribe", short_wav, "-m", "tiny.en", "-f", "json",
        "-O", "faster-whisper.beam_size=1",
    )  # fmt: skip
    assert code == 0
    provenance = Document.from_json(out).provenance
    assert provenance is not None
    assert provenance.steps[0].options["beam_size"] == 1


@pytest.mark.engine
def test_align_prints_subtitles(run: Run, short_wav: Path, script_file: Path) -> None:
    code, out, err = run("align", short_wav, script_file, "-f", "vtt")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "WEBVTT"
    assert " --> 00:00:04." in lines[2]
    assert " ".join(lines[3:]) == script_file.read_text(encoding="utf-8").strip()


@pytest.mark.engine
def test_align_reads_ssml(run: Run, short_wav: Path, script_file: Path) -> None:
    text = script_file.read_text(encoding="utf-8").strip()
    Path("a.ssml").write_text(f"<speak>{text}<mark name='end'/></speak>")
    assert run("align", short_wav, "a.ssml", "-o", "a.json")[0] == 0
    document = Document.from_json(Path("a.json").read_bytes())
    assert document.text == text
    assert document.marks[0].at_ms == document.words[-1].end_ms
    Path("b.ssml").write_text(text)
    code, _, err = run("align", short_wav, "b.ssml", "-o", "b.json")
    assert code == 1
    assert "'b.ssml' is not SSML: it begins with no <speak>" in err


@pytest.mark.engine
def test_align_into_a_file_by_its_ending(
    run: Run, short_wav: Path, script_file: Path
) -> None:
    code, out, err = run("align", short_wav, script_file, "-o", "sub/a.json")
    assert (code, out, err) == (0, "", "sub/a.json\n")
    document = Document.from_json(Path("sub/a.json").read_bytes())
    assert document.script == script_file.read_text(encoding="utf-8")


@pytest.mark.engine
def test_demo(run: Run) -> None:
    code, out, _ = run("demo")
    assert code == 0
    files = ["line.json", "line.srt", "line.vtt"]
    assert sorted(os.listdir("sync-core-demo")) == files
    document = Document.from_json(Path("sync-core-demo/line.json").read_bytes())
    assert len(document.words) == 41
    assert all(word.start_ms is not None for word in document.words)
    for title in ("word", "start", "end", "confidence", "Lindbergh", "align the"):
        assert title in out


def test_convert(run: Run) -> None:
    code, out, err = run("convert", GOLDEN, "doc.srt")
    assert (code, out, err.splitlines()[0]) == (0, "", "doc.srt")
    assert "info: srt: the phones are not kept" in err
    assert " --> " in Path("doc.srt").read_text(encoding="utf-8")


def test_convert_by_named_formats(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.data").write_bytes(GOLDEN.read_bytes())
    code, _, _ = run("convert", "in.data", "out.data", "--from", "json", "--to", "json")
    assert code == 0
    assert (tmp_path / "out.data").read_bytes() == GOLDEN.read_bytes()


def test_plugins_as_a_table(run: Run) -> None:
    code, out, _ = run("plugins")
    assert code == 0
    for name in ("faster-whisper", "hmm", "json", "srt", "txt", "vtt"):
        assert name in out


def test_plugins_as_json(run: Run) -> None:
    code, out, _ = run("plugins", "--json")
    assert code == 0
    listed = json.loads(out)
    assert listed["failures"] == []
    kinds = [(row["kind"], row["name"]) for row in listed["plugins"]]
    assert ("backend", "faster-whisper") in kinds
    assert ("aligner", "hmm") in kinds


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


def document_json(**changes: object) -> str:
    data = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return json.dumps({**data, **changes})


REVERSED = [{"words": [], "text": "a", "start_ms": 500, "end_ms": 400}]
NEGATIVE = [{"words": [], "text": "a", "start_ms": -5, "end_ms": 400}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (document_json()[:200], "not valid JSON"),
        (document_json(version=99), "version 99"),
        (document_json(segments=REVERSED), "segments[0]: Segment: reversed times"),
        (document_json(segments=NEGATIVE), "segments[0]: Segment: negative time"),
        ("[]", "a list"),
        ("", "not valid JSON"),
    ],
)
def test_a_bad_document(run: Run, content: str, message: str) -> None:
    Path("doc.json").write_text(content, encoding="utf-8")
    code, out, err = run("convert", "doc.json", "doc.srt")
    assert (code, out) == (1, "")
    assert err.startswith("error: cannot read 'doc.json': ")
    assert message in err
    assert os.listdir() == ["doc.json"]


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


def test_a_format_that_cannot_be_read(run: Run) -> None:
    Path("a.txt").write_text("")
    code, _, err = run("convert", "a.txt", "b.json")
    assert code == 1
    assert "the format 'txt' can only be written; these can be read: " in err


def cut_mp3(path: Path, samples: np.ndarray) -> None:
    """An MP3 that lost its second half."""
    data = io.BytesIO()
    with av.open(data, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = 16_000
        for part in (frame, None):
            container.mux(stream.encode(part))
    path.write_bytes(data.getvalue()[: len(data.getvalue()) // 2])


def lying_wav(path: Path, samples: np.ndarray) -> None:
    """A WAV whose header promises twice of what it holds."""
    write_wav(path, np.concatenate([samples, samples]))
    path.write_bytes(path.read_bytes()[: 44 + samples.nbytes])


def mute_film(path: Path, _samples: np.ndarray) -> None:
    """An MP4 without sound."""
    data = io.BytesIO()
    with av.open(data, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(data.getvalue())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (cut_mp3, "it was cut off"),
        (lying_wav, "header promises"),
        (mute_film, "video without any sound"),
    ],
)
def test_damaged_audio(
    run: Run,
    clip: Audio,
    make: Callable[[Path, np.ndarray], None],
    message: str,
) -> None:
    make(Path("a.audio"), clip.pcm)
    code, out, err = run("transcribe", "a.audio", "-o", "out/")
    assert (code, out) == (1, "")
    assert err.startswith("error: cannot read 'a.audio': ")
    assert len(err.splitlines()) == 1
    assert message in err
    assert os.listdir("out") == []


@pytest.mark.engine
def test_findings_ask_for_an_exit_code(
    run: Run, short_wav: Path, script_file: Path
) -> None:
    text = script_file.read_text(encoding="utf-8")
    script_file.write_text(text.replace("Lindbergh", "Christopher"), encoding="utf-8")
    align = ["align", short_wav, script_file, "-f", "txt"]
    code, out, err = run(*align)
    assert code == 3
    assert "Christopher" in out
    assert "error: at 2." in err
    assert "1 word of the script not said" in err
    assert "'Christopher'" in err
    assert run(*align, "--fail-on", "never")[0] == 0
    assert run(*align, "--fail-on", "info", "--quiet") == (3, out, "")


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


def test_align_takes_no_folder(run: Run, script_file: Path) -> None:
    code, out, err = run("align", ".", script_file)
    assert (code, out) == (1, "")
    assert err == "error: cannot read '.': it is a directory; name a file in it\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"", "the script is empty"),
        (b"... -- !?", "the script has no words"),
        (b"caf\xe9", "is not UTF-8 (byte 0xe9 at offset 3)"),
        (b"word " * 500, "too short for the script"),
    ],
)
def test_bad_scripts(
    run: Run, short_wav: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        Path("bad.txt").write_bytes(content)
    code, out, err = run("align", short_wav, "bad.txt", "-o", "out.srt")
    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert message in err
    assert not Path("out.srt").exists()


def test_an_output_folder_that_cannot_be_made(run: Run, short_wav: Path) -> None:
    Path("file").write_text("")
    code, _, err = run("transcribe", short_wav, "-o", "file/out/")
    assert code == 1
    assert "cannot make the folder 'file/out'" in err


def test_a_plugin_that_raises_on_import_is_reported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[sync_core]\nbad = acme_bad\n")
    (tmp_path / "acme_bad.py").write_text("raise RuntimeError('boom')")
    monkeypatch.syspath_prepend(str(tmp_path))
    code, out, _ = run("plugins")
    assert code == 0
    assert "not loaded: bad (acme 1.0): RuntimeError: boom" in out
    assert "faster-whisper" in out


@pytest.mark.engine
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path, clip_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sync_core.cli", "transcribe", *[str(clip_path)],
         "-m", "base", "-f", "json", "-o", "out/"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True,
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


@pytest.mark.engine
def test_results_may_be_piped(
    tmp_path: Path, short_wav: Path, script_file: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sync_core.cli", "align", short_wav, script_file,
         "-f", "json"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    assert len(Document.from_json(done.stdout).words) == 12
    assert done.stderr == b""
