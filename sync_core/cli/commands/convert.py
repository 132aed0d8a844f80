"""``sync-core convert``."""

from __future__ import annotations

import click

from sync_core.cli.shared.options import (
    PluginOptions,
    add_reporting_options,
    check_plugin_options,
)
from sync_core.cli.shared.reporting import convert_usage_errors, report_findings
from sync_core.cli.shared.timeouts import get_file_timeout_s
from sync_core.document.document import Document
from sync_core.formats.files import choose_exporter, load, write_document
from sync_core.plugins.manager import PluginManager


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--from", "source_format", metavar="NAME", help="The format of IN.")
@click.option("--to", "target_format", metavar="NAME", help="The format of OUT.")
@add_reporting_options
def command(
    source: str,
    target: str,
    source_format: str | None,
    target_format: str | None,
    own: PluginOptions,
    fail_on: str,
    quiet: bool,
) -> int:
    """Write the document in the file IN as the file OUT.

    Formats go by the files' endings unless they are named. What IN has wrong, and what
    OUT cannot hold, is named.
    """
    manager = PluginManager.installed()
    with convert_usage_errors():
        kind = choose_exporter(manager, source, source_format).record
        name = choose_exporter(manager, target, target_format).record.name
    check_plugin_options(manager, own, [name])
    limit_s = get_file_timeout_s()
    document = load(source, format=source_format, manager=manager, timeout_s=limit_s)
    with convert_usage_errors():
        lost = write_document(
            manager, document, target, target_format, own.get(name), limit_s
        )
    click.echo(target, err=True)
    # What a lossless format brings along is about the speech, not about this file.
    read = () if kind.holds is None else document.findings
    notes = Document([], findings=[*read, *lost])
    return report_findings([notes], fail_on, quiet)
