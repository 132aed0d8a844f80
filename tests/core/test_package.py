"""The shape of the package: exports, start-up, layers."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import sync_core
import sync_core_plugins

PACKAGE = Path(sync_core.__file__).parent

# Bottom to top; a module imports from its own layer or from below.
LAYERS = (
    (
        "errors",
        "times",
        "_arguments",
        "_checks",
        "_closing",
        "_files",
        "_frozen",
        "_later",
        "_turns",
    ),
    ("document", "_shifts", "document_json", "languages", "options", "phones"),
    ("markup", "text", "script_part", "ssml", "sentences", "audio"),
    ("engine_types", "plugin_records", "plugin_types", "backend_stream"),
    ("script_document", "shaping"),
    ("hookspecs", "plugin_api", "_guard", "_discovery", "_hooks"),
    ("manager",),
    ("_contents", "_format_calls"),
    ("models", "exporting"),
    (
        "_availability",
        "_detected",
        "_watching",
        "_engine",
        "_choice",
        "_stopping",
        "_steps",
    ),
    ("_verdicts", "longform"),
    ("_health", "_listening", "_retime"),
    ("_aligning",),
    ("live",),
    ("_run", "pipeline", "api"),
    ("testing", "scaffold"),
    ("aio",),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

HEAVY = (
    "av budoux ctranslate2 faster_whisper g2p2 hama huggingface_hub num2words numpy "
    "onnxruntime "
    "pocketsphinx pydub pywhispercpp rich sounddevice sync_core.models torch whisper"
).split()


# What no listing needs, though it weighs less.
LATE = (
    "concurrent.futures dataclasses decimal difflib fractions html json logging "
    "pyexpat sync_core.api sync_core.audio sync_core.document_json sync_core.exporting "
    "sync_core.live sync_core.longform sync_core.pipeline sync_core.shaping._shape "
    "sync_core_plugins.subtitles.ass.reading sync_core_plugins.subtitles.ass.writing "
    "sync_core_plugins.subtitles.ttml.reading sync_core_plugins.subtitles.ttml.writing"
).split()


def imported_modules(path: Path) -> set[str]:
    """The names of sync_core's own modules that a file imports, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "sync_core":
                names = [f"sync_core.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {n.split(".")[1] for n in names if n.startswith("sync_core.")}
    return found


def run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    return done.stdout


def test_all_is_exact_and_sorted() -> None:
    names = sync_core.__all__
    # Constants, classes, functions, as ruff sorts them.
    assert names == sorted(names, key=lambda n: (not n.isupper(), n[0].islower(), n))
    for name in sync_core.__all__:
        assert hasattr(sync_core, name)


@pytest.mark.parametrize(
    "code",
    [
        "import sync_core",
        "import sync_core.aio",
        "import sync_core; m = sync_core.PluginManager.installed(); "
        "assert m.backends() and m.aligners() and m.exporters()",
        "import sync_core; sync_core.Document.from_json("
        "sync_core.Document([]).to_json())",
    ],
)
def test_nothing_heavy_is_imported_before_use(code: str) -> None:
    listing = f"print(*[name for name in {HEAVY} if name in sys.modules])"
    heavy = run_python(f"{code}; import sys; {listing}")
    assert heavy.split() == []


def test_what_listing_does_not_need_comes_later() -> None:
    code = f"""
import sys
import attrs, importlib.metadata, pluggy
before = set(sys.modules)
import sync_core
manager = sync_core.PluginManager.installed()
assert manager.backends() and manager.aligners() and manager.exporters()
print(*[name for name in {LATE} if name in set(sys.modules) - before])
"""
    assert run_python(code).split() == []


@pytest.mark.parametrize("package", [".", "live", "shaping"])
def test_names_that_come_later(package: str) -> None:
    folder = PACKAGE / package
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    choice = next(node for node in tree.body if isinstance(node, ast.If))
    for_checkers = {
        alias.name: node.module
        for node in choice.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    table = next(node for node in ast.walk(choice) if isinstance(node, ast.Dict))
    later = ast.literal_eval(table)
    assert later == for_checkers
    name = "sync_core" if package == "." else f"sync_core.{package}"
    module = import_module(name)
    assert set(later) <= set(dir(module))
    assert all(hasattr(module, each) for each in later)
    assert not {path.stem for path in folder.iterdir()} & set(later)


@pytest.mark.parametrize("name", ["nix", "Pipelines"])
def test_a_name_that_is_not_there(name: str) -> None:
    with pytest.raises(AttributeError, match=f"'sync_core' has no attribute '{name}'"):
        getattr(sync_core, name)
    with pytest.raises(ImportError, match=f"cannot import name '{name}' from"):
        exec(f"from sync_core import {name}")


def test_asyncio_is_for_those_who_want_it() -> None:
    code = "import sync_core, sys; print('asyncio' in sys.modules)"
    assert run_python(code).strip() == "False"


def test_every_module_has_a_layer() -> None:
    modules = {p.stem for p in PACKAGE.glob("*.py")} - {"__init__"}
    modules |= {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    assert modules == set(LEVEL)


@pytest.mark.parametrize("module", sorted(LEVEL))
def test_imports_point_downwards(module: str) -> None:
    files = [PACKAGE / f"{module}.py", *(PACKAGE / module).rglob("*.py")]
    for path in files:
        if path.exists() and "templates" not in path.parts:
            upwards = {m for m in imported_modules(path) if LEVEL[m] > LEVEL[module]}
            assert not upwards, f"{path.name} imports {upwards}"


def test_built_in_plugins_use_the_public_names_only() -> None:
    """They are the examples that authors of other plugins follow."""
    public = {*sync_core.__all__, "models"}
    for path in Path(sync_core_plugins.__file__).parent.rglob("*.py"):
        assert not imported_modules(path) - public, path


def test_the_core_names_no_built_in_plugin_module() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "sync_core_plugins" not in path.read_text(encoding="utf-8"), path
