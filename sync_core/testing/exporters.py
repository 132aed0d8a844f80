"""The contract of exporters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync_core.plugins.records import ExporterPlugin
from sync_core.testing.reading_checks import READING, SNIFFING
from sync_core.testing.suite import CheckResult, Suite
from sync_core.testing.writing_checks import WRITING, ExporterSubject

__all__ = ["check_exporter", "exporter_contract"]


def check_exporter(
    record: ExporterPlugin, *, options: Mapping[str, object] | None = None
) -> list[CheckResult]:
    """Run the quick checks of the exporters' contract; needs no pytest.

    Args:
        record: What the plugin's hook lists.
        options: The format's own options, by name.
    """
    return _suite(record).results(ExporterSubject(record, options))


def exporter_contract(
    record: ExporterPlugin, *, options: Mapping[str, object] | None = None
) -> Any:
    """Make a test of everything that an exporter promises, for pytest.

    Args:
        record: What the plugin's hook lists.
        options: The format's own options, by name.

    Raises:
        MissingDependencyError: pytest is not installed.
    """
    return _suite(record).test(ExporterSubject(record, options))


def _suite(record: ExporterPlugin) -> Suite[ExporterSubject]:
    reading = READING.checks if record.read is not None else []
    sniffing = SNIFFING.checks if record.sniff is not None else []
    return Suite([*WRITING.checks, *reading, *sniffing])
