"""Advanced SubStation Alpha subtitles (``.ass``), also for karaoke."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, hookimpl
from sync_core_plugins.subtitles.ass.options import AssOptions
from sync_core_plugins.subtitles.cues import CUE_CONTENTS

__all__ = ["export_ass", "read_ass", "sync_core_exporters"]


def export_ass(document: Document, out: BinaryIO, options: AssOptions) -> None:
    """Write cues."""
    from sync_core_plugins.subtitles.ass.writing import write_ass

    write_ass(document, out, options)


def read_ass(source: BinaryIO) -> Document:
    """Read cues as segments."""
    from sync_core_plugins.subtitles.ass import reading

    return reading.read_ass(source)


def _get_kept(options: AssOptions) -> frozenset[str]:
    return CUE_CONTENTS if options.karaoke else CUE_CONTENTS - {"words"}


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "ass",
            suffixes=(".ass", ".ssa"),
            export=export_ass,
            media_type="text/x-ssa",
            options=AssOptions,
            needs="segment",
            summary="Advanced SubStation Alpha subtitles",
            read=read_ass,
            holds=CUE_CONTENTS,
            kept=_get_kept,
        )
    ]
