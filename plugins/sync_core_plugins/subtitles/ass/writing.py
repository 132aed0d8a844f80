"""Writing ASS: a header with one style, and an event per cue."""

from __future__ import annotations

import re
from typing import BinaryIO

from sync_core import Cue, Document
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.subtitles.ass.options import AssOptions
from sync_core_plugins.subtitles.cue_text import (
    JOINER,
    flatten_name,
    round_cue,
    split_at_timed_words,
)
from sync_core_plugins.subtitles.cues import make_cues

__all__ = ["EVENT_FIELDS", "LOOKALIKES", "UNIT_MS", "write_ass"]

UNIT_MS = 10
LOOKALIKES = {"{": "｛", "}": "｝", ",": "，"}
"""Braces begin commands in a text and cannot be escaped for every player; a comma ends
a name. Each is written as its wide twin with a joiner behind it."""
EVENT_FIELDS = (
    "Layer", "Start", "End", "Style", "Name",
    "MarginL", "MarginR", "MarginV", "Effect", "Text",
)  # fmt: skip

_HEADER = """\
[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, \
BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, \
BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,{font},{size},{first},{second},&H00000000,&H00000000,\
0,0,0,0,100,100,0,0,1,{outline},0,2,{margin},{margin},{margin},1

[Events]
Format: {fields}
"""
_IN_TEXT = str.maketrans(
    {mark: LOOKALIKES[mark] + JOINER for mark in "{}"} | {"\\": f"\\{JOINER}"}
)
_IN_NAME = str.maketrans({mark: twin + JOINER for mark, twin in LOOKALIKES.items()})
# A wide mark that was meant: with its joiner it would be read as the narrow one.
_MEANT = re.compile(rf"([{''.join(LOOKALIKES.values())}]){JOINER}+")


def write_ass(document: Document, out: BinaryIO, options: AssOptions) -> None:
    """Write the header and one ``Dialogue`` line per cue."""
    lines = [_format_header(options)]
    for cue in make_cues(document, options.profile):
        cue = round_cue(cue, UNIT_MS)
        text = (
            _format_karaoke(cue, options)
            if options.karaoke
            else _escape_text("\n".join(cue.lines))
        )
        name = _protect(flatten_name(cue.speaker), _IN_NAME)
        times = f"{_format_clock(cue.start_ms)},{_format_clock(cue.end_ms)}"
        lines.append(f"Dialogue: 0,{times},Default,{name},0,0,0,,{text}\n")
    out.write(encode_text("".join(lines)))


def _format_header(options: AssOptions) -> str:
    width, height = map(int, options.resolution.split("x"))
    color, sung = _format_color(options.color), _format_color(options.sung_color)
    return _HEADER.format(
        width=width,
        height=height,
        font=options.font,
        size=options.size or max(1, height * 6 // 100),
        first=sung if options.karaoke else color,
        second=color,
        outline=max(1, height // 360),
        margin=height // 20,
        fields=", ".join(EVENT_FIELDS),
    )


def _format_color(text: str) -> str:
    red, green, blue = text[1:3], text[3:5], text[5:7]
    return f"&H00{blue}{green}{red}".upper()


def _format_clock(time_ms: int) -> str:
    seconds, millis = divmod(time_ms, 1000)
    hours, seconds = divmod(seconds, 3600)
    return f"{hours}:{seconds // 60:02}:{seconds % 60:02}.{millis // UNIT_MS:02}"


def _escape_text(text: str) -> str:
    return _protect(text, _IN_TEXT).replace("\n", "\\N")


def _protect(text: str, marks: dict[int, str]) -> str:
    return _MEANT.sub(r"\1", text).translate(marks)


def _format_karaoke(cue: Cue, options: AssOptions) -> str:
    """Return a text with each word's length before it; a pause has no word."""
    tag = "kf" if options.sweep else "k"
    parts: list[str] = []
    now = cue.start_ms
    for piece in split_at_timed_words(cue, UNIT_MS):
        if piece.start_ms is None or piece.end_ms is None:
            parts.append(f"{{\\k0}}{_escape_text(piece.text)}")
            continue
        if piece.start_ms > now:
            parts.append(f"{{\\k{(piece.start_ms - now) // UNIT_MS}}}")
        length = (piece.end_ms - piece.start_ms) // UNIT_MS
        parts.append(f"{{\\{tag}{length}}}{_escape_text(piece.text)}")
        now = piece.end_ms
    return "".join(parts)
