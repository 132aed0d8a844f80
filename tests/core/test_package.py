"""The package as it is imported: exports and start-up."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import sync_core

PACKAGE = Path(sync_core.__file__).parent

HEAVY = (
    "av budoux ctranslate2 faster_whisper g2p2 hama huggingface_hub num2words numpy "
    "onnxruntime "
    "pocketsphinx pydub pywhispercpp rich sounddevice sync_core.models torch whisper"
).split()


# What no listing needs, though it weighs less.
LATE = (
    "concurrent.futures dataclasses decimal difflib fractions html json logging "
    "pyexpat sync_core.audio sync_core.document.json_codec sync_core.formats.files "
    "sync_core.live sync_core.alignment.long_audio sync_core.pipeline.pipeline "
    "sync_core.formats.subtitles.shaping "
    "sync_core_plugins.subtitles.ass.reading sync_core_plugins.subtitles.ass.writing "
    "sync_core_plugins.subtitles.ttml.reading sync_core_plugins.subtitles.ttml.writing"
).split()


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


@pytest.mark.parametrize("package", [".", "live", "formats/subtitles"])
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
    inside = package.strip(".").replace("/", ".")
    name = f"sync_core.{inside}".rstrip(".")
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
