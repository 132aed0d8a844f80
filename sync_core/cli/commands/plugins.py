"""``sync-core plugins``."""

from __future__ import annotations

import json
from collections import Counter

import click

from sync_core.cli.plugin_report.listing import (
    ListedPlugin,
    find_plugins,
    print_listing,
)
from sync_core.plugins.api_version import OLDEST_PLUGIN_API, PLUGIN_API
from sync_core.plugins.manager import PluginManager


@click.command("plugins")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead.")
@click.option("--check", is_flag=True, help="Run the quick checks of the contract.")
def command(names: tuple[str, ...], as_json: bool, check: bool) -> int:
    """List what is installed: backends, aligners, exporters, and what failed.

    With NAME, only what goes by these names. --check exits with 1 if a check fails;
    what cannot run here is skipped.
    """
    manager = PluginManager.installed()
    items = find_plugins(manager, names)
    if check:
        return _check(items, bool(names), as_json)
    if not as_json:
        print_listing(items, manager.deprecations)
        return 0
    listing = {
        "plugin_api": {"oldest": OLDEST_PLUGIN_API, "newest": PLUGIN_API},
        "plugins": [item.as_dict() for item in items if item.failure is None],
        "failures": [item.as_dict() for item in items if item.failure is not None],
        "deprecations": list(manager.deprecations),
    }
    click.echo(json.dumps(listing, indent=1))
    return 0


def _check(items: list[ListedPlugin], named: bool, as_json: bool) -> int:
    from sync_core.cli.plugin_report.checks import check_all

    done = []
    for checked in check_all(items, named):
        done.append(checked)
        for line in () if as_json else checked.format_lines():
            click.echo(line)
    counts = Counter(checked.state for checked in done)
    if as_json:
        found = [checked.as_dict() for checked in done]
        click.echo(json.dumps({"checked": found, "counts": counts}, indent=1))
    else:
        summary = ", ".join(f"{number} {state}" for state, number in counts.items())
        click.echo(f"\n{summary or 'nothing is installed'}")
    return 1 if counts["failed"] else 0
