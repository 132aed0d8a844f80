"""An exporter under test."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from sync_core.base.errors import ExportError
from sync_core.document.document import Document
from sync_core.plugins.options import make_options
from sync_core.plugins.records import ExporterPlugin
from sync_core.testing.documents import LONG_DOCUMENT, sample_documents
from sync_core.testing.suite import ContractViolation

__all__ = ["ExporterSubject"]

_ENCODE_EXAMPLE = "out.write(text.encode())"


class ExporterSubject:
    """An exporter under test.

    Args:
        record: The plugin's record.
        options: The format's own options, by name.
    """

    def __init__(
        self, record: ExporterPlugin, options: Mapping[str, object] | None = None
    ) -> None:
        self.record = record
        self._option_values = options

    def __str__(self) -> str:
        return f"the exporter '{self.record.name}'"

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents to write, by name."""
        return sample_documents()

    def options(self) -> Any:
        """Make the options for the record's functions."""
        return make_options(self.record.options, self._option_values, str(self))

    def write(self, name: str) -> bytes | None:
        """Export a sample document; return None if the exporter refuses it."""
        try:
            return self.export(self.documents[name], name)
        except ExportError as error:
            if not str(error).strip():
                raise ContractViolation(
                    f"it refused '{name}' without a word"
                ) from error
            return None

    def export(self, document: Document, name: str) -> bytes:
        """Export a document, and check how the exporter uses the file."""
        out = _RecordingBuffer()
        arguments = [] if self.record.options is None else [self.options()]
        try:
            self.record.export(document, out, *arguments)
        except TypeError as error:
            if out.got_text:
                raise ContractViolation(
                    f"it wrote text: encode it, as in {_ENCODE_EXAMPLE}"
                ) from error
            raise
        if out.closed:
            raise ContractViolation(f"it closed the file that '{name}' was to go to")
        return out.getvalue()

    def export_all(self) -> dict[str, bytes]:
        """Export all sample documents but the long one and those that are refused."""
        names = (name for name in self.documents if name != LONG_DOCUMENT)
        written = ((name, self.write(name)) for name in names)
        return {name: data for name, data in written if data is not None}


class _RecordingBuffer(io.BytesIO):
    """A buffer that records whether text was written."""

    got_text = False

    def write(self, data: Any) -> int:
        self.got_text = isinstance(data, str)
        return super().write(data)
