"""The document itself as JSON (``.json``), without loss."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, hookimpl


def export_json(document: Document, out: BinaryIO) -> None:
    """Write the document; ``read_json`` gives it back unchanged."""
    out.write(document.to_json(indent=1).encode() + b"\n")


def read_json(source: BinaryIO) -> Document:
    """Read what ``export_json`` wrote.

    Raises:
        DocumentError: Not JSON, not a document, damaged, or of a newer version.
    """
    return Document.from_json(source.read())


def is_json(data: bytes) -> bool:
    """Say whether a JSON file calls itself a document."""
    return b'"sync-core document"' in data


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "json",
            suffixes=(".json",),
            export=export_json,
            media_type="application/json",
            needs="segment",
            summary="the whole document, without loss",
            read=read_json,
            sniff=is_json,
        )
    ]
