"""``sync-core align``, on real audio and on bad input."""

import subprocess
import sys
from pathlib import Path

import pytest

from command_line import Run
from sync_core import Document


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
