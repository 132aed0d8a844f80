"""The contract of exporters."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from sync_core.document import Document
from sync_core.options import make_options
from sync_core.plugin_types import ExporterPlugin
from sync_core.testing._documents import sample_documents
from sync_core.testing._suite import Broken, CheckResult, Suite

__all__ = ["check_exporter", "exporter_contract"]


@frozen(eq=False)
class Subject:
    """An exporter under test."""

    record: ExporterPlugin
    options: Mapping[str, object] | None = None
    documents: dict[str, Document] = field(factory=sample_documents, init=False)

    def __str__(self) -> str:
        return f"the exporter '{self.record.name}'"

    def write(self, name: str) -> bytes:
        """Write one of the sample documents."""
        out = io.BytesIO()
        self._export(self.documents[name], out)
        if out.closed:
            raise Broken(f"it closed the file that it wrote '{name}' to")
        return out.getvalue()

    def _export(self, document: Document, out: io.BytesIO) -> None:
        own = make_options(self.record.options, self.options, str(self))
        arguments: list[Any] = [] if self.record.options is None else [own]
        self.record.export(document, out, *arguments)


SUITE: Suite[Subject] = Suite()


@SUITE.check
def empty_document(subject: Subject) -> None:
    """A document without segments is written as well."""
    subject.write("empty")


@SUITE.check
def same_bytes_every_time(subject: Subject) -> None:
    """An exporter is a pure function of its arguments: the same bytes every time."""
    for name in subject.documents:
        if subject.write(name) != subject.write(name):
            raise Broken(f"it wrote the document '{name}' differently the second time")


def check_exporter(
    record: ExporterPlugin, *, options: Mapping[str, object] | None = None
) -> list[CheckResult]:
    """Run the quick checks of the exporters' contract; needs no pytest.

    Args:
        record: What the plugin's hook lists.
        options: The format's own options, by name.
    """
    return SUITE.results(Subject(record, options))


def exporter_contract(
    record: ExporterPlugin, *, options: Mapping[str, object] | None = None
) -> Any:
    """Make a test of everything that an exporter promises.

    Args:
        record: What the plugin's hook lists.
        options: The format's own options, by name.

    Raises:
        MissingDependencyError: pytest is not installed.
    """
    return SUITE.test(Subject(record, options))
