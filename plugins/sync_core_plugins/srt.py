"""SubRip subtitles (``.srt``)."""

from __future__ import annotations

import re
from typing import BinaryIO

from sync_core import Document, ExporterPlugin, clock, cues, hookimpl


def export_srt(document: Document, out: BinaryIO) -> None:
    """Write one numbered block per cue.

    SubRip has no escapes, so an arrow in the text is written ``->``.
    """
    blocks = []
    for number, cue in enumerate(cues(document), start=1):
        start, end = (clock(ms, decimal=",") for ms in (cue.start_ms, cue.end_ms))
        # With every dash before it: of "--->" one would leave an arrow.
        text = re.sub("-{2,}>", "->", "\n".join(cue.lines))
        blocks.append(f"{number}\n{start} --> {end}\n{text}\n")
    out.write("\n".join(blocks).encode("utf-8", errors="replace"))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "srt",
            suffixes=(".srt",),
            export=export_srt,
            media_type="application/x-subrip",
            needs="segment",
            summary="SubRip subtitles",
        )
    ]
