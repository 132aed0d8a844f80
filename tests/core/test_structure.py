"""The structure of the source: layers, circles, sizes."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

import sync_core
import sync_core_plugins
from import_graph import ImportGraph

CORE = Path(sync_core.__file__).parent
PLUGINS = Path(sync_core_plugins.__file__).parent
GRAPH = ImportGraph((CORE, PLUGINS))

# Bottom to top; a module imports from its own layer or from below.
LAYERS = (
    ("base",),
    ("document",),
    ("script", "audio"),
    ("models", "plugins"),
    ("formats",),
    ("alignment",),
    ("live",),
    ("pipeline", "aio"),
    ("testing", "cli"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MAX_ROOT_ENTRIES = 15
MAX_CHAIN = 16
MAX_IMPORTS = 12
MAX_FUNCTION_LINES = 45
MAX_MEDIAN_LINES = 8
CORE_MODULES = [name for name in GRAPH.sources if name.startswith("sync_core.")]


def package_of(module: str) -> str:
    return module.split(".")[1]


def test_every_package_has_a_layer() -> None:
    assert {package_of(module) for module in CORE_MODULES} == set(LEVEL)


def test_the_root_is_short() -> None:
    entries = [path for path in CORE.iterdir() if path.name != "__pycache__"]
    assert len(entries) <= MAX_ROOT_ENTRIES


@pytest.mark.parametrize("package", LEVEL)
def test_imports_point_downwards(package: str) -> None:
    """Lazy imports and those for type checkers count."""
    upwards = [
        (module, other)
        for module in CORE_MODULES
        if package_of(module) == package
        for other in GRAPH.every[module]
        if other == "sync_core" or LEVEL[package_of(other)] > LEVEL[package]
    ]
    assert not upwards


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert not circle({name: set(others) for name, others in GRAPH.every.items()})


def test_no_packages_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in LEVEL}
    for module in CORE_MODULES:
        graph[package_of(module)] |= {package_of(o) for o in GRAPH.every[module]}
    assert not circle({name: others - {name} for name, others in graph.items()})


def test_chains_of_imports_are_short() -> None:
    longest: dict[str, int] = {}
    for module in TopologicalSorter(GRAPH.at_import).static_order():
        others = GRAPH.at_import[module]
        longest[module] = 1 + max((longest[other] for other in others), default=0)
    assert max(longest.values()) <= MAX_CHAIN


def test_no_module_imports_many() -> None:
    """The package's own ``__init__`` lists the public names, of every layer."""
    many = {
        module: len(others)
        for module, others in GRAPH.every.items()
        if len(others) > MAX_IMPORTS and module != "sync_core"
    }
    assert not many


def test_functions_are_short() -> None:
    lengths = {
        f"{module}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module, path in GRAPH.sources.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    long = {name: n for name, n in lengths.items() if n > MAX_FUNCTION_LINES}
    assert not long
    assert median(lengths.values()) <= MAX_MEDIAN_LINES


def test_built_in_plugins_use_the_public_names_only() -> None:
    """They are the examples that authors of other plugins follow."""
    public = "sync_core.models"
    for module, others in GRAPH.every.items():
        if module.startswith("sync_core_plugins"):
            core = {o for o in others if o.partition(".")[0] == "sync_core"}
            assert all(name.startswith(public) for name in core - {"sync_core"}), module


def test_the_core_names_no_built_in_plugin_module() -> None:
    for path in CORE.rglob("*.py"):
        assert "sync_core_plugins" not in path.read_text(encoding="utf-8"), path
