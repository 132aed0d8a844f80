"""Plain text (``.txt``): the words without their times."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, hookimpl


def export_txt(document: Document, out: BinaryIO) -> None:
    """Write one segment a line."""
    lines = (" ".join(segment.text.split()) for segment in document.segments)
    text = "".join(f"{line}\n" for line in lines if line)
    out.write(text.encode("utf-8", errors="replace"))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "txt",
            suffixes=(".txt",),
            export=export_txt,
            media_type="text/plain",
            needs="segment",
            summary="plain text, a segment a line",
            holds=frozenset({"untimed"}),
        )
    ]
