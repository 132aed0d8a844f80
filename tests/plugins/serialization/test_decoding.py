"""Text of any encoding."""

import io

import pytest

from sync_core_plugins.serialization.decoding import read_text

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
