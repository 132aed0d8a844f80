"""Writing documents with exporters, and reading them back."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from sync_core.base.atomic_files import write_whole
from sync_core.base.errors import DocumentError, ExportError, InputError
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.formats.exporter_calls import (
    exporter_title,
    extended_by,
    read_by,
    recognises,
    written_by,
)
from sync_core.formats.unkept_contents import losses
from sync_core.plugins.guarded_calls import seconds
from sync_core.plugins.manager import PluginManager, Registered
from sync_core.plugins.options import make_options
from sync_core.plugins.records import ExporterPlugin, Extension

__all__ = ["choose_exporter", "extend", "load", "losses", "render", "write_document"]


def choose_exporter(
    manager: PluginManager, target: object, format: str | None
) -> Registered[ExporterPlugin]:
    """Find the exporter of a format, or else the one that the target's name asks for.

    Raises:
        UnknownPluginError: There is none.
        ExportError: No format is named and the target has no name.
    """
    if format is not None:
        return manager.exporter(format)
    if isinstance(target, str | os.PathLike):
        return manager.exporter_for(os.path.basename(os.fspath(target)))
    raise ExportError("writing to a file object needs a format: format='srt'")


def render(
    document: Document,
    found: Registered[ExporterPlugin],
    options: Mapping[str, object] | None = None,
    timeout_s: float | None = None,
) -> bytes:
    """Return the bytes of a document in a format.

    Raises:
        InputError: An option that the format does not have.
        PluginError: The exporter failed, or took longer than ``timeout_s``.
    """
    own = make_options(found.record.options, options, exporter_title(found))
    return written_by(found, document, own, seconds(timeout_s or 0, "timeout_s"))


def extend(
    document: Document,
    before: int,
    found: Registered[ExporterPlugin],
    options: Mapping[str, object] | None = None,
) -> Extension:
    """Return what a growing document adds to its file; see ``ExporterPlugin.extend``.

    Raises:
        InputError: An option that the format does not have.
        PluginContractError: The format cannot be written in pieces, or gave something
            else than an ``Extension``.
        PluginRunError: The exporter raised something of its own.
    """
    own = make_options(found.record.options, options, exporter_title(found))
    return extended_by(found, document, before, own)


def write_document(
    manager: PluginManager,
    document: Document,
    target: str | os.PathLike[str] | BinaryIO,
    format: str | None = None,
    options: Mapping[str, object] | None = None,
    timeout_s: float | None = None,
) -> tuple[Finding, ...]:
    """Write a document to a path or a binary file object, whole or not at all.

    Gives a finding for each thing in the document that the format cannot hold.

    Raises:
        UnknownPluginError: No exporter of that name, or for files of that name.
        ExportError: The target cannot be written.
        PluginError: The exporter failed, or took longer than ``timeout_s``.
    """
    if not isinstance(document, Document):
        raise DocumentError(f"a Document is wanted, not {type(document).__name__}")
    found = choose_exporter(manager, target, format)
    data = render(document, found, options, timeout_s)
    lost = losses(document, found.record, options)
    _put(target, data)
    return lost


def _put(target: str | os.PathLike[str] | BinaryIO, data: bytes) -> None:
    if isinstance(target, str | os.PathLike):
        write_whole(target, data)
        return
    try:
        target.write(data)
    except (TypeError, AttributeError) as error:
        raise ExportError(
            f"{target!r} does not take bytes: open the file in binary mode ('wb')"
        ) from error
    except (OSError, ValueError) as error:
        raise ExportError(f"cannot write to {target!r}: {error}") from error


def _reader(
    manager: PluginManager, path: object, format: str | None
) -> Registered[ExporterPlugin]:
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"load takes the path of a file, not {type(path).__name__}")
    if format is not None:
        return manager.exporter(format)
    return manager.exporter_for(os.path.basename(os.fspath(path)))


def load(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    manager: PluginManager | None = None,
    timeout_s: float | None = None,
) -> Document:
    """Read a document from a file.

    Args:
        path: The file.
        format: The format's name; None: by the end of the file's name, and
            by what is in it where several formats share that ending.
        manager: The plugins to look among; None: all that are installed.
        timeout_s: How long the format's plugin may take; None: no limit.

    Raises:
        UnknownPluginError: No exporter of that name, or for files of that name.
        InputError: ``path`` is none, or ``timeout_s`` is below 0.
        DocumentError: The file cannot be read, or its format only be written.
        PluginError: The plugin failed, or took longer than ``timeout_s``.
    """
    limit_s = seconds(timeout_s or 0, "timeout_s")
    manager = manager or PluginManager.installed()
    found = _reader(manager, path, format)
    others = [] if format is not None else _sharing_its_ending(manager, found)
    if found.record.read is None and not others:
        raise _only_written(manager, found)
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(f"cannot read '{path}': {reason}") from error
    found = _recognised(found, others, data, limit_s)
    if found.record.read is None:
        raise _only_written(manager, found)
    return read_by(found, data, path, limit_s)


def _only_written(
    manager: PluginManager, found: Registered[ExporterPlugin]
) -> DocumentError:
    readable = [e.record.name for e in manager.exporters() if e.record.read]
    return DocumentError(
        f"the format '{found.record.name}' can only be written; these can be read: "
        f"{', '.join(readable)}"
    )


def _sharing_its_ending(
    manager: PluginManager, found: Registered[ExporterPlugin]
) -> list[Registered[ExporterPlugin]]:
    """Return the formats that recognise their files and share the last ending."""
    endings = tuple(f".{s.rpartition('.')[2]}" for s in found.record.suffixes)
    return [
        other
        for other in manager.exporters()
        if other.record.read and other.record.sniff
        if any(suffix.endswith(endings) for suffix in other.record.suffixes)
    ]


def _recognised(
    found: Registered[ExporterPlugin],
    others: Sequence[Registered[ExporterPlugin]],
    data: bytes,
    timeout_s: float,
) -> Registered[ExporterPlugin]:
    """Return the format that data is of: what the name asks for, if none is surely it."""
    sniff = found.record.sniff
    if found.record.read and (sniff is None or recognises(found, data, timeout_s)):
        return found
    return next((o for o in others if recognises(o, data, timeout_s)), found)
