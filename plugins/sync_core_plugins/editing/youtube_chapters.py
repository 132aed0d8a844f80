"""Chapters for a YouTube description: a time and a title a line."""

from __future__ import annotations

from typing import BinaryIO

from attrs import field, frozen, validators

from sync_core import Document, ExporterPlugin, ExportError, hookimpl
from sync_core_plugins.serialization.text_fields import encode_text, flatten_text
from sync_core_plugins.serialization.timed_text import find_timed_segments

# YouTube's rules: the first at 0:00, at least three, none shorter than ten seconds.
_MIN_CHAPTERS = 3
_MIN_CHAPTER_S = 10
# A description's limits, as YouTube's API states them: bytes, and no angle brackets.
_MAX_BYTES = 5_000
_BRACKETS = str.maketrans("<>", "‹›")


@frozen
class YoutubeChaptersOptions:
    """How segments become chapters."""

    shortest_s: int = field(default=60, validator=validators.ge(_MIN_CHAPTER_S))
    """The shortest chapter, in seconds: from 10 on. Segments join up to that."""
    title_length: int = field(default=60, validator=validators.ge(10))
    """The longest title, in characters; a longer one is cut between words."""


def export_chapters(
    document: Document, out: BinaryIO, options: YoutubeChaptersOptions
) -> None:
    """Write the chapters; each is named by the segment that it begins with.

    Raises:
        ExportError: They would break YouTube's rules.
    """
    chapters = _find_chapters(document, options)
    if len(chapters) < _MIN_CHAPTERS:
        raise ExportError(
            f"YouTube wants at least {_MIN_CHAPTERS} chapters of "
            f"{_MIN_CHAPTER_S} s; with "
            f"shortest_s={options.shortest_s} there are {len(chapters)}: use a smaller "
            "value, or longer audio"
        )
    lines = [f"{_format_time(start)} {title}\n" for start, title in chapters]
    data = encode_text("".join(lines))
    if len(data) > _MAX_BYTES:
        raise ExportError(
            f"{len(chapters)} chapters take {len(data)} bytes, and a description has "
            f"{_MAX_BYTES}: use a larger shortest_s"
        )
    out.write(data)


def _find_chapters(
    document: Document, options: YoutubeChaptersOptions
) -> list[tuple[int, str]]:
    timed = sorted(find_timed_segments(document), key=lambda item: item[1])
    end_s = max([(document.duration_ms or 0), *(end for *_, end in timed)]) // 1000
    chapters: list[tuple[int, str]] = []
    for segment, start, _ in timed:
        # The first begins with the video, the others not after their first word.
        start_s = start // 1000 if chapters else 0
        far = not chapters or start_s - chapters[-1][0] >= options.shortest_s
        title = _format_title(segment.text, options.title_length)
        if far and title and (end_s - start_s >= options.shortest_s or not chapters):
            chapters.append((start_s, title))
    return chapters


def _format_title(text: str, longest: int) -> str:
    text = " ".join(flatten_text(text).translate(_BRACKETS).split())
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return f"{cut.rpartition(' ')[0] or cut[:-1]}…"


def _format_time(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f"{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{hours}:{tail}" if hours else tail


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "youtube-chapters",
            suffixes=(".chapters.txt",),
            export=export_chapters,
            media_type="text/plain",
            options=YoutubeChaptersOptions,
            needs="segment",
            summary="chapters for a YouTube description",
            holds=(),
        )
    ]
