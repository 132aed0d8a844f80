"""OpenTimelineIO (``.otio``): an audio clip with markers."""

from __future__ import annotations

from typing import Any, BinaryIO

from attrs import field, frozen, validators

from sync_core import Document, ExporterPlugin, Word, hookimpl
from sync_core_plugins.editing.markers import Marker, frame_rate, length_ms, markers
from sync_core_plugins.serialization.json_values import dumped
from sync_core_plugins.serialization.text_fields import file_name
from sync_core_plugins.serialization.timed_text import Unit


def _check_rate(_instance: object, _attribute: object, value: float) -> None:
    frame_rate(value)


@frozen
class OtioOptions:
    """What a marker is."""

    unit: Unit = field(default="segment", validator=validators.in_(("segment", "word")))
    """What a marker is: ``segment`` or ``word``."""
    rate: float = field(default=1000.0, validator=_check_rate)
    """Time steps in a second; with 1000 no millisecond is lost, else give frames."""
    color: str = "GREEN"
    """The markers' colour, in OpenTimelineIO's names."""


def export_otio(document: Document, out: BinaryIO, options: OtioOptions) -> None:
    """Write a timeline of one clip; what has no times is left out."""
    found = list(markers(document, options.unit))
    whole = _range(0, length_ms(document, found), options.rate)
    clip = {
        **_item("Clip.2", file_name(document), whole),
        "markers": [_marker(marker, options) for marker in found],
        "media_references": {"DEFAULT_MEDIA": _media(document, whole)},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }
    track = {**_item("Track.1", "speech", None), "children": [clip], "kind": "Audio"}
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {},
        "name": file_name(document),
        "global_start_time": None,
        "tracks": {**_item("Stack.1", "tracks", None), "children": [track]},
    }
    out.write(dumped(timeline))


def _item(schema: str, name: str, source_range: object) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": schema,
        "metadata": {},
        "name": _sound(name),
        "source_range": source_range,
        "effects": [],
        "markers": [],
        "enabled": True,
    }


def _media(document: Document, whole: object) -> dict[str, Any]:
    reference = {"metadata": {}, "name": "", "available_range": whole}
    if not document.source:
        return {"OTIO_SCHEMA": "MissingReference.1", **reference}
    target = {"target_url": _sound(document.source)}
    return {"OTIO_SCHEMA": "ExternalReference.1", **reference, **target}


def _marker(marker: Marker, options: OtioOptions) -> dict[str, Any]:
    own: dict[str, Any] = {"start_ms": marker.start_ms, "end_ms": marker.end_ms}
    if marker.speaker:
        own["speaker"] = _sound(marker.speaker)
    if marker.item.confidence is not None:
        own["confidence"] = marker.item.confidence
    if isinstance(marker.item, Word):
        own["status"] = marker.item.status
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"sync_core": own},
        "name": _sound(marker.name),
        "color": options.color,
        "marked_range": _range(marker.start_ms, marker.end_ms, options.rate),
        "comment": _sound(marker.speaker or ""),
    }


def _range(start_ms: int, end_ms: int, rate: float) -> dict[str, Any]:
    exact = frame_rate(rate)
    start, end = (round(ms * exact / 1000) for ms in (start_ms, end_ms))
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": _time(end - start, float(exact)),
        "start_time": _time(start, float(exact)),
    }


def _time(value: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": float(value)}


def _sound(text: str) -> str:
    # OpenTimelineIO's parser refuses lone surrogates, and ends texts at a NUL.
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "otio",
            suffixes=(".otio",),
            export=export_otio,
            media_type="application/vnd.pixar.opentimelineio+json",
            options=OtioOptions,
            needs="segment",
            summary="OpenTimelineIO, a clip with markers",
            holds=("words", "confidence", "speakers", "missing", "extra"),
            kept=_kept,
        )
    ]


def _kept(options: OtioOptions) -> frozenset[str]:
    words = ("words", "missing", "extra") if options.unit == "word" else ()
    return frozenset((*words, "confidence", "speakers"))
