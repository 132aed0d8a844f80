"""Calls to exporters, whose failures become errors that name them."""

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
from sync_core.plugins.records import ExporterPlugin, Extension
from sync_core.plugins.registered import Registered
from sync_core.plugins.timed_calls import call_with_timeout

__all__ = ["call_export", "call_extend", "call_read", "call_sniff", "describe_exporter"]

log = logging.getLogger(__name__)

_MAX_EXPORT_BYTES = 1 << 30
"""A day of speech with all its phones, 216,000 words, is a third of that as ``eaf``,
the wordiest format."""


class _LimitedBuffer(io.BytesIO):
    """A buffer that raises when it exceeds ``_MAX_EXPORT_BYTES``."""

    def write(self, data: Any, /) -> int:
        if self.tell() > _MAX_EXPORT_BYTES:
            raise PluginContractError(
                f"it writes without end: over {_MAX_EXPORT_BYTES} B"
            )
        return super().write(data)


def describe_exporter(found: Registered[ExporterPlugin]) -> str:
    """Return an exporter's name for messages."""
    return f"the exporter '{found.record.name}' ({found.distribution})"


def call_export(
    found: Registered[ExporterPlugin],
    document: Document,
    options: object = None,
    timeout_s: float = math.inf,
) -> bytes:
    """Return the bytes that an exporter writes.

    Args:
        found: The exporter.
        document: The document to write.
        options: An instance of the record's ``options`` class, if it has one.
        timeout_s: Time limit in seconds.

    Raises:
        PluginRunError: The exporter raised an error of its own.
        PluginContractError: It returned its result instead of writing it, or exceeded
            the size limit.
        PluginTimeoutError: It exceeded the time limit.
    """
    title, buffer = describe_exporter(found), _LimitedBuffer()
    arguments = () if found.record.options is None else (options,)
    work = partial(found.record.export, document, buffer, *arguments)
    with _attribute_errors(f"{title} failed in its work"):
        result: object = call_with_timeout(title, work, timeout_s)
        data = buffer.getvalue()
    if isinstance(result, str | bytes | bytearray):
        raise PluginContractError(
            f"{title} gave {type(result).__name__} back instead of writing it: an "
            "exporter calls out.write(...) and returns nothing"
        )
    return data


def call_extend(
    found: Registered[ExporterPlugin], document: Document, before: int, options: object
) -> Extension:
    """Return the extension that an exporter makes for a growing file.

    Raises:
        PluginRunError: The exporter raised an error of its own.
        PluginContractError: It cannot write in pieces, or returned no ``Extension``.
    """
    title, extend = describe_exporter(found), found.record.extend
    arguments = () if found.record.options is None else (options,)
    result: object = None
    if extend is not None:
        with _attribute_errors(f"{title} failed in its work"):
            result = extend(document, before, *arguments)
    if not isinstance(result, Extension):
        raise PluginContractError(f"{title} cannot write in pieces")
    return result


def call_read(
    found: Registered[ExporterPlugin],
    data: bytes,
    path: object,
    timeout_s: float = math.inf,
) -> Document:
    """Return the document that an exporter reads from a file.

    Raises:
        DocumentError: The file is not valid in the exporter's format.
        PluginRunError: The exporter raised an error of its own.
        PluginContractError: It returned no document.
        PluginTimeoutError: It exceeded the time limit.
    """
    title, read = describe_exporter(found), found.record.read
    if read is None:
        raise PluginContractError(f"{title} reads nothing")
    with _attribute_errors(f"{title} failed to read '{path}'"):
        try:
            result: object = call_with_timeout(
                title, partial(read, io.BytesIO(data)), timeout_s
            )
        except DocumentError as error:
            raise DocumentError(f"cannot read '{path}': {error}") from error
    if not isinstance(result, Document):
        raise PluginContractError(
            f"{title} gave {type(result).__name__} instead of a Document for '{path}'"
        )
    return result


def call_sniff(
    found: Registered[ExporterPlugin], data: bytes, timeout_s: float = math.inf
) -> bool:
    """Return whether an exporter recognises a file as its own.

    A failing exporter has not recognised it; a logged warning names the exporter.
    """
    sniff = found.record.sniff
    if sniff is None:
        return False
    title = describe_exporter(found)
    try:
        return bool(call_with_timeout(title, partial(sniff, data), timeout_s))
    except (Exception, SystemExit) as error:
        cause = f"{type(error).__name__}: {error}"
        log.warning("%s failed to tell whether a file is its own: %s", title, cause)
        return False


@contextmanager
def _attribute_errors(what: str) -> Iterator[None]:
    try:
        yield
    except PluginContractError as error:
        raise PluginContractError(f"{what}: {error}") from error
    except SyncCoreError:
        raise
    except (Exception, SystemExit) as error:
        cause = f"{type(error).__name__}: {error}".rstrip(": ")
        raise PluginRunError(f"{what}: {cause}") from error
