"""Praat's TextGrid (``.TextGrid``), long and short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Literal

from attrs import field, frozen, validators

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.annotations.textgrid.reading import read_textgrid
from sync_core_plugins.annotations.tiers import (
    Interval,
    Kind,
    Tier,
    make_tiers,
    make_tiers_field,
)
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.serialization.times import format_seconds


@frozen
class TextGridOptions:
    """How the file is written."""

    form: Literal["long", "short"] = field(
        default="long", validator=validators.in_(("long", "short"))
    )
    """``long``: every value with its name; ``short``: the values alone."""
    tiers: tuple[Kind, ...] = make_tiers_field()
    """The tiers of each speaker, out of ``segments``, ``words`` and ``phones``."""


def export_textgrid(
    document: Document, out: BinaryIO, options: TextGridOptions
) -> None:
    """Write the tiers; pauses are intervals without a label.

    What has no time is left out.
    """
    tiers = make_tiers(document, options.tiers)
    end = max((t.intervals[-1][1] for t in tiers if t.intervals), default=0)
    # Praat has no empty time line.
    end = max(end, document.duration_ms or 0, 1)
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ""]
    write = _format_long if options.form == "long" else _format_short
    lines += write(tiers, format_seconds(end), end)
    out.write(encode_text("\n".join([*lines, ""])))


def _format_long(tiers: list[Tier], last: str, end: int) -> Iterator[str]:
    yield f"xmin = 0 \nxmax = {last} \ntiers? <exists> "
    yield f"size = {len(tiers)} \nitem []: "
    for number, tier in enumerate(tiers, start=1):
        filled = list(_fill_gaps(tier, end))
        yield f'    item [{number}]:\n        class = "IntervalTier" '
        yield f"        name = {_quote(tier.name)} \n        xmin = 0 "
        yield f"        xmax = {last} \n        intervals: size = {len(filled)} "
        for at, (i, j, text) in enumerate(filled, start=1):
            yield (
                f"        intervals [{at}]:\n            xmin = {format_seconds(i)} \n"
                f"            xmax = {format_seconds(j)} \n"
                f"            text = {_quote(text)} "
            )


def _format_short(tiers: list[Tier], last: str, end: int) -> Iterator[str]:
    yield f"0\n{last}\n<exists>\n{len(tiers)}"
    for tier in tiers:
        filled = list(_fill_gaps(tier, end))
        yield f'"IntervalTier"\n{_quote(tier.name)}\n0\n{last}\n{len(filled)}'
        for i, j, text in filled:
            yield f"{format_seconds(i)}\n{format_seconds(j)}\n{_quote(text)}"


def _fill_gaps(tier: Tier, end: int) -> Iterator[Interval]:
    cursor = 0
    for interval in tier.intervals:
        if interval[0] > cursor:
            yield cursor, interval[0], ""
        yield interval
        cursor = interval[1]
    if cursor < end:
        yield cursor, end, ""


def _quote(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return '"{}"'.format(plain.replace('"', '""'))


def _get_kept(options: TextGridOptions) -> frozenset[str]:
    return frozenset(("speakers", *options.tiers))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "textgrid",
            suffixes=(".textgrid",),
            export=export_textgrid,
            media_type="text/praat-textgrid",
            options=TextGridOptions,
            summary="Praat TextGrid, tiers of segments, words and phones",
            read=read_textgrid,
            holds=("words", "phones", "speakers"),
            kept=_get_kept,
        )
    ]
