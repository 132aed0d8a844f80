"""Plain text (``.txt``): a segment a line."""

from __future__ import annotations

from typing import BinaryIO

from attrs import frozen

from sync_core import Document, ExporterPlugin, clock, hookimpl
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.serialization.timed_text import get_span


@frozen
class TxtOptions:
    """What stands before the text."""

    timestamps: bool = False
    """Begin each line with the segment's time: ``[00:01:02.500]``."""
    speakers: bool = False
    """Name the speaker where one is known."""


def export_txt(document: Document, out: BinaryIO, options: TxtOptions) -> None:
    """Write one segment a line; one without a time has its text alone."""
    lines = []
    for segment in document.segments:
        text = " ".join(segment.text.split())
        name = " ".join((segment.speaker or "").split())
        if text and name and options.speakers:
            text = f"{name}: {text}"
        times = get_span(segment) if options.timestamps else None
        if text and times is not None:
            text = f"[{clock(times[0])}] {text}"
        lines.append(f"{text}\n" if text else "")
    out.write(encode_text("".join(lines)))


def _get_kept(options: TxtOptions) -> frozenset[str]:
    return frozenset(("speakers", "untimed") if options.speakers else ("untimed",))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "txt",
            suffixes=(".txt",),
            export=export_txt,
            media_type="text/plain",
            options=TxtOptions,
            needs="segment",
            summary="plain text, a segment a line",
            holds=("speakers", "untimed"),
            kept=_get_kept,
        )
    ]
