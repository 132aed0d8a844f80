"""WebVTT subtitles (``.vtt``), as https://www.w3.org/TR/webvtt1/ has them."""

from __future__ import annotations

import re
from typing import BinaryIO, Literal

from attrs import field, frozen, validators

from sync_core import Document, ExporterPlugin, Extension, clock, hookimpl
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.subtitles.cue_reading import (
    find_blocks,
    make_document,
    make_segment,
    parse_arrow,
    require_no_text,
)
from sync_core_plugins.subtitles.cues import CUE_CONTENTS, CueOptions, make_cues
from sync_core_plugins.subtitles.option_checks import check_pattern
from sync_core_plugins.subtitles.vtt.markup import format_payload, split_voices

_BLOCK_WITHOUT_CUE = re.compile(r"(?:NOTE|STYLE|REGION)\b")
_ALIGN = ("start", "center", "end", "left", "right")
_PERCENT = r"(?:100|[0-9]{1,2})(?:\.[0-9]+)?%"
_LINE = rf"-?[0-9]{{1,3}}|{_PERCENT}"
_POSITION = rf"{_PERCENT}(?:,(?:line-left|center|line-right))?"


@frozen
class VttOptions(CueOptions):
    """Options of WebVTT."""

    karaoke: bool = False
    """Whether to write the times of words inside the cues, so that words change their
    colour when they are said."""
    speakers: bool = True
    """Whether to write who speaks, as voices."""
    color: str | None = field(
        default="yellow",
        validator=check_pattern(
            r"[A-Za-z]+|#[0-9A-Fa-f]{3,8}", "#ffff00", optional=True
        ),
    )
    """With ``karaoke``: the colour of words from their start on; None: no style."""
    line: str | None = field(
        default=None,
        validator=check_pattern(
            rf"(?:{_LINE})(?:,(?:start|center|end))?", "-2", optional=True
        ),
    )
    """Where the cues stand: a line from the top (0) or bottom (-1), or per cent."""
    position: str | None = field(
        default=None, validator=check_pattern(_POSITION, "50%", optional=True)
    )
    """Where the cues stand from left to right, in per cent."""
    size: str | None = field(
        default=None, validator=check_pattern(_PERCENT, "80%", optional=True)
    )
    """The width of the cues' box, in per cent."""
    align: Literal["start", "center", "end", "left", "right"] | None = field(
        default=None, validator=validators.optional(validators.in_(_ALIGN))
    )
    """How the text lies in its box."""

    def format_settings(self) -> str:
        """Return the cue settings, which stand behind each cue's times."""
        names = ("line", "position", "size", "align")
        pairs = ((name, getattr(self, name)) for name in names)
        return "".join(f" {name}:{value}" for name, value in pairs if value is not None)


def export_vtt(document: Document, out: BinaryIO, options: VttOptions) -> None:
    """Write a header and one block per cue."""
    out.write(extend_vtt(document, 0, options).body)


def extend_vtt(document: Document, before: int, options: VttOptions) -> Extension:
    """Return the blocks behind those that are written already."""
    blocks = [""] if before else _format_header(options)
    count = before
    settings = options.format_settings()
    for cue in make_cues(document, options.profile):
        count += 1
        times = f"{clock(cue.start_ms)} --> {clock(cue.end_ms)}{settings}"
        text = format_payload(cue, karaoke=options.karaoke, speakers=options.speakers)
        blocks.append(f"{times}\n{text}\n")
    body = "\n".join(blocks) if count > before or not before else ""
    return Extension(encode_text(body), count)


def _format_header(options: VttOptions) -> list[str]:
    head = ["WEBVTT\n"]
    if options.karaoke and options.color is not None:
        head.append(f"STYLE\n::cue(:past) {{ color: {options.color} }}\n")
    return head


def read_vtt(source: BinaryIO) -> Document:
    """Read each voice of each cue as a segment; styles and positions are left out.

    Raises:
        DocumentError: There is text, but no cue.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    header, body = _part_lines(text, problems)
    found = find_blocks(body, parse_arrow, problems, names=True)
    if not found and not header:
        require_no_text(text, "00:01.000 --> 00:02.000")
    segments = [
        make_segment(voice.pieces, cue.times, voice.speaker)
        for cue in found
        for voice in split_voices("\n".join(cue.lines), cue.times)
    ]
    language = re.search(r"^Language:[ \t]*([\w-]+)[ \t]*$", header, re.MULTILINE)
    tag = language[1] if language else None
    return make_document("vtt", [s for s in segments if s], problems, language=tag)


def _part_lines(text: str, problems: Problems) -> tuple[str, str]:
    """Return the header and the rest, in which all that is no cue is blank."""
    header: list[str] = []
    body: list[str] = []
    aside = text.startswith("WEBVTT")
    if not aside and text.strip():
        problems.add(1, "no 'WEBVTT' in front")
    in_header, before = aside, ""
    for line in text.split("\n"):
        starts = not before.strip() and bool(_BLOCK_WITHOUT_CUE.match(line))
        aside = (aside or starts) and bool(line.strip()) and parse_arrow(line) is None
        in_header = in_header and aside
        if in_header:
            header.append(line)
        body.append("" if aside else line)
        before = line
    return "\n".join(header), "\n".join(body)


def _get_kept(options: VttOptions) -> frozenset[str]:
    kept = {"words": options.karaoke, "speakers": options.speakers}
    return frozenset(name for name, is_kept in kept.items() if is_kept)


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "vtt",
            suffixes=(".vtt",),
            export=export_vtt,
            extend=extend_vtt,
            media_type="text/vtt",
            options=VttOptions,
            needs="segment",
            summary="WebVTT subtitles",
            read=read_vtt,
            holds=CUE_CONTENTS,
            kept=_get_kept,
        )
    ]
