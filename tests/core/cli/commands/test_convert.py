"""``sync-core convert``."""

import json
import os
from pathlib import Path

import pytest

from command_line import Run

GOLDEN = Path(__file__).parents[3] / "data" / "document-v1.json"


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


def test_a_format_that_cannot_be_read(run: Run) -> None:
    Path("a.txt").write_text("")
    code, _, err = run("convert", "a.txt", "b.json")
    assert code == 1
    assert "the format 'txt' can only be written; these can be read: " in err
