"""Writing a live stream to a file while it goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

from sync_core.base.atomic_files import write_atomically
from sync_core.base.closeable import Closeable
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.formats.files import choose_exporter, render, write_document
from sync_core.live.incremental.growing_document import GrowingDocument
from sync_core.live.incremental.growing_file import GrowingFile
from sync_core.live.updates import Dropped, Endpoint, Final, Update
from sync_core.plugins.manager import PluginManager

__all__ = ["Recorder"]

_REWRITE_INTERVAL = 20
"""A format that can only be written whole is written again after this many times the
time that it took: writing takes a twentieth of the time at most."""


class Recorder(Closeable):
    """Keeps a file that holds everything that is final by now.

    Formats that can be written in pieces (``srt``, ``vtt``, ``jsonl``, ``json``) have
    each ``Final`` in the file before ``take`` comes back, at a cost that does not grow
    with the stream; a killed process leaves a whole file. Others are rewritten whole,
    less often the longer it takes.

    Args:
        path: Replaced at once.
        about: Returns the document as far as it is known, as
            ``LiveTranscriber.document`` does.
        format: The format's name; None: by the end of the path.
        options: The format's own options.
        manager: The plugins to choose from; None: all that are installed.

    Raises:
        UnknownPluginError: No such format.
        ExportError: The file cannot be written.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        about: Callable[[], Document],
        *,
        format: str | None = None,
        options: Mapping[str, object] | None = None,
        manager: PluginManager | None = None,
    ) -> None:
        self.path = os.fspath(path)
        self._manager = manager or PluginManager.installed()
        self._about, self._format, self._options = about, format, options
        self._exporter = choose_exporter(self._manager, path, format)
        # Before there is a file: options may be wrong.
        empty = render(Document([]), self._exporter, options)
        self._growing: GrowingDocument | None = None
        self._next_s = 0.0
        self._file = GrowingFile(path)
        if self._exporter.record.extend is not None:
            self._growing = GrowingDocument(self._exporter, options)
            self._growing.update_metadata(about())
            self._file.replace_end(*self._growing.render())
        else:
            self._file.replace_end(empty, 0)

    def take(self, update: Update) -> None:
        """Write what an update makes final.

        Raises:
            ExportError: The file cannot be written.
            PluginRunError: The exporter failed.
        """
        if self._growing is None:
            if isinstance(update, Final) and time.monotonic() >= self._next_s:
                self._rewrite()
        elif isinstance(update, Final):
            self._file.replace_end(*self._growing.add(update.segment))
        elif isinstance(update, Endpoint | Dropped):
            self._growing.update_metadata(self._about())
            self._file.replace_end(*self._growing.render())

    def finish(self, document: Document | None = None) -> tuple[Finding, ...]:
        """Write the file as an export of the finished document is; once.

        Args:
            document: None: what ``about`` gives.

        Raises:
            ExportError: The file cannot be written.
            PluginRunError: The exporter failed.
        """
        self.close()
        document = self._about() if document is None else document
        return write_document(
            self._manager, document, self.path, self._format, self._options
        )

    def close(self) -> None:
        """Leave the file as it is; a second call does nothing."""
        self._file.close()

    def _rewrite(self) -> None:
        began = time.monotonic()
        data = render(self._about(), self._exporter, self._options)
        try:
            write_atomically(self.path, data)
        finally:
            took = time.monotonic() - began
            self._next_s = began + took * _REWRITE_INTERVAL
