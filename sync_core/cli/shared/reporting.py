"""Errors and findings: what is printed, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from sync_core.base.errors import InputError, SyncCoreError, UnknownPluginError
from sync_core.document.document import Document

__all__ = ["SEVERITIES", "convert_usage_errors", "fail", "report_findings"]

SEVERITIES = ("info", "warning", "error")
"""Of findings, in rising order."""


def fail(error: SyncCoreError | str) -> int:
    """Print an error and return the exit code that goes with it."""
    click.echo(f"error: {error}", err=True)
    return 1


@contextmanager
def convert_usage_errors() -> Iterator[None]:
    """Turn what the user got wrong on the command line into exit code 2."""
    try:
        yield
    except (UnknownPluginError, InputError) as error:
        raise click.UsageError(str(error)) from error


def report_findings(documents: Sequence[Document], fail_on: str, quiet: bool) -> int:
    """Print findings and return the exit code that they ask for."""
    findings = [finding for document in documents for finding in document.findings]
    if not quiet:
        for finding in findings:
            at = (
                ""
                if finding.start_ms is None
                else f" at {finding.start_ms / 1000:.2f} s"
            )
            click.echo(f"{finding.severity}:{at} {finding.message}", err=True)
    if fail_on == "never":
        return 0
    limit = SEVERITIES.index(fail_on)
    return 3 if any(SEVERITIES.index(f.severity) >= limit for f in findings) else 0
