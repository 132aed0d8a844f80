"""Final Cut Pro's interchange format (``.fcpxml``): a clip with markers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal

from attrs import field, frozen, validators

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.editing.markers import (
    Marker,
    check_frame_rate,
    make_markers,
    measure_length_ms,
    parse_frame_rate,
)
from sync_core_plugins.serialization.text_fields import encode_text, get_file_name
from sync_core_plugins.serialization.timed_text import Unit
from sync_core_plugins.serialization.xml import format_attributes

if TYPE_CHECKING:
    from fractions import Fraction


@frozen
class FcpxmlOptions:
    """What a marker is."""

    unit: Unit = field(default="segment", validator=validators.in_(("segment", "word")))
    """What a marker is: ``segment`` or ``word``."""
    kind: Literal["marker", "chapter"] = field(
        default="marker", validator=validators.in_(("marker", "chapter"))
    )
    """``marker``, or ``chapter`` for those that players show."""
    rate: float = field(default=25.0, validator=check_frame_rate)
    """Frames a second: 23.976, 24, 25, 29.97 ...; every time is a whole frame."""


def export_fcpxml(document: Document, out: BinaryIO, options: FcpxmlOptions) -> None:
    """Write a project of one gap clip, as long as the audio, that has the markers.

    What has no times is left out.
    """
    frame = 1 / parse_frame_rate(options.rate)
    found = list(make_markers(document, options.unit))
    length = _format_time(
        max(_to_frames(measure_length_ms(document, found), frame), 1), frame
    )
    name = get_file_name(document)
    form = {"id": "r1", "frameDuration": _format_time(1, frame)}
    size = {"width": 1920, "height": 1080}
    sequence = {"format": "r1", "duration": length, "tcStart": "0s", "tcFormat": "NDF"}
    clip = {"name": name, "offset": "0s", "start": "0s", "duration": length}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!DOCTYPE fcpxml>",
        '<fcpxml version="1.9">',
        f"<resources><format{format_attributes({**form, **size})}/></resources>",
        f"<library><event{format_attributes({'name': name})}>",
        f"<project{format_attributes({'name': name})}>",
        f"<sequence{format_attributes(sequence)}><spine><gap{format_attributes(clip)}>",
        *_format_markers(found, frame, options.kind),
        "</gap></spine></sequence></project></event></library></fcpxml>",
        "",
    ]
    out.write(encode_text("\n".join(lines)))


def _format_markers(found: list[Marker], frame: Fraction, kind: str) -> Iterator[str]:
    for marker in found:
        start, end = (_to_frames(ms, frame) for ms in (marker.start_ms, marker.end_ms))
        values = {
            "start": _format_time(start, frame),
            "duration": _format_time(max(end - start, 1), frame),
            "value": marker.name,
            "note": marker.speaker,
        }
        if kind == "chapter":
            values["posterOffset"] = "0s"
        tag = "chapter-marker" if kind == "chapter" else "marker"
        yield f"<{tag}{format_attributes(values)}/>"


def _to_frames(milliseconds: int, frame: Fraction) -> int:
    return round(milliseconds / frame / 1000)


def _format_time(frames: int, frame: Fraction) -> str:
    whole = frames * frame
    if whole.denominator == 1:
        return f"{whole.numerator}s"
    return f"{frames * frame.numerator}/{frame.denominator}s"


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "fcpxml",
            suffixes=(".fcpxml",),
            export=export_fcpxml,
            media_type="application/xml",
            options=FcpxmlOptions,
            needs="segment",
            summary="Final Cut Pro XML, a clip with markers",
            holds=("words", "speakers"),
            kept=_get_kept,
        )
    ]


def _get_kept(options: FcpxmlOptions) -> frozenset[str]:
    words = ("words",) if options.unit == "word" else ()
    return frozenset((*words, "speakers"))
