"""What the docs list is what there is; docstrings' examples run; links lead on."""

import ast
import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import attrs
import pytest

import sync_core
import sync_core_plugins
from sync_core import PluginManager
from sync_core_plugins.faster_whisper.options import FasterWhisperOptions
from sync_core_plugins.openai_whisper.options import OpenaiWhisperOptions
from sync_core_plugins.whisper_attention.options import WhisperAttentionOptions
from sync_core_plugins.whisper_cpp.options import WhisperCppOptions

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")

MODULES = ["sync_core"] + [
    module.name
    for module in pkgutil.walk_packages(sync_core.__path__, "sync_core.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize(
    ("page", "options"),
    [
        ("faster-whisper", FasterWhisperOptions),
        ("whisper-cpp", WhisperCppOptions),
        ("openai-whisper", OpenaiWhisperOptions),
        ("whisper-aligner", WhisperAttentionOptions),
    ],
)
def test_the_options_of_engines_are_all_there(page: str, options: type) -> None:
    text = (ROOT / f"docs/reference/{page}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \|", text, re.MULTILINE)
    fields = attrs.fields(options)
    assert rows == [(field.name, repr(field.default)) for field in fields]


def finding_codes() -> set[str]:
    """Every code that the packages can give, read from their source."""
    codes = set()
    for package in (sync_core, sync_core_plugins):
        for path in Path(package.__file__ or "").parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(
                    node.func, ast.Name
                ):
                    continue
                if node.func.id == "Finding":
                    first = [*node.args, *(k.value for k in node.keywords)][0]
                    if isinstance(first, ast.Constant):
                        codes.add(str(first.value))
    return codes


def test_every_finding_is_explained() -> None:
    page = (ROOT / "docs/reference/findings.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([a-z0-9-]+)`", page, re.MULTILINE))
    codes = finding_codes() | {"missing-words", "substituted-words"}
    assert explained == codes


FORMATS_PAGE = "".join(
    (ROOT / f"docs/reference/{page}.md").read_text(encoding="utf-8")
    for page in ("formats", "formats-data")
)
WITHOUT_OPTIONS = {"gentle-json", "aws-json"}


def test_the_formats_are_all_there(manager: PluginManager) -> None:
    rows = re.findall(r"^\| `([\w.-]+)` \| `\.", FORMATS_PAGE, re.MULTILINE)
    assert rows == [item.record.name for item in manager.exporters()]


@pytest.mark.parametrize("name", re.findall(r"^### ([\w.-]+)$", FORMATS_PAGE, re.M))
def test_the_options_of_formats_are_all_there(
    manager: PluginManager, name: str
) -> None:
    section = FORMATS_PAGE.partition(f"\n### {name}\n")[2].partition("\n## ")[0]
    section = section.partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \|", section, re.MULTILINE)
    options = manager.exporter(name).record.options
    assert (options is None) == (name in WITHOUT_OPTIONS)
    fields = () if options is None else attrs.fields(options)
    assert rows == [(f.name, repr(f.default)) for f in fields]
