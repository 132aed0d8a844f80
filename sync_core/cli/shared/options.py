"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import click

from sync_core.base.suggestions import suggest_name
from sync_core.cli.shared.reporting import SEVERITIES
from sync_core.plugins.manager import PluginManager

__all__ = [
    "PluginOptions",
    "add_engine_options",
    "add_options",
    "add_reporting_options",
    "check_plugin_options",
    "split_formats",
]

F = TypeVar("F", bound=Callable[..., object])
PluginOptions = Mapping[str, Mapping[str, str]]


def add_engine_options(command: F) -> F:
    """Add the options that commands with engines share."""
    return add_options(command, [*_ENGINE_OPTIONS, *_REPORTING_OPTIONS])


def add_reporting_options(command: F) -> F:
    """Add the plugins' own options, and how findings are reported."""
    return add_options(command, _REPORTING_OPTIONS)


def add_options(command: F, options: Sequence[Callable[[F], F]]) -> F:
    """Add options to a command, the first of them first in its help."""
    for decorate in reversed(options):
        command = decorate(command)
    return command


def split_formats(
    _context: click.Context, _parameter: click.Parameter, values: Sequence[str]
) -> tuple[str, ...]:
    """Return the formats of ``-f``, given several times or parted by commas."""
    names = [n.strip() for value in values for n in value.split(",")]
    return tuple(dict.fromkeys(name for name in names if name))


def _split_options(
    _context: click.Context, _parameter: click.Parameter, values: Sequence[str]
) -> PluginOptions:
    """Read ``PLUGIN.NAME=VALUE``; the plugin's own name may hold dots."""
    found: dict[str, dict[str, str]] = {}
    for text in values:
        key, equals, value = text.partition("=")
        plugin, dot, name = key.rpartition(".")
        if not (equals and dot and plugin and name):
            raise click.BadParameter(
                f"{text!r}: write PLUGIN.NAME=VALUE, say faster-whisper.beam_size=1"
            )
        found.setdefault(plugin, {})[name.replace("-", "_")] = value
    return found


_ENGINE_OPTIONS: tuple[Callable[[F], F], ...] = (
    click.option(
        "-f",
        "--format",
        "formats",
        multiple=True,
        metavar="NAME[,NAME...]",
        callback=split_formats,
        help="Formats to write; without, by the ending of -o.",
    ),
    click.option(
        "-o",
        "--output",
        metavar="PATH",
        help="A folder (made if missing) or a file; without, standard output.",
    ),
    click.option(
        "-l", "--language", metavar="TAG", help="Language, as in en or pt-BR."
    ),
    click.option("--threads", type=click.IntRange(min=1), help="Threads per engine."),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0),
        metavar="SECONDS",
        help="Give up when an engine shows no sign of life for so long.",
    ),
)
_REPORTING_OPTIONS: tuple[Callable[[F], F], ...] = (
    click.option(
        "-O",
        "--option",
        "own",
        multiple=True,
        metavar="PLUGIN.NAME=VALUE",
        callback=_split_options,
        help="An option of a plugin's own.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice([*SEVERITIES, "never"]),
        default="error",
        show_default=True,
        help="Exit with 3 when there are findings of this severity or above.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress, no findings."),
)


def check_plugin_options(
    manager: PluginManager, own: PluginOptions, in_use: Sequence[str]
) -> None:
    """Raise for options of plugins that do not exist or have no part in the run."""
    known = [
        *(item.record.name for item in manager.backends()),
        *(item.record.name for item in manager.aligners()),
        *(item.record.name for item in manager.exporters()),
    ]
    for plugin in own:
        if plugin not in known:
            raise click.UsageError(
                f"-O {plugin}.…: no plugin '{plugin}'{suggest_name(plugin, known)}; "
                f"there are: {', '.join(known)}"
            )
        if plugin not in in_use:
            raise click.UsageError(
                f"-O {plugin}.…: '{plugin}' has no part in this run; name it with "
                f"-b, -a or -f"
            )
