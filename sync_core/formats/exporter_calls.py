"""Calls into exporters: what they do wrong becomes one error that names them."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sync_core.base.errors import (
    DocumentError,
    PluginContractError,
    PluginRunError,
    SyncCoreError,
)
from sync_core.document.document import Document
from sync_core.plugins.guarded_calls import guarded
from sync_core.plugins.manager import Registered
from sync_core.plugins.records import ExporterPlugin, Extension

__all__ = ["exporter_title", "extended_by", "read_by", "recognises", "written_by"]

log = logging.getLogger(__name__)

_MOST_BYTES = 1 << 30
"""A day of speech with all its phones, 216,000 words, is a third of that as ``eaf``,
the wordiest format."""


class _Buffer(io.BytesIO):
    """Takes bytes, but not without end."""

    def write(self, data: Any, /) -> int:
        if self.tell() > _MOST_BYTES:
            raise PluginContractError(f"it writes without end: over {_MOST_BYTES} B")
        return super().write(data)


def exporter_title(found: Registered[ExporterPlugin]) -> str:
    """Name an exporter in messages."""
    return f"the exporter '{found.record.name}' ({found.distribution})"


def written_by(
    found: Registered[ExporterPlugin],
    document: Document,
    own: object = None,
    timeout_s: float = math.inf,
) -> bytes:
    """Return what an exporter writes.

    Args:
        found: The exporter.
        document: What to write.
        own: An instance of the record's ``options`` class, if it has one.
        timeout_s: How long it may take.

    Raises:
        PluginRunError: It raised something of its own.
        PluginContractError: It gave its result back instead of writing it, or wrote
            without end.
        PluginTimeoutError: It took too long.
    """
    title, buffer = exporter_title(found), _Buffer()
    arguments = () if found.record.options is None else (own,)
    work = partial(found.record.export, document, buffer, *arguments)
    with _blame(f"{title} failed in its work"):
        given: object = guarded(title, work, timeout_s)
        data = buffer.getvalue()
    if isinstance(given, str | bytes | bytearray):
        raise PluginContractError(
            f"{title} gave {type(given).__name__} back instead of writing it: an "
            "exporter calls out.write(...) and returns nothing"
        )
    return data


def extended_by(
    found: Registered[ExporterPlugin], document: Document, before: int, own: object
) -> Extension:
    """Return what an exporter adds to a file that grows.

    Raises:
        PluginRunError: It raised something of its own.
        PluginContractError: It cannot write in pieces, or gave something else.
    """
    title, extend = exporter_title(found), found.record.extend
    arguments = () if found.record.options is None else (own,)
    given: object = None
    if extend is not None:
        with _blame(f"{title} failed in its work"):
            given = extend(document, before, *arguments)
    if not isinstance(given, Extension):
        raise PluginContractError(f"{title} cannot write in pieces")
    return given


def read_by(
    found: Registered[ExporterPlugin],
    data: bytes,
    path: object,
    timeout_s: float = math.inf,
) -> Document:
    """Return the document that an exporter's reader finds in a file.

    Raises:
        DocumentError: The file is not what the reader wants.
        PluginRunError: It raised something of its own.
        PluginContractError: It gave something else than a document.
        PluginTimeoutError: It took too long.
    """
    title, read = exporter_title(found), found.record.read
    if read is None:
        raise PluginContractError(f"{title} reads nothing")
    with _blame(f"{title} failed to read '{path}'"):
        try:
            given: object = guarded(title, partial(read, io.BytesIO(data)), timeout_s)
        except DocumentError as error:
            raise DocumentError(f"cannot read '{path}': {error}") from error
    if not isinstance(given, Document):
        raise PluginContractError(
            f"{title} gave {type(given).__name__} instead of a Document for '{path}'"
        )
    return given


def recognises(
    found: Registered[ExporterPlugin], data: bytes, timeout_s: float = math.inf
) -> bool:
    """Return whether an exporter takes a file for surely its own.

    One that fails to say so has not recognised it; a warning names it.
    """
    sniff = found.record.sniff
    if sniff is None:
        return False
    title = exporter_title(found)
    try:
        return bool(guarded(title, partial(sniff, data), timeout_s))
    except (Exception, SystemExit) as error:
        cause = f"{type(error).__name__}: {error}"
        log.warning("%s failed to tell whether a file is its own: %s", title, cause)
        return False


@contextmanager
def _blame(what: str) -> Iterator[None]:
    try:
        yield
    except PluginContractError as error:
        raise PluginContractError(f"{what}: {error}") from error
    except SyncCoreError:
        raise
    except (Exception, SystemExit) as error:
        cause = f"{type(error).__name__}: {error}".rstrip(": ")
        raise PluginRunError(f"{what}: {cause}") from error
