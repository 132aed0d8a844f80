"""Where each result goes, decided before any work begins."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from attrs import frozen

from sync_core.base.errors import ExportError
from sync_core.cli.shared.inputs import InputFile
from sync_core.cli.shared.options import PluginOptions
from sync_core.cli.shared.reporting import convert_usage_errors
from sync_core.cli.shared.timeouts import get_file_timeout_s
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.formats.files import render, write_document
from sync_core.formats.format_losses import describe_losses, find_unkept
from sync_core.plugins.manager import PluginManager

__all__ = ["Targets"]


@frozen
class Targets:
    """The formats to write, and to where."""

    manager: PluginManager
    formats: tuple[str, ...]
    folder: Path | None
    file: Path | None
    own: PluginOptions

    @classmethod
    def plan(
        cls,
        manager: PluginManager,
        inputs: Sequence[InputFile],
        formats: Sequence[str],
        output: str | None,
        own: PluginOptions,
        default: str,
    ) -> Targets:
        """Decide on formats and places, and make the output folder.

        Raises:
            click.UsageError: The request contradicts itself.
            ExportError: The folder cannot be made or written.
        """
        with convert_usage_errors():
            for name in formats:
                manager.exporter(name)
            path = None if output in (None, "-") else Path(str(output))
            as_file = path is not None and _is_file(path, str(output))
            if as_file and path is not None and not formats:
                formats = [manager.exporter_for(path.name).record.name]
        formats = tuple(formats) or (default,)
        if (path is None or as_file) and len(inputs) * len(formats) > 1:
            raise click.UsageError(
                f"{len(inputs) * len(formats)} results need a folder: -o FOLDER"
            )
        file, folder = (path, None) if as_file else (None, path)
        targets = cls(manager, formats, folder, file, own)
        targets._check_names(inputs)
        _make_writable(folder or (file.parent if file else None))
        return targets

    def is_done(self, source: InputFile) -> bool:
        """Return whether every file of a source is there already."""
        places = self.folder is not None or self.file is not None
        return places and all(
            self._choose_path(source, n).exists() for n in self.formats
        )

    def write(self, document: Document, source: InputFile) -> list[Path]:
        """Write a document in every format; return the files."""
        if self.folder is None and self.file is None:
            found = self.manager.exporter(self.formats[0])
            own = self.own.get(self.formats[0])
            data = render(document, found, own, get_file_timeout_s())
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return []
        written = []
        for name in self.formats:
            path = self._choose_path(source, name)
            _make_writable(path.parent)
            write_document(
                self.manager,
                document,
                path,
                name,
                self.own.get(name),
                get_file_timeout_s(),
            )
            written.append(path)
        return written

    def find_losses(self, document: Document, fail_on: str) -> tuple[Finding, ...]:
        """Return findings that name what none of the formats keeps of a document.

        What most formats leave out by nature is only named where ``fail_on`` asks for
        findings of every severity.
        """
        lost = [
            find_unkept(self.manager.exporter(name).record, self.own.get(name))
            for name in self.formats
        ]
        everywhere = frozenset.intersection(*lost)
        title = ", ".join(self.formats)
        return describe_losses(document, everywhere, title, usual=fail_on == "info")

    def _choose_path(self, source: InputFile, format: str) -> Path:
        if self.file is not None:
            return self.file
        suffix = (*self.manager.exporter(format).record.suffixes, f".{format}")[0]
        below = Path(source.name)
        return (self.folder or Path()) / below.parent / (below.stem + suffix)

    def _check_names(self, inputs: Sequence[InputFile]) -> None:
        """Raise if two results, or a result and an input, would be one file."""
        if self.folder is None and self.file is None:
            return
        given = {os.path.realpath(source.path) for source in inputs}
        owners: dict[str, str] = {}
        for source in inputs:
            for name in self.formats:
                path = self._choose_path(source, name)
                real = os.path.realpath(path)
                if real in given:
                    raise click.UsageError(f"'{path}' would overwrite an input")
                if real in owners:
                    raise click.UsageError(
                        f"the results of '{owners[real]}' and '{source.path}' would "
                        f"both be '{path}': use a folder for each"
                    )
                owners[real] = source.path


def _is_file(path: Path, text: str) -> bool:
    """Return whether a path looks like a file and no folder is there."""
    if path.is_dir() or text.endswith(("/", os.sep)):
        return False
    return bool(path.suffix) or path.exists()


def _make_writable(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"cannot make the folder '{folder}': {error.strerror or error}"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ExportError(f"cannot write to the folder '{folder}': permission denied")
