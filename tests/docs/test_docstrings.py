"""Docstrings of public names say which units they take and which errors they raise."""

import ast
import builtins
import functools
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from types import FunctionType
from typing import Any, NamedTuple

import pytest

import sync_core
import sync_core.live
import sync_core.models
import sync_core.testing
from sync_core.base import errors

MODULES = (sync_core, sync_core.live, sync_core.models, sync_core.testing)
TREE = {name: getattr(errors, name) for name in errors.__all__}
UNIT_IN_NAME = re.compile(r"_(ms|s|hz|dbfs|frames|chars|lines|cps|wpm)$", re.IGNORECASE)
UNIT = re.compile(
    r"millisecond|second|\bHz\b|0\.\.1|probab|character|code point|offset|frame|byte"
    r"|parameters|layers|bins|\bplace\b|spaces|threads|share|number of|how many|version"
    r"|words|preference",
    re.IGNORECASE,
)


class Public(NamedTuple):
    name: str
    thing: Any
    source: ast.FunctionDef | ast.ClassDef


def public_things() -> Iterator[Public]:
    """Every public class, function and method that is written here."""
    for module in MODULES:
        for name in module.__all__:
            thing = getattr(module, name)
            if not getattr(thing, "__module__", "").startswith("sync_core"):
                continue
            if isinstance(thing, FunctionType):
                yield Public(name, thing, parsed(thing))
            elif inspect.isclass(thing) and not issubclass(thing, Exception):
                yield Public(name, thing, parsed(thing))
                yield from methods(name, thing)


def methods(owner: str, cls: type) -> Iterator[Public]:
    for name, member in vars(cls).items():
        function = getattr(member, "__func__", member)
        function = getattr(function, "fget", function)
        ours = getattr(function, "__module__", "") == cls.__module__
        if ours and inspect.isfunction(function) and not name.startswith("_"):
            yield Public(f"{owner}.{name}", function, parsed(function))


def parsed(thing: Any) -> Any:
    return ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]


THINGS = list(public_things())
FUNCTIONS = [item for item in THINGS if isinstance(item.source, ast.FunctionDef)]
CLASSES = [item for item in THINGS if isinstance(item.source, ast.ClassDef)]


def names(items: list[Public]) -> list[Any]:
    return [pytest.param(item, id=item.name) for item in items]


@pytest.mark.parametrize("item", names(THINGS))
def test_every_public_thing_has_a_docstring(item: Public) -> None:
    text = inspect.getdoc(item.thing) or ""
    assert text[:1].isupper(), item.name
    assert text.splitlines()[0].endswith((".", ":")), text


# Errors: what a function raises itself, or by functions of ours that it calls directly.


@functools.cache
def functions_of(module: str) -> dict[str, list[ast.FunctionDef]]:
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))):
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
    return found


def raised(module: str, node: ast.AST, seen: frozenset[str]) -> set[str]:
    """The tree's errors that leave a piece of code."""
    if isinstance(node, ast.Try):
        inside = set[str]().union(*(raised(module, n, seen) for n in node.body))
        rest = [*node.handlers, *node.orelse, *node.finalbody]
        outside = (raised(module, n, seen) for n in rest)
        return {e for e in inside if not caught(node, e)}.union(*outside)
    found: set[str] = set()
    if isinstance(node, ast.Raise):
        found |= {call_name(node.exc)} & set(TREE)
    if isinstance(node, ast.Call):
        found |= raised_by_call(module, call_name(node), seen)
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            found |= raised(module, child, seen)
    return found


def raised_by_call(module: str, name: str, seen: frozenset[str]) -> set[str]:
    if not name or name in seen:
        return set()
    target = getattr(sys.modules[module], name, None)
    home = getattr(target, "__module__", module)
    if inspect.isclass(target) or not home.startswith("sync_core"):
        return set()
    found: set[str] = set()
    for function in functions_of(home).get(name, []):
        for statement in function.body:
            found |= raised(home, statement, seen | {name})
    return found


