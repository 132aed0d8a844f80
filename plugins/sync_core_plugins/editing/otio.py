"""OpenTimelineIO (``.otio``): an audio clip with markers."""

from __future__ import annotations

from typing import Any, BinaryIO

from attrs import field, frozen, validators

from sync_core import Document, ExporterPlugin, Word, hookimpl
from sync_core_plugins.editing.markers import (
    Marker,
    check_frame_rate,
    make_markers,
    measure_length_ms,
    parse_frame_rate,
)
from sync_core_plugins.serialization.json_values import encode_json
from sync_core_plugins.serialization.text_fields import (
    get_file_name,
    replace_surrogates,
)
from sync_core_plugins.serialization.timed_text import Unit


@frozen
class OtioOptions:
    """What a marker is."""

    unit: Unit = field(default="segment", validator=validators.in_(("segment", "word")))
    """What a marker is: ``segment`` or ``word``."""
    rate: float = field(default=1000.0, validator=check_frame_rate)
    """Time steps in a second; with 1000 no millisecond is lost, else give frames."""
    color: str = "GREEN"
    """The markers' colour, in OpenTimelineIO's names."""


def export_otio(document: Document, out: BinaryIO, options: OtioOptions) -> None:
    """Write a timeline of one clip; what has no times is left out."""
    found = list(make_markers(document, options.unit))
    whole = _make_range(0, measure_length_ms(document, found), options.rate)
    clip = {
        **_make_item("Clip.2", get_file_name(document), whole),
        "markers": [_make_marker(marker, options) for marker in found],
        "media_references": {"DEFAULT_MEDIA": _make_media(document, whole)},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }
    track = {
        **_make_item("Track.1", "speech", None),
        "children": [clip],
        "kind": "Audio",
    }
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {},
        "name": get_file_name(document),
        "global_start_time": None,
        "tracks": {**_make_item("Stack.1", "tracks", None), "children": [track]},
    }
    out.write(encode_json(timeline))


def _make_item(schema: str, name: str, source_range: object) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": schema,
        "metadata": {},
        "name": _clean_text(name),
        "source_range": source_range,
        "effects": [],
        "markers": [],
        "enabled": True,
    }


def _make_media(document: Document, whole: object) -> dict[str, Any]:
    reference = {"metadata": {}, "name": "", "available_range": whole}
    if not document.source:
        return {"OTIO_SCHEMA": "MissingReference.1", **reference}
    target = {"target_url": _clean_text(document.source)}
    return {"OTIO_SCHEMA": "ExternalReference.1", **reference, **target}


def _make_marker(marker: Marker, options: OtioOptions) -> dict[str, Any]:
    own: dict[str, Any] = {"start_ms": marker.start_ms, "end_ms": marker.end_ms}
    if marker.speaker:
        own["speaker"] = _clean_text(marker.speaker)
    if marker.item.confidence is not None:
        own["confidence"] = marker.item.confidence
    if isinstance(marker.item, Word):
        own["status"] = marker.item.status
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"sync_core": own},
        "name": _clean_text(marker.name),
        "color": options.color,
        "marked_range": _make_range(marker.start_ms, marker.end_ms, options.rate),
        "comment": _clean_text(marker.speaker or ""),
    }


def _make_range(start_ms: int, end_ms: int, rate: float) -> dict[str, Any]:
    exact = parse_frame_rate(rate)
    start, end = (round(ms * exact / 1000) for ms in (start_ms, end_ms))
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": _make_time(end - start, float(exact)),
        "start_time": _make_time(start, float(exact)),
    }


def _make_time(value: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": float(value)}


def _clean_text(text: str) -> str:
    # OpenTimelineIO's parser refuses lone surrogates, and ends texts at a NUL.
    return replace_surrogates(text).replace("\0", "\ufffd")


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
            kept=_get_kept,
        )
    ]


def _get_kept(options: OtioOptions) -> frozenset[str]:
    words = ("words", "missing", "extra") if options.unit == "word" else ()
    return frozenset((*words, "confidence", "speakers"))
