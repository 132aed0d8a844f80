"""The code in README and docs runs as it stands and prints what the page says.

A page's blocks run one after another in a folder of the page's own:

- ``python`` is run as a script, or written to a file where it has a ``title``;
- any other block with a ``title`` is written to that file;
- ``console``: each line after ``$`` is run, and prints what follows, in which ``...``
  stands for anything;
- ``sh`` is only parsed: its ``sync-core`` lines have to be right usage. In the README
  they are run as well.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from sync_core import (
    Audio,
    Document,
    PluginManager,
    Segment,
    Word,
    demo_clip,
    export,
)
from sync_core.cli import _group

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
EXAMPLES = ROOT / "docs/examples"
PAGES = [
    README,
    *sorted(p for p in ROOT.glob("docs/**/*.md") if EXAMPLES not in p.parents),
]
FENCE = re.compile(
    r"^(?P<indent> *)``` ?(?:{ \.)?(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?"
    r"[^\n]*\n"
    r"(?P<source>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
SNIPPET = re.compile(r'^--8<-- "([^":]+)"$', re.MULTILINE)
NOT_RUN = {
    "sync-core models pull small": "fetches half a gigabyte",
}
"""Commands in ``console`` blocks that a test cannot run, and why."""


class Block(NamedTuple):
    language: str
    title: str | None
    source: str


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, with what they include from files."""
    for match in FENCE.finditer(page.read_text(encoding="utf-8")):
        indent = match["indent"]
        source = re.sub(rf"^{indent}", "", match["source"], flags=re.MULTILINE)
        source = SNIPPET.sub(lambda m: (ROOT / m[1]).read_text("utf-8"), source)
        yield Block(match["language"], match["title"], source)


def run(command: list[str] | str, folder: Path) -> tuple[int, str]:
    """Run a script or a line of the shell as a reader would, on a terminal's width."""
    own, ours = folder / ".venv/bin", sysconfig.get_path("scripts")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(own), ours, os.environ["PATH"]]),
        "COLUMNS": "88",
        "NO_COLOR": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to say: yes, without isolation
    }
    done = subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def console_steps(source: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    parts = re.split(r"^\$ (.*)$", source, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def matches(printed: str, shown: str) -> bool:
    def words(text: str) -> str:
        return "\n".join(line.rstrip() for line in text.strip().splitlines())

    pattern = re.escape(words(shown)).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, words(printed), re.DOTALL) is not None


def run_console(source: str, folder: Path) -> None:
    last = 0
    for command, shown in console_steps(source):
        if command in NOT_RUN:
            continue
        if command == "echo $?":
            assert shown.strip() == str(last)
            continue
        last, printed = run(command, folder)
        follows = f"$ {command}{shown}$ echo $?" in source
        assert last == 0 or follows, f"{command}\n{printed}"
        if shown.strip():
            assert matches(printed, shown), f"{command} printed:\n{printed}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The clip that the pages speak of and its script, and both as a corpus."""
    clip, script = demo_clip()
    shutil.copy(clip, tmp_path / "line.flac")
    (tmp_path / "line.txt").write_text(script, encoding="utf-8")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    Audio.load(clip).to_pydub().export(corpus / "line.wav", format="wav").close()
    (corpus / "line.lab").write_text(script, encoding="utf-8")
    return tmp_path


def add_files_of_the_readme(folder: Path) -> None:
    shutil.copy(folder / "line.flac", folder / "talk.mp3")
    shutil.copy(folder / "corpus/line.wav", folder)
    shutil.copy(folder / "line.txt", folder / "script.txt")
    word = Word("Hi", 0, 300)
    export(Document([Segment([word], "Hi", 0, 300)]), folder / "doc.json")


def run_shell(source: str, folder: Path) -> None:
    for line in source.splitlines():
        if line.startswith("sync-core "):
            code, printed = run(line, folder)
            assert code == 0, f"{line}\n{printed}"


RUNNABLE = [page for page in PAGES if any(b.language != "text" for b in blocks(page))]


def add_environment(folder: Path) -> None:
    """Make an environment that sees all of ours, for pages that install something."""
    venv.create(folder / ".venv", with_pip=False)
    (packages,) = (folder / ".venv/lib").glob("python*/site-packages")
    (packages / "ours.pth").write_text("\n".join(sys.path[1:]), encoding="utf-8")
    for name, call in (
        ("pip", "from pip._internal.cli.main import main"),
        ("sync-core", "from sync_core.cli import main"),
    ):
        script = folder / ".venv/bin" / name
        python = folder / ".venv/bin/python"
        script.write_text(f"#!{python}\n{call}\nraise SystemExit(main())\n")
        script.chmod(0o755)


@pytest.mark.engine
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)).replace("/", "-")
)
def test_the_blocks_of_a_page_run(page: Path, folder: Path) -> None:
    if "$ pip install" in page.read_text(encoding="utf-8"):
        add_environment(folder)
    if page == README:
        add_files_of_the_readme(folder)
    for number, block in enumerate(blocks(page)):
        if block.title is not None:
            target = folder / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.source, encoding="utf-8")
        elif block.language == "python":
            script = folder / f"block_{number}.py"
            script.write_text(block.source, encoding="utf-8")
            code, printed = run([sys.executable, str(script)], folder)
            assert code == 0, f"{page.name}, block {number}:\n{printed}"
        elif block.language == "console":
            run_console(block.source, folder)
        elif block.language == "sh" and page == README:
            run_shell(block.source, folder)


SHELL_LINES = [
    (page.name, line.split(" #")[0].strip())
    for page in PAGES
    for block in blocks(page)
    if block.language == "sh"
    for line in block.source.replace("\\\n", " ").splitlines()
]


@pytest.mark.parametrize(("page", "line"), SHELL_LINES)
def test_shell_lines_are_right_usage(
    page: str, line: str, manager: PluginManager
) -> None:
    for part in line.split("&&"):
        words = shlex.split(part)
        if words[:1] == ["sync-core"]:
            check_usage(words[1:], manager)
        for extras in re.findall(r"(?:sync-core|[ \"]\.)\[([\w,-]+)\]", part):
            assert set(extras.split(",")) <= set(known_extras()), part


def check_usage(arguments: list[str], manager: PluginManager) -> None:
    """Parse a command line as click does, files aside."""
    context = click.Context(_group, info_name="sync-core")
    command: click.Command = _group
    while isinstance(command, click.Group):
        name, found, arguments = command.resolve_command(context, arguments)
        assert found is not None
        command = found
        context = click.Context(command, parent=context, info_name=name)
    options, _, _ = command.make_parser(context).parse_args(args=list(arguments))
    for own in options.get("own", ()):
        plugin, _, setting = own.partition("=")[0].rpartition(".")
        assert setting in option_names(plugin, manager), own


def option_names(plugin: str, manager: PluginManager) -> set[str]:
    for kind in (manager.backends, manager.aligners, manager.exporters):
        for item in kind():
            if item.record.name == plugin:
                fields = getattr(item.record.options, "__attrs_attrs__", ())
                return {field.name for field in fields} | {"model"}
    raise AssertionError(f"no plugin {plugin!r}")


def known_extras() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    return extras
