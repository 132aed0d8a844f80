"""SubRip subtitles (``.srt``)."""

from __future__ import annotations

import re
from typing import BinaryIO

from attrs import frozen

from sync_core import Document, ExporterPlugin, Extension, clock, hookimpl
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.subtitles.cue_reading import (
    parse_arrow,
    read_plain_cues,
)
from sync_core_plugins.subtitles.cue_text import JOINER, flatten_name
from sync_core_plugins.subtitles.cues import CueOptions, make_cues

_EXAMPLE = "00:00:01,000 --> 00:00:02,000"
# What players take for formatting; SubRip itself has none.
_TAG = r"/?(?:b|i|u|s|font)\b[^<>\n]*>"
_FORMATTING = re.compile(rf"<{_TAG}|\{{\\[^{{}}\n]*\}}", re.IGNORECASE)
_MARKS = re.compile(rf"<(?={JOINER}*{_TAG})|\{{(?={JOINER}*\\)", re.IGNORECASE)
_PROTECTED = re.compile(
    rf"<{JOINER}(?={JOINER}*{_TAG})|\{{{JOINER}(?={JOINER}*\\)", re.IGNORECASE
)


@frozen
class SrtOptions(CueOptions):
    """Options of SubRip."""

    speakers: bool = False
    """Whether to write who speaks in front of the text, as in ``Ann: Hello.``"""


def export_srt(document: Document, out: BinaryIO, options: SrtOptions) -> None:
    """Write one numbered block per cue.

    SubRip has no escapes: an arrow in the text is written ``->``, and what a player
    would take for formatting gets an invisible character behind its first mark.
    """
    out.write(extend_srt(document, 0, options).body)


def extend_srt(document: Document, before: int, options: SrtOptions) -> Extension:
    """Return the blocks behind those that are written already."""
    blocks = [""] if before else []
    count = before
    for cue in make_cues(document, options.profile):
        count += 1
        start, end = (clock(ms, decimal=",") for ms in (cue.start_ms, cue.end_ms))
        text = "\n".join(cue.lines)
        if options.speakers and (name := flatten_name(cue.speaker)):
            text = f"{name}: {text}"
        # With every dash before it: of "--->" one would leave an arrow.
        text = re.sub("-{2,}>", "->", text)
        text = _MARKS.sub(rf"\g<0>{JOINER}", text)
        blocks.append(f"{count}\n{start} --> {end}\n{text}\n")
    body = "\n".join(blocks) if count > before else ""
    return Extension(encode_text(body), count)


def read_srt(source: BinaryIO) -> Document:
    """Read cues as segments; formatting is left out.

    Raises:
        DocumentError: There is text, but no cue.
    """
    return read_plain_cues(source, "srt", parse_arrow, _strip_formatting, _EXAMPLE)


def _strip_formatting(text: str) -> str:
    return _PROTECTED.sub(lambda mark: mark[0][0], _FORMATTING.sub("", text))


def _get_kept(options: SrtOptions) -> frozenset[str]:
    return frozenset({"speakers"} if options.speakers else ())


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "srt",
            suffixes=(".srt",),
            export=export_srt,
            extend=extend_srt,
            media_type="application/x-subrip",
            options=SrtOptions,
            needs="segment",
            summary="SubRip subtitles",
            read=read_srt,
            holds=frozenset({"speakers"}),
            kept=_get_kept,
        )
    ]
