"""Files of a format in memory: written, read, and what readers find in them."""

import io
import json

from sync_core import Document, PluginManager
from sync_core.formats.files import render


def write(
    manager: PluginManager, name: str, document: Document, **options: object
) -> bytes:
    return render(document, manager.exporter(name), options)


def read(manager: PluginManager, name: str, data: object) -> Document:
    """Read bytes, a text, or what is written as JSON."""
    reader = manager.exporter(name).record.read
    assert reader is not None
    if not isinstance(data, bytes | str):
        data = json.dumps(data)
    return reader(io.BytesIO(data.encode() if isinstance(data, str) else data))


def get_messages(document: Document) -> list[str]:
    return [finding.message for finding in document.findings]


def get_words(document: Document) -> list[tuple[str, int | None, int | None, str]]:
    return [(w.text, w.start_ms, w.end_ms, w.status) for w in document.words]
