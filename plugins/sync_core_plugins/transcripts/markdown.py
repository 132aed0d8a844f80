"""Markdown (``.md``): a paragraph a segment, with its time."""

from __future__ import annotations

import re
from typing import BinaryIO

from attrs import frozen

from sync_core import Document, ExporterPlugin, clock, hookimpl
from sync_core_plugins.serialization.text_fields import encode_text, flatten_text
from sync_core_plugins.serialization.timed_text import get_span

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#&|~$!^=:@])")


@frozen
class MarkdownOptions:
    """What stands beside the text."""

    timestamps: bool = True
    """Begin each paragraph with the segment's time."""
    speakers: bool = True
    """Name the speaker where one is known."""
    title: str = ""
    """A heading for the whole."""
    link: str = ""
    """Where a time leads, with ``{s}`` for its seconds:
    ``https://youtu.be/ID?t={s}``."""


def export_markdown(
    document: Document, out: BinaryIO, options: MarkdownOptions
) -> None:
    """Write the segments; one without a time has its text alone."""
    blocks = [f"# {_escape(options.title)}\n"] if options.title.strip() else []
    for segment in document.segments:
        text = _escape(segment.text)
        if not text:
            continue
        times = get_span(segment)
        name = _escape(segment.speaker or "") if options.speakers else ""
        parts = [
            _format_time(times[0], options.link)
            if times and options.timestamps
            else "",
            f"**{name}:**" if name else "",
            text,
        ]
        blocks.append(_escape_line_start(" ".join(filter(None, parts))) + "\n")
    out.write(encode_text("\n".join(blocks)))


def _format_time(start_ms: int, link: str) -> str:
    stamp = clock(start_ms)[:-4]
    if not link:
        return f"`{stamp}`"
    target = re.sub(r"[\s<>()]", "", link).replace("{s}", str(start_ms // 1000))
    return f"[{stamp}]({target})"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", flatten_text(text))


def _escape_line_start(line: str) -> str:
    """Return a line that is no item of a list and no rule."""
    line = re.sub(r"^([0-9]{1,9})([.)])", r"\1\\\2", line)
    return f"\\{line}" if line.startswith(("-", "+")) else line


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "markdown",
            suffixes=(".md",),
            export=export_markdown,
            media_type="text/markdown",
            options=MarkdownOptions,
            needs="segment",
            summary="Markdown, a paragraph a segment with its time",
            holds=("speakers", "untimed"),
            kept=_get_kept,
        )
    ]


def _get_kept(options: MarkdownOptions) -> frozenset[str]:
    return frozenset(("speakers", "untimed") if options.speakers else ("untimed",))
