"""What ``sync-core live --simulate`` prints and writes."""

import json
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner

from sync_core import AudioError, Document, ExportError, Segment, Word
from sync_core.cli.live_session.simulation import (
    add_simulation_options,
    check_simulation_options,
    run_simulation,
)
from sync_core.live.updates import Final, Partial, Update

WORDS = [Word("One", 500, 700), Word("two.", 700, 900)]


class Scripted:
    """Hears two words, at a cost of 0.1 s each time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._fed = 0

    def feed(self, chunk: Any, *, backlog_ms: int = 0) -> list[Update]:
        self._fed += 1
        if self._fed == 50:
            return [Partial(WORDS[:1], 0, "One")]
        return []

    def drop(self, duration_ms: int, reason: str) -> list[Update]:
        return []

    def finish(self) -> list[Update]:
        return [Final(Segment(WORDS, "One two.", 500, 900), 0)]

    def close(self) -> None:
        pass


@pytest.fixture
def two_seconds(tmp_path: Path) -> str:
    path = tmp_path / "noise.wav"
    noise = np.random.default_rng(1).integers(-9, 9, 32_000).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(noise.tobytes())
    return str(path)


def test_the_figures_are_printed_and_written(
    two_seconds: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference, report = tmp_path / "said.txt", tmp_path / "report.json"
    reference.write_text("one three", encoding="utf-8")
    code = run_simulation(
        Scripted, two_seconds, reference=str(reference), report=str(report)
    )
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    lines = {line[:24].strip(): line[24:] for line in out.splitlines()}
    assert lines["words"] == "2 in 2.0 s"
    assert "without computing 1.20 s (95 %: 1.30 s)" in lines["final"]
    assert "without computing 0.70 s (95 %: 1.10 s)" in lines["first shown"]
    assert lines["taken back"].startswith("0.000 words")
    assert lines["word errors"] == "50.0 %: 1 changed, 0 missing and 0 extra to 2"
    assert "word boundaries" not in lines
    data = json.loads(report.read_text(encoding="utf-8"))
    assert data["word_errors"]["words"] == 2


def test_a_document_with_times_is_measured_against(
    two_seconds: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "said.json"
    words = [Word("one", 510, 690), Word("two", 700, 930)]
    document = Document([Segment(words, "one two", 510, 930)], duration_ms=2000)
    path.write_text(document.to_json(), encoding="utf-8")
    run_simulation(Scripted, two_seconds, reference=str(path), cpu_time=True, threads=2)
    out = capsys.readouterr().out
    assert "by the reference" in out
    assert "off by 12 ms on average, 10 ms in the middle, 30 ms at 95 %" in out


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AudioError):
        run_simulation(Scripted, str(tmp_path / "absent.wav"))


def test_a_report_that_cannot_be_written_is_an_error(
    two_seconds: str, tmp_path: Path
) -> None:
    with pytest.raises(ExportError):
        run_simulation(
            Scripted, two_seconds, report=str(tmp_path / "absent" / "x.json")
        )


@pytest.mark.parametrize(
    "given", [["--reference", "a.txt"], ["--report", "a.json"], ["--cpu-time"]]
)
def test_the_options_belong_together(given: list[str]) -> None:
    @click.command()
    @add_simulation_options
    def command(**asked: Any) -> None:
        check_simulation_options(**asked)

    refused = CliRunner().invoke(command, given)
    assert refused.exit_code == 2
    assert f"{given[0]} goes with --simulate" in refused.output
    assert CliRunner().invoke(command, ["--simulate", *given]).exit_code == 0
