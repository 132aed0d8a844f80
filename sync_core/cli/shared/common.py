"""What the commands share: messages, options, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

from sync_core.base.callbacks import Progress as ProgressFunction
from sync_core.base.errors import InputError, SyncCoreError, UnknownPluginError
from sync_core.base.suggestions import did_you_mean
from sync_core.document.document import Document
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.timeouts import plugin_timeout_s

__all__ = [
    "PluginOptions",
    "engine_options",
    "fail",
    "file_timeout_s",
    "report_findings",
    "reporting_options",
    "show_progress",
    "split_formats",
    "usage_errors",
]

F = TypeVar("F", bound=Callable[..., object])
Follow = Callable[[str], ProgressFunction | None]
PluginOptions = Mapping[str, Mapping[str, str]]
_FILE_TIMEOUT_S = 600.0
"""The slowest format (``json``) takes 52 s for a day of speech, on two busy cores."""
_SEVERITIES = ("info", "warning", "error")


def file_timeout_s() -> float:
    """Give how long a format's plugin may take to write or read one file."""
    return plugin_timeout_s(default_s=_FILE_TIMEOUT_S)


def fail(error: SyncCoreError | str) -> int:
    """Print an error and give the exit code that goes with it."""
    click.echo(f"error: {error}", err=True)
    return 1


@contextmanager
def usage_errors() -> Iterator[None]:
    """Turn what the user got wrong on the command line into exit code 2."""
    try:
        yield
    except (UnknownPluginError, InputError) as error:
        raise click.UsageError(str(error)) from error


def engine_options(command: F) -> F:
    """Add the options that commands with engines share."""
    return _decorated(command, [*_ENGINE_OPTIONS, *_REPORTING_OPTIONS])


def reporting_options(command: F) -> F:
    """Add the plugins' own options, and how findings are reported."""
    return _decorated(command, _REPORTING_OPTIONS)


def _decorated(command: F, options: Sequence[Callable[[F], F]]) -> F:
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
        type=click.Choice([*_SEVERITIES, "never"]),
        default="error",
        show_default=True,
        help="Exit with 3 when there are findings of this severity or above.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress, no findings."),
)


def check_plugin_options(
    manager: PluginManager, own: PluginOptions, in_use: Sequence[str]
) -> None:
    """Refuse options of plugins that do not exist or have no part in the run."""
    known = [
        *(item.record.name for item in manager.backends()),
        *(item.record.name for item in manager.aligners()),
        *(item.record.name for item in manager.exporters()),
    ]
    for plugin in own:
        if plugin not in known:
            raise click.UsageError(
                f"-O {plugin}.…: no plugin '{plugin}'{did_you_mean(plugin, known)}; "
                f"there are: {', '.join(known)}"
            )
        if plugin not in in_use:
            raise click.UsageError(
                f"-O {plugin}.…: '{plugin}' has no part in this run; name it with "
                f"-b, -a or -f"
            )


def report_findings(documents: Sequence[Document], fail_on: str, quiet: bool) -> int:
    """Print findings and give the exit code that they ask for."""
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
    limit = _SEVERITIES.index(fail_on)
    return 3 if any(_SEVERITIES.index(f.severity) >= limit for f in findings) else 0


@contextmanager
def show_progress(count: int, quiet: bool) -> Iterator[Follow]:
    """Show one bar for a run over files, on standard error, if a person is watching.

    Gives a function that takes the next file's path and gives what to call with its
    progress.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda path: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count)
        numbers = iter(range(count))

        def follow(path: str) -> ProgressFunction:
            before = next(numbers)
            title = os.path.basename(path)
            if count > 1:
                title = f"{before + 1}/{count} {title}"
            bar.update(task, description=title, completed=before)
            return lambda done_ms, total_ms: bar.update(
                task, completed=before + done_ms / max(total_ms, 1)
            )

        yield follow
