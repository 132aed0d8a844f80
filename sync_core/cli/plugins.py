"""``sync-core plugins``."""

from __future__ import annotations

import json

import click

from sync_core._availability import why_unavailable
from sync_core.languages import listed
from sync_core.manager import PluginManager
from sync_core.plugin_types import ExporterPlugin, PluginRecord


@click.command("plugins")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead.")
def command(as_json: bool) -> int:
    """List what is installed: backends, aligners, exporters, and what failed."""
    manager = PluginManager.installed()
    rows = [
        {"kind": kind, "package": item.distribution, **_facts(item.record)}
        for kind, items in (
            ("backend", manager.backends()),
            ("aligner", manager.aligners()),
            ("exporter", manager.exporters()),
        )
        for item in items
    ]
    failures = [
        {"plugin": f.plugin, "package": f.distribution, "reason": f.reason}
        for f in manager.failures
    ]
    if as_json:
        click.echo(json.dumps({"plugins": rows, "failures": failures}, indent=1))
    else:
        _print_table(rows, failures)
    return 0


def _facts(record: PluginRecord) -> dict[str, object]:
    facts: dict[str, object] = {"name": record.name, "summary": record.summary}
    if isinstance(record, ExporterPlugin):
        return {**facts, "suffixes": list(record.suffixes)}
    languages = None if record.languages is None else list(record.languages)
    return {
        **facts,
        "languages": languages,
        "license": record.license,
        "weights_license": record.weights_license,
        "needs_network": record.needs_network,
        "unavailable": why_unavailable(record),
    }


def _print_table(rows: list[dict[str, object]], failures: list[dict[str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("kind", "name", "for", "package", "what it is"):
        table.add_column(title, overflow="fold", no_wrap=title in ("kind", "name"))
    for row in rows:
        what_for = row.get("suffixes") or row.get("languages") or ["any language"]
        assert isinstance(what_for, list)  # noqa: S101
        table.add_row(
            str(row["kind"]),
            str(row["name"]),
            listed(what_for, " "),
            str(row["package"]),
            str(row["summary"]),
        )
    console.print(table)
    for row in rows:
        if row.get("unavailable"):
            console.print(
                f"\ncannot run here: {row['name']}: {row['unavailable']}",
                markup=False,
                highlight=False,
            )
    for failure in failures:
        console.print(
            f"\nnot loaded: {failure['plugin']} ({failure['package']}): "
            f"{failure['reason']}",
            markup=False,
            highlight=False,
        )
