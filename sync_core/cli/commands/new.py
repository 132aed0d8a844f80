"""``sync-core new``."""

from __future__ import annotations

import click

from sync_core.cli.scaffold import KINDS, LICENSES, check_new, write_package
from sync_core.cli.shared.reporting import convert_usage_errors
from sync_core.plugins.manager import PluginManager


@click.command("new")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@click.option(
    "-o",
    "--output",
    default=".",
    show_default=True,
    metavar="FOLDER",
    help="Where the package's own folder goes.",
)
@click.option(
    "--license",
    "license_name",
    type=click.Choice(LICENSES),
    default="MIT",
    show_default=True,
    help="The package's licence.",
)
def command(kind: str, name: str, output: str, license_name: str) -> int:
    """Begin a plugin of your own: write a package that works, and its tests.

    NAME is the plugin's name; its package is called sync-core-NAME.
    """
    with convert_usage_errors():
        check_new(kind, name, PluginManager.installed())
    folder = write_package(kind, name, output, license_name)
    click.echo(folder)
    click.echo(
        f'now: pip install -e "{folder}[test]", look at sync-core plugins, and run '
        f"pytest in {folder}",
        err=True,
    )
    return 0
