"""``sync-core formats``."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
import typing
from collections.abc import Mapping, Sequence
from itertools import pairwise

import attrs
import click

from sync_core.cli.shared.reporting import convert_usage_errors
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.records import CONTENTS, ExporterPlugin
from sync_core.plugins.registered import Registered


@click.command("formats")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead.")
def command(name: str | None, as_json: bool) -> int:
    """List the formats that can be written and read; with NAME, one and its options."""
    manager = PluginManager.installed()
    if name is None:
        formats = [_describe(item) for item in manager.exporters()]
        if as_json:
            click.echo(json.dumps({"formats": formats}, indent=1))
        else:
            _print_formats(formats)
        return 0
    with convert_usage_errors():
        found = manager.exporter(name)
    facts = {**_describe(found), "options": _describe_options(found.record)}
    if as_json:
        click.echo(json.dumps(facts, indent=1))
    else:
        _print_format(facts)
    return 0


def _describe(item: Registered[ExporterPlugin]) -> dict[str, object]:
    record = item.record
    fields = () if record.options is None else attrs.fields(record.options)
    return {
        "name": record.name,
        "package": item.distribution,
        "summary": record.summary,
        "suffixes": list(record.suffixes),
        "media_type": record.media_type,
        "needs": record.needs,
        "holds": sorted(CONTENTS if record.holds is None else record.holds),
        "lossless": record.holds is None,
        "readable": record.read is not None,
        "options": [field.name for field in fields],
    }


def _describe_options(record: ExporterPlugin) -> list[dict[str, object]]:
    if record.options is None:
        return []
    meanings = _read_meanings(record.options)
    hints = typing.get_type_hints(record.options)
    return [
        {
            "name": field.name,
            "type": _name_type(hints.get(field.name, object)),
            "default": _get_default(field),
            "meaning": meanings.get(field.name, ""),
        }
        for field in attrs.fields(record.options)
    ]


def _get_default(field: attrs.Attribute[object]) -> object:
    value = field.default
    plain = isinstance(value, str | int | float | bool) or value is None
    return value if plain else str(value)


def _name_type(hint: object) -> str:
    """Name a type as people write it: ``yes/no``, ``left|right``."""
    plain = {bool: "yes/no", int: "number", float: "number", str: "text"}
    if hint is type(None):
        return "none"
    if isinstance(hint, type):
        # Anything else is for Python only.
        return plain.get(hint, "")
    parts = typing.get_args(hint)
    if typing.get_origin(hint) is typing.Literal:
        return "|".join(map(str, parts))
    if typing.get_origin(hint) is tuple:
        return "list"
    return " or ".join(filter(None, dict.fromkeys(map(_name_type, parts))))


def _read_meanings(kind: type) -> dict[str, str]:
    """Read what stands under each field of a class, its bases' included."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        try:
            source = textwrap.dedent(inspect.getsource(base))
            [body] = ast.parse(source).body
        except (OSError, TypeError, SyntaxError):
            continue
        statements = getattr(body, "body", [])
        for field, text in pairwise(statements):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
            ):
                words = str(text.value.value).replace("``", "").split()
                found[field.target.id] = " ".join(words)
    return found


def _print_formats(formats: Sequence[Mapping[str, object]]) -> None:
    rows = [
        (
            row["name"],
            _join(row["suffixes"]),
            row["media_type"],
            row["needs"],
            "everything" if row["lossless"] else _join(row["holds"]) or "text",
            "yes" if row["readable"] else "no",
            _join(row["options"]),
        )
        for row in formats
    ]
    titles = ("name", "endings", "media type", "needs", "keeps", "readable", "options")
    _print_table(titles, rows)


def _print_format(facts: Mapping[str, object]) -> None:
    click.echo(f"{facts['name']}: {facts['summary']} ({facts['package']})\n")
    kept = "everything" if facts["lossless"] else _join(facts["holds"]) or "text"
    click.echo(f"endings     {_join(facts['suffixes'])}")
    click.echo(f"media type  {facts['media_type']}")
    click.echo(f"needs       {facts['needs']}")
    click.echo(f"keeps       {kept}")
    click.echo(f"readable    {'yes' if facts['readable'] else 'no'}")
    options = facts["options"]
    if not isinstance(options, list) or not options:
        return
    click.echo(f"\nOptions: -O {facts['name']}.NAME=VALUE\n")
    rows = [(o["name"], o["type"], o["default"], o["meaning"]) for o in options]
    _print_table(("name", "value", "default", "meaning"), rows)


def _join(values: object) -> str:
    return " ".join(map(str, values)) if isinstance(values, list) else str(values)


def _print_table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold", no_wrap=title == "name")
    for row in rows:
        table.add_row(*(Text("none" if cell is None else str(cell)) for cell in row))
    Console().print(table)
