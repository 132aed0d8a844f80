"""The reference of the command line, read from the command line itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from sync_core.cli import _group

MARKER = "<!-- commands -->"
"""Where in a page the reference goes."""


def text() -> str:
    """Give a section of Markdown for every command."""
    root = click.Context(_group, info_name="sync-core")
    return "\n\n".join(_section(context) for context in contexts(root))


def contexts(above: click.Context) -> Iterator[click.Context]:
    """Give the commands below one, in their order, groups before their own."""
    group = above.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        assert command is not None
        context = click.Context(command, parent=above, info_name=name)
        yield context
        yield from contexts(context)


def _section(context: click.Context) -> str:
    command = context.command
    depth = context.command_path.count(" ")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [
        f"{'#' * (depth + 2)} {context.command_path}",
        f"```text\n{usage}\n```",
        _prose(command.help or ""),
    ]
    rows = [_row(parameter, context) for parameter in command.get_params(context)]
    if any(rows):
        table = ["| option | meaning |", "|---|---|", *filter(None, rows)]
        parts.append("\n".join(table))
    return "\n\n".join(parts)


def _prose(text: str) -> str:
    return inspect.cleandoc(text).replace("<", "&lt;")


def _row(parameter: click.Parameter, context: click.Context) -> str:
    record = parameter.get_help_record(context)
    if record is None or not isinstance(parameter, click.Option):
        return ""
    names, meaning = record
    return "" if "--help" in names else f"| `{names}` | {_prose(meaning)} |"
