"""The contract of exporters, with and without pytest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync_core.plugins.records import ExporterPlugin
from sync_core.testing.exporter_subject import ExporterSubject
from sync_core.testing.reading_checks import READING_CHECKS, SNIFFING_CHECKS
from sync_core.testing.suite import CheckResult, Suite
from sync_core.testing.writing_checks import WRITING_CHECKS

__all__ = ["check_exporter", "exporter_contract"]


def check_exporter(
    record: ExporterPlugin, *, options: Mapping[str, object] | None = None
) -> list[CheckResult]:
    """Run the quick checks of the exporters' contract without pytest.

    Args:
        record: The plugin's record.
        options: The format's own options, by name.
    """
    return _select_checks(record).run_quick(ExporterSubject(record, options))


def exporter_contract(
    record: ExporterPlugin, *, options: Mapping[str, object] | None = None
) -> Any:
    """Make a pytest test of the exporters' contract with all its checks.

    Args:
        record: The plugin's record.
        options: The format's own options, by name.

    Raises:
        MissingDependencyError: pytest is not installed.
    """
    return _select_checks(record).test(ExporterSubject(record, options))


def _select_checks(record: ExporterPlugin) -> Suite[ExporterSubject]:
    reading = READING_CHECKS.checks if record.read is not None else []
    sniffing = SNIFFING_CHECKS.checks if record.sniff is not None else []
    return Suite([*WRITING_CHECKS.checks, *reading, *sniffing])
