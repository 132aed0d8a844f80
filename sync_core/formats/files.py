"""Writing documents with exporters, and reading them back."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from sync_core.base.atomic_files import write_atomically
from sync_core.base.errors import DocumentError, ExportError, InputError
from sync_core.document.document import Document
from sync_core.document.records import Finding
from sync_core.formats.exporter_calls import (
    call_export,
    call_extend,
    call_read,
    call_sniff,
    describe_exporter,
)
from sync_core.formats.format_losses import find_losses
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.options import make_options
from sync_core.plugins.records import ExporterPlugin, Extension
from sync_core.plugins.registered import Registered
from sync_core.plugins.timeouts import parse_timeout

__all__ = [
    "choose_exporter",
    "extend",
    "find_losses",
    "load",
    "render",
    "write_document",
]


def choose_exporter(
    manager: PluginManager, target: object, format: str | None
) -> Registered[ExporterPlugin]:
    """Find the exporter of a format, or else the one for the target's file name.

    Raises:
        UnknownPluginError: There is no such exporter.
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
        InputError: The format has no such option.
        PluginError: The exporter failed, or took longer than ``timeout_s``.
    """
    made_options = make_options(found.record.options, options, describe_exporter(found))
    return call_export(
        found, document, made_options, parse_timeout(timeout_s or 0, "timeout_s")
    )


def extend(
    document: Document,
    before: int,
    found: Registered[ExporterPlugin],
    options: Mapping[str, object] | None = None,
) -> Extension:
    """Return the extension of a growing document's file; see ``ExporterPlugin.extend``.

    Raises:
        InputError: The format has no such option.
        PluginContractError: The exporter cannot write in pieces, or returned no
            ``Extension``.
        PluginRunError: The exporter raised an error of its own.
    """
    made_options = make_options(found.record.options, options, describe_exporter(found))
    return call_extend(found, document, before, made_options)


def write_document(
    manager: PluginManager,
    document: Document,
    target: str | os.PathLike[str] | BinaryIO,
    format: str | None = None,
    options: Mapping[str, object] | None = None,
    timeout_s: float | None = None,
) -> tuple[Finding, ...]:
    """Write a document to a path or a binary file object, completely or not at all.

    Returns:
        A finding for each kind of content that the format cannot hold.

    Raises:
        UnknownPluginError: There is no exporter of that name or for that file name.
        ExportError: The target cannot be written.
        PluginError: The exporter failed, or took longer than ``timeout_s``.
    """
    if not isinstance(document, Document):
        raise DocumentError(f"a Document is wanted, not {type(document).__name__}")
    found = choose_exporter(manager, target, format)
    data = render(document, found, options, timeout_s)
    lost = find_losses(document, found.record, options)
    _write_target(target, data)
    return lost


def _write_target(target: str | os.PathLike[str] | BinaryIO, data: bytes) -> None:
    if isinstance(target, str | os.PathLike):
        write_atomically(target, data)
        return
    try:
        target.write(data)
    except (TypeError, AttributeError) as error:
        raise ExportError(
            f"{target!r} does not take bytes: open the file in binary mode ('wb')"
        ) from error
    except (OSError, ValueError) as error:
        raise ExportError(f"cannot write to {target!r}: {error}") from error


def _choose_reader(
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
        format: The format's name; None: the format for the file's suffix, or for its
            content where several formats share the suffix.
        manager: The plugins to use; None: all that are installed.
        timeout_s: Time limit in seconds for the format's plugin; None: no limit.

    Raises:
        UnknownPluginError: There is no exporter of that name or for that file name.
        InputError: ``path`` is not a path, or ``timeout_s`` is below 0.
        DocumentError: The file cannot be read, or the format can only be written.
        PluginError: The plugin failed, or took longer than ``timeout_s``.
    """
    limit_s = parse_timeout(timeout_s or 0, "timeout_s")
    manager = manager or PluginManager.installed()
    found = _choose_reader(manager, path, format)
    rivals = [] if format is not None else _find_suffix_rivals(manager, found)
    if found.record.read is None and not rivals:
        raise _make_write_only_error(manager, found)
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(f"cannot read '{path}': {reason}") from error
    found = _recognise_format(found, rivals, data, limit_s)
    if found.record.read is None:
        raise _make_write_only_error(manager, found)
    return call_read(found, data, path, limit_s)


def _make_write_only_error(
    manager: PluginManager, found: Registered[ExporterPlugin]
) -> DocumentError:
    readable = [e.record.name for e in manager.exporters() if e.record.read]
    return DocumentError(
        f"the format '{found.record.name}' can only be written; these can be read: "
        f"{', '.join(readable)}"
    )


def _find_suffix_rivals(
    manager: PluginManager, found: Registered[ExporterPlugin]
) -> list[Registered[ExporterPlugin]]:
    """Return the formats that recognise their files and share the last suffix."""
    endings = tuple(f".{s.rpartition('.')[2]}" for s in found.record.suffixes)
    return [
        other
        for other in manager.exporters()
        if other.record.read and other.record.sniff
        if any(suffix.endswith(endings) for suffix in other.record.suffixes)
    ]


def _recognise_format(
    found: Registered[ExporterPlugin],
    rivals: Sequence[Registered[ExporterPlugin]],
    data: bytes,
    timeout_s: float,
) -> Registered[ExporterPlugin]:
    """Return the format of some data, or the one for its name if none recognises it."""
    sniff = found.record.sniff
    if found.record.read and (sniff is None or call_sniff(found, data, timeout_s)):
        return found
    return next((o for o in rivals if call_sniff(o, data, timeout_s)), found)