def call_name(node: ast.AST | None) -> str:
    """The name of what is called or raised, if it is of the module or of ``self``."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id in ("self", "cls") else ""
    return node.id if isinstance(node, ast.Name) else ""


def caught(attempt: ast.Try, error: str) -> bool:
    mro = {cls.__name__ for cls in TREE[error].__mro__}
    for handler in attempt.handlers:
        kinds = {
            n.id for n in ast.walk(handler.type or handler) if isinstance(n, ast.Name)
        }
        if handler.type is None or kinds & mro:
            return True
    return False


def documented(text: str) -> set[str]:
    _, _, section = text.partition("Raises:\n")
    return set(re.findall(r"^\s+(\w+Error):", section, re.MULTILINE))


@pytest.mark.parametrize("item", names(THINGS))
def test_the_errors_are_named(item: Public) -> None:
    nodes: list[ast.FunctionDef] = []
    if isinstance(item.source, ast.FunctionDef):
        nodes = [item.source]
    else:
        made_by = ("__init__", "__attrs_post_init__")
        nodes = [
            node
            for node in item.source.body
            if isinstance(node, ast.FunctionDef) and node.name in made_by
        ]
    module = item.thing.__module__
    found = {
        e for node in nodes for s in node.body for e in raised(module, s, frozenset())
    }
    told = documented(inspect.getdoc(item.thing) or "")
    for error in found:
        above = {cls.__name__ for cls in TREE[error].__mro__}
        assert above & told, (
            f"{item.name} can raise {error}; its docstring names {told}"
        )


def test_the_names_of_errors_in_docstrings_exist() -> None:
    for item in THINGS:
        for name in documented(inspect.getdoc(item.thing) or ""):
            assert name in TREE or hasattr(builtins, name), f"{item.name}: {name}"


# Units: of every number that goes in or out.


def is_number(annotation: ast.AST | None) -> bool:
    if annotation is None:
        return False
    return any(
        isinstance(node, ast.Name) and node.id in ("int", "float")
        for node in ast.walk(annotation)
    )


@pytest.mark.parametrize("item", names(FUNCTIONS))
def test_the_units_of_arguments_are_told(item: Public) -> None:
    assert isinstance(item.source, ast.FunctionDef)
    text = inspect.getdoc(item.thing) or ""
    arguments = item.source.args
    for argument in [*arguments.args, *arguments.kwonlyargs]:
        if is_number(argument.annotation) and not UNIT_IN_NAME.search(argument.arg):
            line = re.search(rf"^\s*{argument.arg}: .*", text, re.MULTILINE)
            told = UNIT.search(line[0]) if line else UNIT.search(text)
            assert told, f"{item.name}: the unit of {argument.arg}"
    if is_number(item.source.returns) and not UNIT_IN_NAME.search(item.name):
        assert UNIT.search(text), f"{item.name}: the unit of what it gives"


@pytest.mark.parametrize("item", names(CLASSES))
def test_the_units_of_fields_are_told(item: Public) -> None:
    assert isinstance(item.source, ast.ClassDef)
    whole = inspect.getdoc(item.thing) or ""
    for field, text in fields_with_docs(item.source):
        name = field.target.id if isinstance(field.target, ast.Name) else ""
        if is_number(field.annotation) and not UNIT_IN_NAME.search(name):
            assert UNIT.search(f"{name} {text}") or f"``{name}``" in whole, (
                f"{item.name}.{name}: its unit"
            )


RECORDS = ("BackendPlugin", "AlignerPlugin", "ExporterPlugin", "EngineOptions")


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_of_a_plugin_record_is_explained(name: str) -> None:
    (item,) = [item for item in CLASSES if item.name == name]
    assert isinstance(item.source, ast.ClassDef)
    for field, text in fields_with_docs(item.source):
        assert text, f"{name}.{ast.unparse(field.target)}"


def fields_with_docs(source: ast.ClassDef) -> Iterator[tuple[ast.AnnAssign, str]]:
    for node, after in zip(source.body, [*source.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign):
            value = after.value if isinstance(after, ast.Expr) else None
            told = value.value if isinstance(value, ast.Constant) else ""
            yield node, str(told)
