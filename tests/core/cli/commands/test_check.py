from collections.abc import Callable
from pathlib import Path

import pytest

from sync_core import Document, Finding, Segment, export
from sync_core.cli import main

Run = Callable[..., tuple[int, str, str]]
GOOD = Document([Segment([], "Hello", 0, 1000)], language="en")
BAD = Document(
    [Segment([], "Hello there,\nall of the\nworld", 0, 1000)],
    language="en",
    findings=[Finding("odd-line", "info", "line 3: odd")],
)


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.chdir(tmp_path)
    export(GOOD, "good.json")
    export(BAD, "bad.json")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(["check", *arguments])
        out, err = capsys.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return call


def test_a_sound_file(run: Run) -> None:
    assert run("good.json") == (0, "", "good.json: 0 findings by netflix-en\n")


def test_each_breach_is_a_line(run: Run) -> None:
    code, out, err = run("good.json", "bad.json", "--profile", "netflix-default")
    assert code == 3
    assert out.splitlines() == [
        "bad.json: - info odd-line: line 3: odd",
        "bad.json: 00:00:00.000 warning cue-lines: cue 1: 3 lines, 2 allowed",
        "bad.json: 00:00:00.000 warning cue-speed: cue 1: 27.0 characters per second, "
        "17 allowed",
        "bad.json: 00:00:00.000 info cue-split: cue 1: a break parts 'the' and 'world'",
    ]
    assert err.endswith("bad.json: 4 findings by netflix-default\n")


@pytest.mark.parametrize(
    ("fail_on", "code"), [("info", 3), ("warning", 3), ("error", 0), ("never", 0)]
)
def test_what_counts_as_failure(run: Run, fail_on: str, code: int) -> None:
    assert run("bad.json", "-q", "--fail-on", fail_on)[:2] == (code, "")


def test_a_language_and_a_frame_rate_of_ones_own(run: Run) -> None:
    _, _, err = run("bad.json", "-l", "ja", "--frame-rate", "25")
    assert "by netflix-ja" in err


def test_a_bad_file_does_not_stop_the_rest(run: Run) -> None:
    Path("broken.json").write_text("{", encoding="utf-8")
    code, out, err = run("broken.json", "good.json")
    assert (code, out) == (1, "")
    assert "cannot read 'broken.json'" in err
    assert "good.json: 0 findings" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["good.json", "-p", "netflix"], "no profile 'netflix'"),
        (["good.docx"], "no exporter writes files like 'good.docx'"),
        ([], "Missing argument"),
    ],
)
def test_wrong_usage(run: Run, arguments: list[str], message: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert message in err
