"""What ``sync-core plugins`` tells of each installed plugin."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from importlib import metadata
from typing import Any

import click
from attrs import frozen

from sync_core.base.suggestions import suggest_name
from sync_core.document.language_tags import list_languages
from sync_core.plugins.availability import why_unavailable
from sync_core.plugins.manager import LoadFailure, PluginManager
from sync_core.plugins.records import ExporterPlugin
from sync_core.plugins.registered import Registered

__all__ = ["ListedPlugin", "find_plugins", "print_listing"]

_MIN_WIDE_COLUMNS = 110
"""Columns from which on there is room for a sentence on each."""
_LICENCES = "licence: code, weights"
_MIN_COLUMNS = {"package": 9, "languages": 9, _LICENCES: 13}
"""Columns in which names are not to be broken: ``BSD-3-Clause,``. Fits 80 columns."""


@frozen(eq=False)
class ListedPlugin:
    """A part that is installed, or a plugin that could not be loaded."""

    kind: str
    name: str
    origin: str
    found: Registered[Any] | None = None
    failure: LoadFailure | None = None

    def as_dict(self) -> dict[str, object]:
        """Return everything about it, for JSON."""
        distribution, _, version = self.origin.rpartition(" ")
        facts: dict[str, object] = {
            "kind": self.kind,
            "name": self.name,
            "package": self.origin,
            "distribution": distribution or self.origin,
            "version": version if distribution else None,
        }
        if self.failure is not None:
            return {**facts, "plugin": self.name, "reason": self.failure.reason}
        assert self.found is not None  # noqa: S101
        return {**facts, **_describe(self.found)}


def find_plugins(manager: PluginManager, names: Collection[str]) -> list[ListedPlugin]:
    """Return what is installed, backends first, and last what could not be loaded.

    Args:
        manager: The plugins.
        names: Only what goes by one of these names; empty: all.

    Raises:
        click.UsageError: Nothing goes by one of the names.
    """
    every = [
        *_list_all("backend", manager.backends()),
        *_list_all("aligner", manager.aligners()),
        *_list_all("exporter", manager.exporters()),
    ]
    # The hooks had to be called before it is known which of them fail.
    every += [
        ListedPlugin("plugin", f.plugin, f.distribution, failure=f)
        for f in manager.failures
    ]
    known = [item.name for item in every]
    for name in names:
        if name not in known:
            raise click.UsageError(
                f"no plugin named '{name}'{suggest_name(name, known)}; there are: "
                f"{', '.join(dict.fromkeys(known))}"
            )
    return [item for item in every if not names or item.name in names]


def _list_all(kind: str, found: list[Registered[Any]]) -> Iterator[ListedPlugin]:
    for item in found:
        yield ListedPlugin(kind, item.record.name, item.distribution, found=item)


def _describe(found: Registered[Any]) -> dict[str, object]:
    record = found.record
    facts: dict[str, object] = {
        "plugin": found.plugin,
        "api": found.api,
        "summary": record.summary,
        "license": getattr(record, "license", None)
        or _find_license(found.distribution),
    }
    if isinstance(record, ExporterPlugin):
        return {
            **facts,
            "suffixes": list(record.suffixes),
            "readable": record.read is not None,
            "needs_network": False,
            "state": "ready",
        }
    reason = why_unavailable(record)
    languages = None if record.languages is None else list(record.languages)
    return {
        **facts,
        "languages": languages,
        "weights_license": record.weights_license,
        "needs_network": record.needs_network,
        "state": "ready" if reason is None else "unavailable",
        "unavailable": reason,
    }


@cache
def _find_license(origin: str) -> str | None:
    """Return the licence that a package states, if it does so in one line."""
    try:
        stated = metadata.metadata(origin.partition(" ")[0])
    except (metadata.PackageNotFoundError, ValueError):
        return None
    for name in ("License-Expression", "License"):
        if name in stated and "\n" not in stated[name]:
            return stated[name] or None
    return None


def print_listing(
    items: Collection[ListedPlugin], deprecations: Collection[str]
) -> None:
    """Print tables as wide as the terminal, and what is wrong below them."""
    from rich.console import Console

    console = Console()
    rows = [item.as_dict() for item in items]
    engines = [row for row in rows if row["kind"] in ("backend", "aligner")]
    exporters = [row for row in rows if row["kind"] == "exporter"]
    wide = console.width >= _MIN_WIDE_COLUMNS
    for table in (
        _make_engine_table(engines, wide),
        _make_exporter_table(exporters, wide),
    ):
        if table.row_count:
            console.print(table)
            console.print()
    for line in _list_notes(rows, deprecations):
        console.print(line, markup=False, highlight=False)


def _list_notes(
    rows: Collection[dict[str, object]], deprecations: Collection[str]
) -> Iterator[str]:
    for row in rows:
        if row.get("unavailable"):
            yield f"cannot run here: {row['name']}: {row['unavailable']}"
    for row in rows:
        if "reason" in row:
            yield f"not loaded: {row['name']} ({row['package']}): {row['reason']}"
    for line in deprecations:
        yield f"out of date: {line}"


def _make_engine_table(rows: Collection[dict[str, Any]], wide: bool) -> Any:
    titles = ["kind", "name", "package", "runs", "languages", "network"]
    table = _make_table([*titles, _LICENCES, *_list_summary_title(wide)])
    for row in rows:
        languages = row["languages"]
        table.add_row(
            row["kind"],
            row["name"],
            row["package"],
            "yes" if row["state"] == "ready" else "no",
            "any" if languages is None else list_languages(languages, " "),
            "yes" if row["needs_network"] else "no",
            f"{row['license'] or '?'}, {row['weights_license'] or '-'}",
            *([row["summary"]] if wide else ()),
        )
    return table


def _make_exporter_table(rows: Collection[dict[str, Any]], wide: bool) -> Any:
    titles = ["kind", "name", "package", "endings", "reads", "licence"]
    table = _make_table([*titles, *_list_summary_title(wide)])
    for row in rows:
        table.add_row(
            row["kind"],
            row["name"],
            row["package"],
            " ".join(row["suffixes"]),
            "yes" if row["readable"] else "no",
            row["license"] or "?",
            *([row["summary"]] if wide else ()),
        )
    return table


def _list_summary_title(wide: bool) -> list[str]:
    return ["what it is"] if wide else []


def _make_table(titles: list[str]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        whole = title in ("kind", "name", "runs", "network", "reads")
        least = _MIN_COLUMNS.get(title)
        table.add_column(title, overflow="fold", no_wrap=whole, min_width=least)
    return table
