"""Writing a new plugin package."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sync_core.base.errors import ExportError, InputError
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.registered import Registered

__all__ = ["KINDS", "LICENSES", "check_new", "write_package"]

KINDS = ("exporter", "aligner", "backend")
LICENSES = ("MIT", "BSD-3-Clause", "Apache-2.0", "none")
"""SPDX names; ``none`` writes no licence: all rights stay with the author."""

_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_TEMPLATES = resources.files(__package__) / "templates"
_LICENSE_LINES = 'license = "MIT"\nlicense-files = ["LICENSE"]\n'


def check_new(kind: str, name: str, manager: PluginManager) -> None:
    """Make sure that a new plugin can have a name.

    Raises:
        InputError: It is no name for a plugin, or it is taken.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} is no name for a plugin: lower-case letters and digits, joined "
            "by '-', '_' or '.'"
        )
    if name.startswith(("sync-core-", "sync_core_")):
        raise InputError(
            f"the package's name gets its 'sync-core-' by itself: write {name[10:]!r}"
        )
    for item in _list_plugins(kind, manager):
        suffixes = getattr(item.record, "suffixes", ())
        if item.record.name == name or f".{name}" in suffixes:
            raise InputError(
                f"'{name}' is taken: the {kind} '{item.record.name}' "
                f"({item.distribution}) has that name or ending"
            )


def write_package(
    kind: str, name: str, folder: str | os.PathLike[str], license: str = "MIT"
) -> Path:
    """Write a package with one plugin that works, and its tests.

    Args:
        kind: One of ``KINDS``.
        name: The plugin's name, checked by ``check_new``.
        folder: Where the package's own folder goes.
        license: One of ``LICENSES``.

    Returns:
        The package's folder.

    Raises:
        ExportError: There is something of that name, or nothing can be written there.
    """
    replacements = _make_replacements(name, license)
    target = Path(folder) / replacements["sync-core-example"]
    if target.exists() or target.is_symlink():
        raise ExportError(f"'{target}' is there already, and nothing is overwritten")
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=folder))
    except OSError as error:
        raise ExportError(f"cannot write '{target}': {error.strerror}") from error
    try:
        _copy(_TEMPLATES / kind, made, replacements)
        if license != "none":
            terms = _TEMPLATES / "licenses" / f"{license}.txt"
            _write(terms, made / "LICENSE", replacements)
        made.chmod(0o777 & ~_read_umask())
        made.rename(target)
    except BaseException as error:
        shutil.rmtree(made, ignore_errors=True)
        if isinstance(error, OSError):
            raise ExportError(f"cannot write '{target}': {error.strerror}") from error
        raise
    return target


def _list_plugins(kind: str, manager: PluginManager) -> Sequence[Registered[Any]]:
    if kind == "exporter":
        return manager.exporters()
    return manager.aligners() if kind == "aligner" else manager.backends()


def _make_replacements(name: str, license: str) -> dict[str, str]:
    """Return what stands in the templates, and what is to stand in its place."""
    parts = re.split("[._-]", name)
    package = "-".join(["sync-core", *parts])
    terms = f'license = "{license}"\nlicense-files = ["LICENSE"]\n'
    if license == "none":
        terms = 'classifiers = ["Private :: Do Not Upload"]\n'
    return {
        _LICENSE_LINES: terms,
        'license="MIT"': "license=None"
        if license == "none"
        else f'license="{license}"',
        "sync-core>=0.1": f"sync-core>={_read_version()}",
        "sync-core-example": package,
        "sync_core_example": package.replace("-", "_"),
        "test_example": "_".join(["test", *parts]),
        "Example": "".join(part.title() for part in parts),
        "example": name,
        "YEAR HOLDER": f"{datetime.date.today().year} The {package} authors",
    }


def _read_version() -> str:
    return ".".join(metadata.version("sync-core").split(".")[:2])


def _copy(source: Traversable, target: Path, replacements: dict[str, str]) -> None:
    for entry in source.iterdir():
        if entry.name == "__pycache__":
            continue
        path = target / _replace(entry.name, replacements)
        if entry.is_dir():
            path.mkdir()
            _copy(entry, path, replacements)
        else:
            _write(entry, path, replacements)


def _write(source: Traversable, target: Path, replacements: dict[str, str]) -> None:
    text = source.read_text(encoding="utf-8")
    target.write_text(_replace(text, replacements), encoding="utf-8", newline="\n")


def _replace(text: str, replacements: dict[str, str]) -> str:
    found = "|".join(re.escape(word) for word in replacements)
    return re.sub(found, lambda match: replacements[match[0]], text)


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
