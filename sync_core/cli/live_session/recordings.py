"""The files that ``sync-core live`` writes while it listens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import click
from attrs import evolve, frozen

from sync_core.base.errors import SyncCoreError
from sync_core.cli.shared.options import PluginOptions
from sync_core.cli.shared.reporting import convert_usage_errors, fail
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.live.recording import Recorder
from sync_core.live.updates import Update
from sync_core.plugins.manager import PluginManager

__all__ = ["RecordingPlan", "Recordings"]


@frozen
class RecordingPlan:
    """Paths and formats, decided before any work begins."""

    manager: PluginManager
    files: tuple[tuple[str, str], ...]
    own: PluginOptions

    @classmethod
    def make(
        cls,
        manager: PluginManager,
        outputs: Sequence[str],
        formats: Sequence[str],
        own: PluginOptions,
        source: str | None,
    ) -> RecordingPlan:
        """Decide which file gets which format.

        Raises:
            click.UsageError: The request contradicts itself.
        """
        if formats and len(formats) != len(outputs):
            raise click.UsageError(
                f"{len(formats)} formats for {len(outputs)} files: give each -o its "
                "own -f, in the same order, or no -f at all"
            )
        files, taken = [], {os.path.realpath(source)} if source else set()
        for at, path in enumerate(outputs):
            if os.path.isdir(path) or path.endswith(("/", os.sep)):
                raise click.UsageError(f"'{path}' is a folder: name a file in it")
            if os.path.realpath(path) in taken:
                raise click.UsageError(f"'{path}' would overwrite an input or output")
            taken.add(os.path.realpath(path))
            with convert_usage_errors():
                found = (
                    manager.exporter(formats[at])
                    if formats
                    else manager.exporter_for(os.path.basename(path))
                )
            files.append((path, found.record.name))
        return cls(manager, tuple(files), own)

    @property
    def formats(self) -> list[str]:
        """The formats' names."""
        return [name for _, name in self.files]


class Recordings:
    """The open files of one stream.

    Args:
        plan: Where to and how.
        about: Returns the document as far as it is known.
        source: What the document names as its source.

    Raises:
        SyncCoreError: A file cannot be written.
    """

    def __init__(
        self, plan: RecordingPlan, about: Callable[[], Document], source: str | None
    ) -> None:
        self._about, self._source = about, source
        self._failed: set[str] = set()
        with ExitStack() as stack:
            self._recorders = [
                stack.enter_context(
                    Recorder(
                        path,
                        self.build_document,
                        format=name,
                        options=plan.own.get(name),
                        manager=plan.manager,
                    )
                )
                for path, name in plan.files
            ]
            stack.pop_all()

    @property
    def has_failed(self) -> bool:
        """Whether a file could not be written."""
        return bool(self._failed)

    def build_document(self) -> Document:
        """Return the document as far as it is known."""
        return evolve(self._about(), source=self._source)

    def take(self, update: Update) -> None:
        """Write an update; a file that fails does not stop the others."""
        for recorder in self._recorders:
            if recorder.path not in self._failed:
                with self._guard(recorder):
                    recorder.take(update)

    def finish(self) -> tuple[Finding, ...]:
        """Write each file for good and name it; return what its format cannot hold."""
        findings: list[Finding] = []
        for recorder in self._recorders:
            with self._guard(recorder):
                findings += recorder.finish()
                click.echo(recorder.path, err=True)
        return tuple(findings)

    @contextmanager
    def _guard(self, recorder: Recorder) -> Iterator[None]:
        try:
            yield
        except SyncCoreError as error:
            fail(error)
            self._failed.add(recorder.path)
