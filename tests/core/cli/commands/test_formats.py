"""``sync-core formats``, and what the commands say about what formats do not keep."""

import json
from pathlib import Path

import pytest

from sync_core import Document, PluginManager, Segment, Word
from sync_core.cli import main
from sync_core.cli.shared.targets import Targets

SPOKEN = Document(
    [Segment([Word("Hi", 0, 500, 0.9)], "Hi", 0, 500, speaker="Ann")], language="en"
)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as done:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert isinstance(done.value.code, int)
    return done.value.code, out, err


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "formats")
    assert code == 0
    for name in ("ass", "json", "lrc", "sbv", "srt", "ttml", "vtt"):
        assert f"\n{name} " in f"\n{out}"


def test_all_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "formats", "--json")
    assert code == 0
    formats = {row["name"]: row for row in json.loads(out)["formats"]}
    assert formats["json"]["lossless"] is True
    assert formats["json"]["readable"] is True
    assert formats["txt"]["readable"] is False
    assert formats["vtt"]["holds"] == ["speakers", "words"]
    assert formats["vtt"]["suffixes"] == [".vtt"]


def test_one_with_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "formats", "vtt")
    assert code == 0
    for word in ("text/vtt", "-O vtt.NAME=VALUE", "karaoke", "yes/no", "start|center|"):
        assert word in out


def test_one_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "formats", "ass", "--json")
    assert code == 0
    options = {option["name"]: option for option in json.loads(out)["options"]}
    assert options["size"]["type"] == "number or none"
    assert options["profile"]["type"] == "text or none"
    assert options["karaoke"]["default"] is False
    assert all(option["type"] for option in options.values())
    assert options["sung_color"]["meaning"].startswith("With karaoke: the colour of")


def test_one_without_options(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "formats", "json")
    assert code == 0
    assert "everything" in out
    assert "Options" not in out


def test_one_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "formats", "srtt")
    assert code == 2
    assert "did you mean 'srt'?" in err


def test_converting_says_what_is_lost(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source, target = tmp_path / "a.json", tmp_path / "a.vtt"
    source.write_text(SPOKEN.to_json(), encoding="utf-8")
    code, _, err = run(capsys, "convert", source, target, "-O", "vtt.speakers=no")
    assert code == 0
    assert err.splitlines()[1:] == [
        "info: vtt: the words' own times are not kept",
        "info: vtt: confidence is not kept",
        "info: vtt: who speaks is not kept: 'Ann'",
    ]
    code, _, err = run(capsys, "convert", source, target, "--quiet")
    assert (code, err) == (0, f"{target}\n")
    code, _, _ = run(capsys, "convert", source, target, "--fail-on", "info")
    assert code == 3


def test_converting_says_what_was_damaged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source, target = tmp_path / "a.srt", tmp_path / "a.vtt"
    source.write_bytes(b"1\n00:00:02,000 --> 00:00:01,000\n\xe9\n")
    code, _, err = run(capsys, "convert", source, target, "--fail-on", "warning")
    assert code == 3
    assert "warning: line 3: not UTF-8" in err
    assert "warning: line 2: ends before it starts" in err
    assert "00:00:02.000 --> 00:00:02.001\né\n" in target.read_text(encoding="utf-8")


def test_options_of_another_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = tmp_path / "a.json"
    source.write_text(SPOKEN.to_json(), encoding="utf-8")
    code, _, err = run(
        capsys, "convert", source, tmp_path / "a.srt", "-O", "vtt.karaoke=yes"
    )
    assert code == 2
    assert "'vtt' has no part in this run" in err


@pytest.mark.parametrize(
    ("formats", "fail_on", "messages"),
    [
        (("srt",), "error", ["srt: who speaks is not kept: 'Ann'"]),
        (("srt", "sbv"), "error", ["srt, sbv: who speaks is not kept: 'Ann'"]),
        (("srt", "vtt"), "error", []),
        (("srt", "json"), "info", []),
        (
            ("vtt",),
            "info",
            ["vtt: the words' own times are not kept", "vtt: confidence is not kept"],
        ),
    ],
)
def test_only_what_nobody_expects_is_named(
    manager: PluginManager, formats: tuple[str, ...], fail_on: str, messages: list[str]
) -> None:
    targets = Targets(manager, formats, None, None, {})
    found = targets.find_losses(SPOKEN, fail_on)
    assert [finding.message for finding in found] == messages
