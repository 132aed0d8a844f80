"""The three hooks by which a plugin says what it has.

Each takes no argument and returns a list of frozen records. A hook never loads a
model, reads audio or writes a file: that is what the records' functions are for.

Example:
    A whole exporter plugin; ``pyproject.toml`` names its module under
    ``[project.entry-points.sync_core]``::

        from typing import BinaryIO

        from sync_core import Document, ExporterPlugin, hookimpl


        def export_words(document: Document, out: BinaryIO) -> None:
            for word in document.words:
                out.write(f"{word.start_ms} {word.end_ms} {word.text}\\n".encode())


        @hookimpl
        def sync_core_exporters() -> list[ExporterPlugin]:
            return [ExporterPlugin("words", suffixes=(".words",), export=export_words)]
"""

from __future__ import annotations

import pluggy

from sync_core.plugins.records import AlignerPlugin, BackendPlugin, ExporterPlugin

__all__ = [
    "PROJECT",
    "hookimpl",
    "sync_core_aligners",
    "sync_core_backends",
    "sync_core_exporters",
]

PROJECT = "sync_core"
"""The pluggy project name and the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function as a plugin's answer to one of the hooks."""


@hookspec
def sync_core_backends() -> list[BackendPlugin]:
    """List the plugin's backends (audio to text)."""
    return []


@hookspec
def sync_core_aligners() -> list[AlignerPlugin]:
    """List the plugin's aligners (audio and text to times)."""
    return []


@hookspec
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the plugin's exporters (timed text to a file)."""
    return []
