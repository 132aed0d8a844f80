"""YouTube's subtitles (``.sbv``)."""

from __future__ import annotations

import re
from typing import BinaryIO

from attrs import frozen

from sync_core import Document, ExporterPlugin, clock, hookimpl
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.serialization.times import parse_clock
from sync_core_plugins.subtitles.cue_reading import (
    read_plain_cues,
)
from sync_core_plugins.subtitles.cue_text import JOINER
from sync_core_plugins.subtitles.cues import CueOptions, make_cues

_TIMES = re.compile(r"[ \t]*([0-9:]+\.[0-9]+)[ \t]*,[ \t]*([0-9:]+\.[0-9]+)[ \t]*")
_EXAMPLE = "0:00:01.000,0:00:02.000"
_TIMES_IN_TEXT = re.compile(rf"^({JOINER}*)(?={_TIMES.pattern}$)", re.MULTILINE)


@frozen
class SbvOptions(CueOptions):
    """Options of SBV."""


def export_sbv(document: Document, out: BinaryIO, options: SbvOptions) -> None:
    """Write one block per cue; text that looks like times is marked as text."""
    blocks = []
    for cue in make_cues(document, options.profile):
        start, end = (clock(ms).removeprefix("0") for ms in (cue.start_ms, cue.end_ms))
        text = _TIMES_IN_TEXT.sub(rf"\1{JOINER}", "\n".join(cue.lines))
        blocks.append(f"{start},{end}\n{text}\n")
    out.write(encode_text("\n".join(blocks)))


def read_sbv(source: BinaryIO) -> Document:
    """Read cues as segments.

    Raises:
        DocumentError: There is text, but no cue.
    """
    return read_plain_cues(source, "sbv", _parse_times, _strip_joiners, _EXAMPLE)


def _parse_times(line: str) -> tuple[int, int] | None:
    match = _TIMES.fullmatch(line)
    if match is None:
        return None
    start, end = parse_clock(match[1]), parse_clock(match[2])
    return None if start is None or end is None else (start, end)


def _strip_joiners(text: str) -> str:
    marked = rf"^({JOINER}*){JOINER}(?={_TIMES.pattern}$)"
    return re.sub(marked, r"\1", text, flags=re.MULTILINE)


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "sbv",
            suffixes=(".sbv",),
            export=export_sbv,
            media_type="text/plain",
            options=SbvOptions,
            needs="segment",
            summary="YouTube's SubViewer subtitles",
            read=read_sbv,
            holds=frozenset(),
        )
    ]
