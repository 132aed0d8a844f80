"""ELAN's annotation format (``.eaf``), as its schema 2.8 has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO
from urllib.parse import quote

from attrs import frozen

from sync_core import Document, DocumentError, ExporterPlugin, hookimpl
from sync_core_plugins.annotations.tiers import (
    KINDS,
    Interval,
    Kind,
    Tier,
    make_document,
    make_tier,
    make_tiers,
    make_tiers_field,
)
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.numbers import parse_ms
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.serialization.times import repair_times
from sync_core_plugins.serialization.xml import (
    Element,
    escape_content,
    format_attributes,
    parse_xml,
)

_HEAD = {
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "AUTHOR": "sync-core",
    # The schema wants a date, and the same document gives the same bytes.
    "DATE": "1970-01-01T00:00:00Z",
    "FORMAT": "2.8",
    "VERSION": "2.8",
    "xsi:noNamespaceSchemaLocation": "http://www.mpi.nl/tools/elan/EAFv2.8.xsd",
}
_MIME_TYPES = {"wav": "audio/x-wav", "mp3": "audio/mpeg", "mp4": "video/mp4"}


@frozen
class EafOptions:
    """Which tiers are written."""

    tiers: tuple[Kind, ...] = make_tiers_field()
    """The tiers of each speaker, out of ``segments``, ``words`` and ``phones``."""


def export_eaf(document: Document, out: BinaryIO, options: EafOptions) -> None:
    """Write a tier per kind and speaker, none the parent of another.

    What has no time is left out.
    """
    tiers = make_tiers(document, options.tiers)
    bounds = [time for tier in tiers for i in tier.intervals for time in i[:2]]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines += [
        f"<ANNOTATION_DOCUMENT{format_attributes(_HEAD)}>",
        *_format_header(document),
    ]
    # ELAN wants the slots in order of time; annotations share none, so that each
    # boundary can be moved alone.
    order = sorted(range(len(bounds)), key=bounds.__getitem__)
    slots = dict(zip(order, range(1, len(order) + 1), strict=True))
    lines.append("<TIME_ORDER>")
    lines += [
        f'<TIME_SLOT TIME_SLOT_ID="ts{number}" TIME_VALUE="{bounds[at]}"/>'
        for at, number in slots.items()
    ]
    lines.append("</TIME_ORDER>")
    first = 0
    for tier in tiers:
        lines += _format_tier(tier, first, slots)
        first += len(tier.intervals)
    lines += [
        f'<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="{kind}" '
        'TIME_ALIGNABLE="true"/>'
        for kind in KINDS
    ]
    out.write(encode_text("\n".join([*lines, "</ANNOTATION_DOCUMENT>", ""])))


def _format_header(document: Document) -> Iterator[str]:
    yield '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">'
    source = document.source
    if source:
        path = quote(source.replace("\\", "/").encode("utf-8", "replace"), safe="/:")
        url = f"file://{path}" if path.startswith("/") else f"./{path}"
        kind = _MIME_TYPES.get(source.rpartition(".")[2].lower(), "unknown")
        media = {"MEDIA_URL": url, "MIME_TYPE": kind}
        yield f"<MEDIA_DESCRIPTOR{format_attributes(media)}/>"
    yield "</HEADER>"


def _format_tier(tier: Tier, first: int, slots: Mapping[int, int]) -> Iterator[str]:
    named_by = {
        "LINGUISTIC_TYPE_REF": tier.kind,
        "PARTICIPANT": tier.speaker,
        "TIER_ID": tier.name,
    }
    yield f"<TIER{format_attributes(named_by)}>"
    for at, (_, _, text) in enumerate(tier.intervals, start=first):
        start, end = f"ts{slots[2 * at]}", f"ts{slots[2 * at + 1]}"
        yield (
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{at + 1}" '
            f'TIME_SLOT_REF1="{start}" TIME_SLOT_REF2="{end}">'
            f"<ANNOTATION_VALUE>{escape_content(text)}</ANNOTATION_VALUE>"
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    yield "</TIER>"


def read_eaf(source: BinaryIO) -> Document:
    """Read the tiers that have times of their own.

    Tiers are known by their names, or their types': ``words``, ``Ann - words`` ...

    Raises:
        DocumentError: It is not XML, or not ELAN's.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    root = parse_xml(text, problems)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise DocumentError(f"not an ELAN file: its root is <{root.tag:.40}>")
    slots = {
        slot.attributes.get("TIME_SLOT_ID", ""): _read_slot(slot, problems)
        for order in root.get_children("TIME_ORDER")
        for slot in order.get_children("TIME_SLOT")
    }
    tiers = [_read_tier(tier, slots, problems) for tier in root.get_children("TIER")]
    return make_document([t for t in tiers if t.intervals], None, problems)


def _read_slot(slot: Element, problems: Problems) -> int | None:
    value = slot.attributes.get("TIME_VALUE")
    found = parse_ms(value, 1)
    if value is not None and found is None:
        problems.add(slot.line, f"no time: {value!r:.40}")
    return found


def _read_tier(
    tier: Element, slots: Mapping[str, int | None], problems: Problems
) -> Tier:
    name = tier.attributes.get("TIER_ID", "")
    found = [
        item
        for annotation in tier.get_children("ANNOTATION")
        for item in annotation.get_children("ALIGNABLE_ANNOTATION")
    ]
    if not found and tier.children:
        problems.add(tier.line, f"the tier {name!r:.40} has no times of its own")
    bounds = _find_bounds(found, slots)
    intervals: list[Interval] = []
    for item, (begin, stop) in zip(found, bounds, strict=True):
        start, end = repair_times(item.line, begin, stop, problems)
        if start is not None and end is not None:
            value = "".join(v.text for v in item.get_children("ANNOTATION_VALUE"))
            intervals.append((start, end, value))
        elif begin is None and stop is None:
            problems.add(item.line, "an annotation without times: left out")
    speaker = tier.attributes.get("PARTICIPANT") or None
    made = make_tier(name, intervals, speaker)
    if made.kind is None:
        made = make_tier(
            tier.attributes.get("LINGUISTIC_TYPE_REF", ""), intervals, speaker
        )
        made = Tier(name, made.kind, made.speaker or name.strip(), made.intervals)
    return made


def _find_bounds(
    items: Sequence[Element], slots: Mapping[str, int | None]
) -> list[tuple[int | None, int | None]]:
    """Return the annotations' times; slots without one part the time around evenly."""
    refs = [
        (i.attributes.get("TIME_SLOT_REF1", ""), i.attributes.get("TIME_SLOT_REF2", ""))
        for i in items
    ]
    known = dict(slots)
    run: list[str] = []
    begin: int | None = None
    for first, second in refs:
        if slots.get(first) is not None:
            run, begin = [], slots[first]
        end = slots.get(second)
        if end is None:
            run.append(second)
        elif begin is not None:
            for at, slot in enumerate(run, start=1):
                known[slot] = begin + (end - begin) * at // (len(run) + 1)
            run, begin = [], end
    return [(known.get(first), known.get(second)) for first, second in refs]


def _get_kept(options: EafOptions) -> frozenset[str]:
    return frozenset(("speakers", *options.tiers))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "eaf",
            suffixes=(".eaf",),
            export=export_eaf,
            media_type="text/x-eaf+xml",
            options=EafOptions,
            summary="ELAN annotations, tiers of segments, words and phones",
            read=read_eaf,
            holds=("words", "phones", "speakers"),
            kept=_get_kept,
        )
    ]
