"""TTML subtitles (``.ttml``) in the IMSC 1.1 Text profile."""

from __future__ import annotations

from sync_core import ExporterPlugin, hookimpl
from sync_core_plugins._cues import CUE_CONTENTS
from sync_core_plugins.ttml._read import read_ttml
from sync_core_plugins.ttml._write import TtmlOptions, export_ttml

__all__ = ["read_ttml", "sync_core_exporters"]


def _kept(options: TtmlOptions) -> frozenset[str]:
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
            kept=_kept,
        )
    ]
