"""The document itself as JSON (``.json``), without loss."""

from __future__ import annotations

from typing import BinaryIO

from sync_core import Document, ExporterPlugin, Extension, hookimpl


def export_json(document: Document, out: BinaryIO) -> None:
    """Write the document; ``read_json`` gives it back unchanged."""
    whole = extend_json(document, 0)
    out.write(whole.body + whole.tail)


def extend_json(document: Document, before: int) -> Extension:
    """Return the segments behind those that are written, and what ends the file.

    Nothing in JSON but its layout begins a line, so the lines of the outermost level
    tell where the segments are.
    """
    text = document.to_json(indent=1) + "\n"
    head, key, rest = text.partition('\n "segments": [')
    count = before + len(document.segments)
    if not document.segments:
        listed, tail = "", ("\n " if before else "") + rest
    else:
        listed, end, tail = rest.partition("\n ]")
        tail = end + tail
    body = ("," if listed else "") + listed if before else head + key + listed
    return Extension(body.encode(), count, tail.encode())


def read_json(source: BinaryIO) -> Document:
    """Read what ``export_json`` wrote.

    Raises:
        DocumentError: Not JSON, not a document, damaged, or of a newer version.
    """
    return Document.from_json(source.read())


def is_json(data: bytes) -> bool:
    """Return whether a JSON file calls itself a document."""
    return b'"sync-core document"' in data


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "json",
            suffixes=(".json",),
            export=export_json,
            extend=extend_json,
            media_type="application/json",
            needs="segment",
            summary="the whole document, without loss",
            read=read_json,
            sniff=is_json,
        )
    ]
