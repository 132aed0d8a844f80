"""WebVTT subtitles (``.vtt``), as https://www.w3.org/TR/webvtt1/ has them."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Cue, Document, ExporterPlugin, clock, cues, hookimpl

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def export_vtt(document: Document, out: BinaryIO) -> None:
    """Write a header and one block per cue."""
    blocks = ["WEBVTT\n"]
    for cue in cues(document):
        times = f"{clock(cue.start_ms)} --> {clock(cue.end_ms)}"
        blocks.append(f"{times}\n{_payload(cue)}\n")
    out.write("\n".join(blocks).encode("utf-8", errors="replace"))


def _payload(cue: Cue) -> str:
    text = "\n".join(cue.lines).translate(_ESCAPES)
    speaker = (cue.speaker or "").replace("\0", "")
    voice = " ".join(speaker.split()).translate(_ESCAPES)
    if voice.endswith("--"):
        # With the tag's own ">" they would make an arrow.
        voice = f"{voice[:-1]}&#45;"
    return f"<v {voice}>{text}</v>" if voice else text


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "vtt",
            suffixes=(".vtt",),
            export=export_vtt,
            media_type="text/vtt",
            needs="segment",
            summary="WebVTT subtitles",
        )
    ]
