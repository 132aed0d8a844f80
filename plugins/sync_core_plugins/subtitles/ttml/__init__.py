"""TTML subtitles (``.ttml``) in the IMSC 1.1 Text profile."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.subtitles.cues import CUE_CONTENTS
from sync_core_plugins.subtitles.ttml.options import TtmlOptions

__all__ = ["export_ttml", "read_ttml", "sync_core_exporters"]


def export_ttml(document: Document, out: BinaryIO, options: TtmlOptions) -> None:
    """Write cues."""
    from sync_core_plugins.subtitles.ttml.writing import write_ttml

    write_ttml(document, out, options)


def read_ttml(source: BinaryIO) -> Document:
    """Read cues as segments."""
    from sync_core_plugins.subtitles.ttml import reading

    return reading.read_ttml(source)


def _get_kept(options: TtmlOptions) -> frozenset[str]:
    return CUE_CONTENTS if options.words else CUE_CONTENTS - {"words"}


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "ttml",
            suffixes=(".ttml", ".dfxp", ".imsc"),
            export=export_ttml,
            media_type="application/ttml+xml",
            options=TtmlOptions,
            needs="segment",
            summary="TTML subtitles, IMSC 1.1 Text",
            read=read_ttml,
            holds=CUE_CONTENTS,
            kept=_get_kept,
        )
    ]
