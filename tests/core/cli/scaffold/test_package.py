"""New plugin packages work as they stand."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from sync_core import ExportError, InputError, PluginManager
from sync_core.cli.scaffold import KINDS, LICENSES, check_new, write_package


def installed(folder: Path) -> dict[str, str]:
    """Give the environment in which a package is installed, as far as it matters."""
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    ((name, module),) = project["entry-points"]["sync_core"].items()
    info = (
        folder.parent / "site" / f"{project['name'].replace('-', '_')}-0.1.0.dist-info"
    )
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Name: {project['name']}\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text(f"[sync_core]\n{name} = {module}\n")
    path = os.pathsep.join([str(folder), str(info.parent)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def run(
    *command: str, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", *command]
    return subprocess.run(arguments, cwd=cwd, env=env, capture_output=True, text=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "license"), [("acme.2-x_y", "none")])
def test_a_new_package_is_listed_and_passes_its_tests(
    tmp_path: Path, kind: str, name: str, license: str
) -> None:
    folder = write_package(kind, name, tmp_path / "there", license)
    assert folder == tmp_path / "there" / "sync-core-acme-2-x-y"
    env = installed(folder)
    done = run("sync_core.cli", "plugins", "--json", cwd=tmp_path, env=env)
    (row,) = [r for r in json.loads(done.stdout)["plugins"] if r["name"] == name]
    assert (row["kind"], row["package"]) == (kind, "sync-core-acme-2-x-y 0.1.0")
    tested = run("pytest", "-q", "-p", "no:cacheprovider", cwd=folder, env=env)
    assert tested.returncode == 0, tested.stdout
    assert re.search(r"\d\d passed", tested.stdout)
    for judge in (["check", "--select", "E,F,I,UP,B"], ["format", "--check"]):
        judged = run("ruff", *judge, "--isolated", "--no-cache", ".", cwd=folder)
        assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("license", LICENSES)
def test_licences(tmp_path: Path, license: str) -> None:
    folder = write_package("backend", "acme", tmp_path, license)
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    files = {path.name for path in folder.iterdir()}
    code = (folder / "sync_core_acme.py").read_text()
    if license == "none":
        assert "LICENSE" not in files
        assert "license" not in project
        assert project["classifiers"] == ["Private :: Do Not Upload"]
        assert "license=None" in code
        return
    assert (project["license"], project["license-files"]) == (license, ["LICENSE"])
    assert f'license="{license}"' in code
    text = (folder / "LICENSE").read_text()
    assert "YEAR" not in text
    assert ("The sync-core-acme authors" in text) == (license != "Apache-2.0")


def test_the_version_that_is_needed_is_this_one(tmp_path: Path) -> None:
    folder = write_package("exporter", "acme", tmp_path)
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    (needed,) = project["dependencies"]
    name, _, version = needed.partition(">=")
    assert name == "sync-core"
    assert metadata.version("sync-core").startswith(f"{version}.")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "sync-core-acme"
    folder.mkdir()
    with pytest.raises(ExportError, match="is there already"):
        write_package("exporter", "acme", tmp_path)
    assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match=r"cannot write '.*sync-core-acme': \w+"):
        write_package("exporter", "acme", tmp_path / "file")


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("exporter", "Acme", "'Acme' is no name for a plugin: lower-case"),
        ("exporter", "a b", "no name"),
        ("exporter", "", "no name"),
        ("exporter", "-a", "no name"),
        ("aligner", "sync-core-acme", "write 'acme'"),
        ("exporter", "srt", r"'srt' is taken: the exporter 'srt' \(sync-core "),
        ("exporter", "ssa", "taken: the exporter 'ass'"),
        ("aligner", "hmm", "taken: the aligner 'hmm'"),
        ("backend", "whisper-cpp", "taken: the backend"),
    ],
)
def test_names(manager: PluginManager, kind: str, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_new(kind, name, manager)
    check_new("aligner", "srt", manager)
