"""Final Cut Pro's interchange format (``.fcpxml``): a clip with markers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal

from attrs import field, frozen, validators

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.editing.markers import Marker, frame_rate, length_ms, markers
from sync_core_plugins.serialization.text_fields import encoded, file_name
from sync_core_plugins.serialization.timed_text import Unit
from sync_core_plugins.serialization.xml import attributes

if TYPE_CHECKING:
    from fractions import Fraction


def _check_rate(_instance: object, _attribute: object, value: float) -> None:
    frame_rate(value)


@frozen
class FcpxmlOptions:
    """What a marker is."""

    unit: Unit = field(default="segment", validator=validators.in_(("segment", "word")))
    """What a marker is: ``segment`` or ``word``."""
    kind: Literal["marker", "chapter"] = field(
        default="marker", validator=validators.in_(("marker", "chapter"))
    )
    """``marker``, or ``chapter`` for those that players show."""
    rate: float = field(default=25.0, validator=_check_rate)
    """Frames a second: 23.976, 24, 25, 29.97 ...; every time is a whole frame."""


def export_fcpxml(document: Document, out: BinaryIO, options: FcpxmlOptions) -> None:
    """Write a project of one gap clip, as long as the audio, that has the markers.

    What has no times is left out.
    """
    frame = 1 / frame_rate(options.rate)
    found = list(markers(document, options.unit))
    length = _time(max(_frames(length_ms(document, found), frame), 1), frame)
    name = file_name(document)
    form = {"id": "r1", "frameDuration": _time(1, frame)}
    size = {"width": 1920, "height": 1080}
    sequence = {"format": "r1", "duration": length, "tcStart": "0s", "tcFormat": "NDF"}
    clip = {"name": name, "offset": "0s", "start": "0s", "duration": length}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!DOCTYPE fcpxml>",
        '<fcpxml version="1.9">',
        f"<resources><format{attributes({**form, **size})}/></resources>",
        f"<library><event{attributes({'name': name})}>",
        f"<project{attributes({'name': name})}>",
        f"<sequence{attributes(sequence)}><spine><gap{attributes(clip)}>",
        *_markers(found, frame, options.kind),
        "</gap></spine></sequence></project></event></library></fcpxml>",
        "",
    ]
    out.write(encoded("\n".join(lines)))


def _markers(found: list[Marker], frame: Fraction, kind: str) -> Iterator[str]:
    for marker in found:
        start, end = (_frames(ms, frame) for ms in (marker.start_ms, marker.end_ms))
        values = {
            "start": _time(start, frame),
            "duration": _time(max(end - start, 1), frame),
            "value": marker.name,
            "note": marker.speaker,
        }
        if kind == "chapter":
            values["posterOffset"] = "0s"
        tag = "chapter-marker" if kind == "chapter" else "marker"
        yield f"<{tag}{attributes(values)}/>"


def _frames(milliseconds: int, frame: Fraction) -> int:
    return round(milliseconds / frame / 1000)


def _time(frames: int, frame: Fraction) -> str:
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
            kept=_kept,
        )
    ]


def _kept(options: FcpxmlOptions) -> frozenset[str]:
    words = ("words",) if options.unit == "word" else ()
    return frozenset((*words, "speakers"))
