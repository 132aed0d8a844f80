"""``sync-core convert``."""

from __future__ import annotations

import click

from sync_core.cli._common import usage_errors
from sync_core.exporting import choose_exporter, load, write_document
from sync_core.manager import PluginManager


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--from", "source_format", metavar="NAME", help="The format of IN.")
@click.option("--to", "target_format", metavar="NAME", help="The format of OUT.")
def command(
    source: str, target: str, source_format: str | None, target_format: str | None
) -> int:
    """Write the document in the file IN as the file OUT.

    Formats go by the files' endings unless they are named.
    """
    manager = PluginManager.installed()
    with usage_errors():
        choose_exporter(manager, source, source_format)
        choose_exporter(manager, target, target_format)
    document = load(source, format=source_format, manager=manager)
    write_document(manager, document, target, target_format)
    click.echo(target, err=True)
    return 0
