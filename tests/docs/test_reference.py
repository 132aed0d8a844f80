"""The reference names everything that there is, with its exact signature."""

import importlib
import inspect
import json
import re
from pathlib import Path
from typing import Any

import attrs
import click
import pytest

import commands
import sync_core
from sync_core import PluginManager
from sync_core.base import errors
from sync_core.cli import _group
from sync_core.plugins import hookspecs
from sync_core.plugins.records import AlignerPlugin, BackendPlugin, ExporterPlugin

REFERENCE = Path(__file__).parents[2] / "docs/reference"
API_PAGES = "\n".join(
    page.read_text(encoding="utf-8") for page in sorted(REFERENCE.glob("api/*.md"))
)
SHOWN = re.findall(r"^::: (\S+)$", API_PAGES, re.MULTILINE)
PUBLIC_MODULES = [
    "sync_core",
    "sync_core.aio",
    "sync_core.live",
    "sync_core.live.recording",
    "sync_core.live.running",
    "sync_core.live.simulation",
    "sync_core.live.sources",
    "sync_core.models",
    "sync_core.testing",
]


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def names_of(module: str) -> list[str]:
    return [f"{module}.{name}" for name in importlib.import_module(module).__all__]


def test_every_public_name_is_in_the_api_reference_once() -> None:
    """By itself, or with all of its module."""
    shown = [
        name
        for directive in SHOWN
        for name in (
            names_of(directive) if directive in PUBLIC_MODULES else [directive]
        )
    ]
    public = [name for module in PUBLIC_MODULES for name in names_of(module)]
    assert sorted(shown) == sorted(public)


HOOKS = [name for name in hookspecs.__all__ if name.startswith(f"{hookspecs.PROJECT}_")]


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_stands_with_its_signature(name: str) -> None:
    hook = getattr(hookspecs, name)
    signature = str(inspect.signature(hook)).replace("'", "")
    sections = re.split(r"^## ", page("hooks"), flags=re.MULTILINE)[1:]
    (section,) = [s for s in sections if s.startswith(f"{name}{signature}\n")]
    assert f"def {name}(self)" in section
    assert "```python\n" in section


def test_no_hook_is_made_up() -> None:
    headings = re.findall(r"^## (\w+)\(", page("hooks"), re.MULTILINE)
    assert sorted(headings) == HOOKS


def test_every_error_says_what_to_do() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", page("errors"), re.MULTILINE)
    assert [row[0] for row in rows] == tree_order()
    assert all(causes and remedy for _, causes, remedy in rows)


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = re.search(r"```text\n(SyncCoreError\n.*?)```", page("errors"), re.DOTALL)
    assert drawn is not None
    assert re.findall(r"\w+Error", drawn[1]) == tree_order()
    code = inspect.getdoc(errors) or ""
    for line in drawn[1].splitlines():
        assert line in code


def tree_order() -> list[str]:
    """The errors as the module defines them: each below its own base."""
    return [
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    ]


def test_the_schema_page_shows_the_schema() -> None:
    assert '--8<-- "sync_core/document/document.schema.json"' in page("document-schema")
    path = Path(sync_core.__file__).with_name("document") / "document.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == sync_core.document_schema()


def leaves(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            found += leaves(inner, f"{path} {name}")
    return found


@pytest.mark.parametrize(
    ("path", "command"), leaves(_group, "sync-core")[1:], ids=lambda value: str(value)
)
def test_every_command_is_there_with_its_options(
    path: str, command: click.Command
) -> None:
    assert commands.MARKER in page("command-line")
    headed = [part.partition("\n") for part in re.split(r"^#+ ", text(), flags=re.M)]
    (section,) = [rest for heading, _, rest in headed if heading == path]
    assert (command.help or "").split("\n")[0].split("<")[0] in section
    for parameter in command.params:
        if isinstance(parameter, click.Option) and "--help" not in parameter.opts:
            assert all(name in section for name in parameter.opts)
            assert (parameter.help or "").split("<")[0] in section


def text() -> str:
    return commands.text()


@pytest.mark.parametrize("record", [BackendPlugin, AlignerPlugin, ExporterPlugin])
def test_the_records_are_made_as_the_reference_shows(record: type[Any]) -> None:
    """Their fields are keyword arguments in the order in which they are shown."""
    names = [field.name for field in attrs.fields(record)]
    assert list(inspect.signature(record).parameters) == names
    assert f"::: sync_core.{record.__name__}" in API_PAGES


def test_every_format_with_options_has_a_section(manager: PluginManager) -> None:
    headings = set(
        re.findall(r"^### (.+)$", page("formats") + page("formats-data"), re.MULTILINE)
    )
    for item in manager.exporters():
        if item.record.options is not None and attrs.fields(item.record.options):
            assert item.record.name in headings
