"""``sync-core models``: what there is, and how it gets here."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args

import click

from sync_core.base.errors import ModelError
from sync_core.cli.shared.reporting import fail
from sync_core.models import (
    FORMS,
    BytesProgress,
    Form,
    GgmlType,
    ModelInfo,
    canonical_name,
    convert_model,
    find_model,
    model_store,
    pull_model,
)
from sync_core.models.inventory import (
    ModelLocation,
    ModelRow,
    list_inventory,
    verify_places,
)
from sync_core.models.store import Slot, remove_model

_MIN_WIDE_COLUMNS = 120
"""Columns of a terminal that has room for what each model is good for."""

_form = click.option(
    "--form",
    type=click.Choice(FORMS),
    default="ctranslate2",
    show_default=True,
    help="ctranslate2 for faster-whisper, ggml for whisper.cpp.",
)
_any_form = click.option(
    "--form", type=click.Choice(FORMS), help="Only this form; without, every form."
)


@click.group("models")
def command() -> None:
    """List, fetch, convert, check and remove models.

    They are kept in the folder SYNC_CORE_MODELS, or in your own data folder. Nothing
    is fetched but by `pull`.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead.")
def list_command(as_json: bool) -> int:
    """Show every known model, and which of them are here."""
    rows = list_inventory()
    if as_json:
        models = [row.as_dict() for row in rows]
        click.echo(
            json.dumps({"store": str(model_store()), "models": models}, indent=1)
        )
    else:
        _print_table(rows)
    return 0


@command.command("pull")
@click.argument("name")
@_form
@click.option("--force", is_flag=True, help="Fetch it even if it is here.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def pull_command(name: str, form: Form, force: bool, quiet: bool) -> int:
    """Fetch a model from the hub; a pull that broke off goes on where it was."""
    with _show_bytes(f"{name} ({form})", quiet) as progress:
        path = pull_model(name, form, progress=progress, force=force)
    click.echo(path)
    return 0


@command.command("convert")
@click.argument("name", metavar="NAME|FOLDER")
@click.option(
    "--to", "form", type=click.Choice(["ggml"]), required=True, help="The form to make."
)
@click.option(
    "--type",
    "ggml_type",
    type=click.Choice(get_args(GgmlType)),
    default="f16",
    show_default=True,
    help="q8_0 halves the size and is called NAME-q8_0.",
)
@click.option("--force", is_flag=True, help="Convert it even if it is here.")
def convert_command(name: str, form: str, ggml_type: GgmlType, force: bool) -> int:
    """Turn CTranslate2 weights into another form, in the store."""
    click.echo(convert_model(name, type=ggml_type, force=force))
    return 0


@command.command("verify")
@click.argument("name", required=False)
def verify_command(name: str | None) -> int:
    """Read every installed model, or one, whole and compare checksums."""
    places = _find_places(name, None)
    damaged = 0
    for place, verdict, good in verify_places(places):
        click.echo(f"{place.form} {place.name}: {verdict}", err=not good)
        damaged += not good
    return fail(f"{damaged} of {len(places)} damaged") if damaged else 0


@command.command("path")
@click.argument("name")
@_form
def path_command(name: str, form: Form) -> int:
    """Print where a model's weights are."""
    click.echo(find_model(name, form, convert=False))
    return 0


@command.command("remove")
@click.argument("name")
@_any_form
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def remove_command(name: str, form: Form | None, yes: bool) -> int:
    """Delete a model from the store; packages are left to pip."""
    store = model_store()
    slots = [Slot(store, f, canonical_name(name)) for f in ([form] if form else FORMS)]
    there = [slot for slot in slots if slot.target.exists() or slot.unfinished]
    if not there:
        raise ModelError(f"no model '{name}' in the store '{store}'")
    for slot in there:
        if yes or click.confirm(f"Delete '{slot.target}'?", err=True):
            remove_model(slot)
    return 0


def _find_places(name: str | None, form: Form | None) -> list[ModelLocation]:
    wanted = None if name is None else canonical_name(name)
    found = [
        place
        for row in list_inventory()
        for place in row.installed
        if wanted in (None, row.name, place.name) and form in (None, place.form)
    ]
    if name is not None and not found:
        raise ModelError(f"no model '{name}' is installed: see sync-core models list")
    return found


def _print_table(rows: tuple[ModelRow, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    wide = console.width >= _MIN_WIDE_COLUMNS
    titles = ["name", "params", "layers", "mels", "languages", "installed"]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in [*titles, "good for"] if wide else titles:
        table.add_column(title, no_wrap=title not in ("installed", "good for"))
    for row in rows:
        here = "\n".join(place.in_words for place in row.installed)
        use = row.info.use if row.info else "your own"
        table.add_row(row.name, *_describe(row.info), here, *([use] if wide else []))
    console.print(table)
    console.print(f"\nstore: {model_store()}", markup=False, highlight=False)


def _describe(info: ModelInfo | None) -> tuple[str, ...]:
    if info is None:
        return ("", "", "", "")
    languages = "English" if info.languages == ("en",) else f"{len(info.languages)}"
    layers = f"{info.encoder_layers}+{info.decoder_layers}"
    return f"{info.parameters} M", layers, f"{info.mel_bins}", languages


@contextmanager
def _show_bytes(label: str, quiet: bool) -> Iterator[BytesProgress | None]:
    """Show a bar on standard error while bytes arrive, if a person is watching."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
