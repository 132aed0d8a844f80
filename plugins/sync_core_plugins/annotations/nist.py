"""Fields that NIST's line formats share: CTM, STM, RTTM."""

from __future__ import annotations

from attrs import frozen

from sync_core import Document
from sync_core_plugins.serialization.text_fields import get_file_name

__all__ = ["NistOptions", "format_head", "join_white_space"]


@frozen
class NistOptions:
    """The fields that a document does not have."""

    file: str = ""
    """The recording's name; empty: the audio's file name without its ending."""
    channel: str = "1"
    """The recording's channel."""


def join_white_space(text: str) -> str:
    """Return the text without any white space, for fields that white space ends."""
    return "_".join(text.split())


def format_head(document: Document, file: str, channel: str) -> str:
    """Return the two fields that NIST's lines begin with."""
    name = join_white_space(file or get_file_name(document)) or "audio"
    # At a line's head semicolons make a comment, and at a file's a mark of encoding.
    name = name.lstrip(";\ufeff") or "audio"
    return f"{name} {join_white_space(channel) or '1'}"
