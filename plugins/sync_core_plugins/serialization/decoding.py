"""Bytes of a file to text, whatever its encoding."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from sync_core import Finding

__all__ = ["read_text"]


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Latin-1 has control characters where Windows-1252 has letters, but for five.
_WINDOWS_1252 = {
    code: letter
    for code in range(0x80, 0xA0)
    if (letter := bytes([code]).decode("cp1252", "ignore"))
}


def read_text(source: BinaryIO) -> tuple[str, list[Finding]]:
    r"""Read a file as text with ``\n`` at the end of lines.

    UTF-8, and UTF-16 with or without its mark; what is neither is taken for Western
    European (Windows-1252 and Latin-1), and a finding says so.
    """
    text, findings = _decode(source.read())
    return text.replace("\r\n", "\n").replace("\r", "\n"), findings


def _decode(data: bytes) -> tuple[str, list[Finding]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_damaged(data[len(mark) :], encoding)
    if guess := _guess_utf16(data):
        return _decode_damaged(data, guess)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if not _is_mostly_utf8(data):
        message = f"line {line}: not UTF-8; read as Windows-1252"
        finding = Finding("not-utf-8", "warning", message)
        return data.decode("latin-1").translate(_WINDOWS_1252), [finding]
    return _decode_damaged(data, "utf-8")


def _guess_utf16(data: bytes) -> str | None:
    """Return the kind of UTF-16 that zero bytes of mostly Latin text show, or None."""
    sample = data[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 5 and even < odd // 4:
        return "utf-16-le"
    if even > len(sample) // 5 and odd < even // 4:
        return "utf-16-be"
    return None


def _is_mostly_utf8(data: bytes) -> bool:
    """Return whether a file is UTF-8 with some broken bytes, not one byte a letter."""
    broken = data.decode("utf-8", "replace").count("\ufffd")
    whole = sum(not letter.isascii() for letter in data.decode("utf-8", "ignore"))
    return whole >= broken


def _decode_damaged(data: bytes, encoding: str) -> tuple[str, list[Finding]]:
    text = data.decode(encoding, "replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        line = text.count("\n", 0, text.find("\ufffd")) + 1
        message = f"line {line}: broken {encoding.upper()}; � stands in its place"
        return text, [Finding("not-utf-8", "warning", message)]
    return text, []
