import io

import pytest

from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.problems import MAX_FINDINGS, Problems
from sync_core_plugins.serialization.times import parse_clock

TEXT = "Žluť, 日本 and 👩‍🚀.\nTwo"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        "\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_encodings_that_lose_nothing(data: bytes) -> None:
    assert read_text(io.BytesIO(data)) == (TEXT, [])


def test_western_bytes_are_read_with_a_finding() -> None:
    text, [finding] = read_text(io.BytesIO(b"one\r\nna\xefve \x80 \x93x\x94 \x81"))
    assert text == "one\nnaïve € “x” \x81"
    assert finding.code == "not-utf-8"
    assert finding.message == "line 2: not UTF-8; read as Windows-1252"


@pytest.mark.parametrize(
    ("data", "text", "message"),
    [
        ("é\né".encode()[:-1], "é\n�", "line 2: broken UTF-8; � stands in its place"),
        (b"\xff\xfea\0b\0\n\0c", "ab\n�", "line 2: broken UTF-16-LE; � stands in"),
    ],
)
def test_cut_files_keep_what_is_whole(data: bytes, text: str, message: str) -> None:
    read, [finding] = read_text(io.BytesIO(data))
    assert read == text
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("00:00:01,500", 1500),
        ("00:00:01.500", 1500),
        ("00:00:01:500", 1500),
        (" 0: 00:01 . 5 ", 1500),
        ("00:01.5", 1500),
        ("1.5", 1500),
        ("7", 7000),
        ("90:00", 5_400_000),
        ("1:02:03", 3_723_000),
        ("100:00:00,001", 360_000_001),
        ("0:00:01.23", 1230),
        ("0.0005", 1),
        ("0.000499999", 0),
        ("00:00:75,000", 75_000),
        ("", None),
        ("-1", None),
        ("1,", None),
        ("00:00:01:5", None),
        ("0:0:0:0:000", None),
        ("१:००", None),
        ("1" * 5000, None),
    ],
)
def test_clocks(text: str, milliseconds: int | None) -> None:
    assert parse_clock(text) == milliseconds


def test_problems_do_not_pile_up() -> None:
    problems = Problems()
    for line in range(1, MAX_FINDINGS + 8):
        problems.add(line, "odd")
    assert len(problems.findings) == MAX_FINDINGS + 1
    assert problems.findings[0].message == "line 1: odd"
    assert problems.findings[-1].message == "7 more lines are damaged"
