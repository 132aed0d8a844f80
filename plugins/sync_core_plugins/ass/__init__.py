"""Advanced SubStation Alpha subtitles (``.ass``), also for karaoke."""

from __future__ import annotations

from sync_core import ExporterPlugin, hookimpl
from sync_core_plugins._cues import CUE_CONTENTS
from sync_core_plugins.ass._read import read_ass
from sync_core_plugins.ass._write import export_ass
from sync_core_plugins.ass.options import AssOptions

__all__ = ["read_ass", "sync_core_exporters"]


def _kept(options: AssOptions) -> frozenset[str]:
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
            kept=_kept,
        )
    ]
