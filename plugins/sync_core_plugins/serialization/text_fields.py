"""Text as fields of a file: encoded, on one line, names."""

from __future__ import annotations

import re

from sync_core import Document

__all__ = [
    "encode_text",
    "flatten_text",
    "get_file_name",
    "get_speaker_label",
    "replace_surrogates",
]

# Everything that some reader takes for the end of a line or of a field.
_BREAKS = re.compile(r" *[\t-\r\x1c-\x1f\x85\u2028\u2029]+ *")


def encode_text(text: str) -> bytes:
    """Return the text as UTF-8; a lone surrogate becomes a question mark."""
    return text.encode("utf-8", errors="replace")


def replace_surrogates(text: str) -> str:
    """Return a text with question marks for halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def flatten_text(text: str) -> str:
    """Return the text on one line and without tabs."""
    return _BREAKS.sub(" ", text).strip()


def get_speaker_label(speaker: str | None) -> str:
    """Return a speaker's name on one line; empty if there is none."""
    return flatten_text(speaker or "")


def get_file_name(document: Document, default: str = "audio") -> str:
    """Return the audio's name without folders and without its ending."""
    name = re.split(r"[/\\]", document.source or "")[-1]
    return name.rpartition(".")[0] or name or default
