"""Standard output is for results alone: what plugins print goes to standard error."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, TextIO

from sync_core.plugins.timed_calls import call_context

__all__ = ["reserve_stdout"]

_OUT, _ERR = 1, 2


@contextmanager
def reserve_stdout(*, for_good: bool) -> Iterator[None]:
    """Reserve standard output for the command meanwhile.

    Python's own prints of a plugin are passed on to standard error, behind a note that
    names it. Where results go to a file or a pipe, the same holds for what native code
    and child processes write.

    Args:
        for_good: Whether descriptor 1 stays standard error afterwards, for what is
            written when the process ends.
    """
    before = sys.stdout
    with _claim_descriptor(before, for_good) as spool:
        token = call_context.set(lambda title: _redirect_prints(title, spool))
        try:
            yield
            sys.stdout.flush()
        finally:
            call_context.reset(token)
            sys.stdout = before


@contextmanager
def _claim_descriptor(before: TextIO, for_good: bool) -> Iterator[IO[bytes] | None]:
    """Make descriptor 1 standard error, and ``sys.stdout`` what 1 was.

    Yields a file for what native code writes, or None where the output is a terminal,
    or no descriptor at all: there is nothing to spoil then.
    """
    if not _is_descriptor_1(before):
        yield None
        return
    before.flush()
    real = os.dup(_OUT)
    ours = io.TextIOWrapper(
        os.fdopen(real, "wb"), encoding=before.encoding, errors=before.errors
    )
    _redirect_descriptor(_OUT, _ERR)
    sys.stdout = ours
    try:
        with tempfile.TemporaryFile() as spool:
            yield spool
    finally:
        _flush_native()
        if not for_good:
            with suppress(OSError, ValueError):
                os.dup2(real, _OUT)
        with suppress(OSError, ValueError):
            ours.close()


def _is_descriptor_1(stream: TextIO) -> bool:
    try:
        return stream.fileno() == _OUT and not stream.isatty()
    except (OSError, ValueError, AttributeError):
        return False


def _redirect_descriptor(descriptor: int, target: int) -> None:
    try:
        os.dup2(target, descriptor)
    except OSError:
        # Standard error is closed.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)


@contextmanager
def _redirect_prints(title: str, spool: IO[bytes] | None) -> Iterator[None]:
    """Send what a plugin prints to standard error, behind a note that names it."""
    note = _PrintNote(title)
    before = sys.stdout
    sys.stdout = io.TextIOWrapper(
        _NotedStdout(note), "utf-8", "replace", write_through=True
    )
    if spool is not None:
        _redirect_descriptor(_OUT, spool.fileno())
    try:
        yield
    finally:
        sys.stdout = before
        if spool is not None:
            _flush_native()
            _redirect_descriptor(_OUT, _ERR)
            _drain(spool, note)


class _PrintNote:
    """Says once who printed what comes next."""

    def __init__(self, title: str) -> None:
        self._title: str | None = title

    def pass_on(self, data: bytes) -> None:
        if self._title is not None:
            sys.stderr.write(
                f"note: {self._title} prints to standard output, which is for results "
                "alone; here is what it printed:\n"
            )
            self._title = None
        sys.stderr.write(data.decode("utf-8", "replace"))
        sys.stderr.flush()


class _NotedStdout(io.RawIOBase):
    """What plugins find as ``sys.stdout.buffer``."""

    def __init__(self, note: _PrintNote) -> None:
        self._note = note

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return _OUT

    def write(self, data: Any) -> int:
        taken = bytes(data)
        if taken:
            self._note.pass_on(taken)
        return len(taken)


def _drain(spool: IO[bytes], note: _PrintNote) -> None:
    if not os.fstat(spool.fileno()).st_size:
        return
    spool.seek(0)
    while data := spool.read(1 << 16):
        note.pass_on(data)
    spool.seek(0)
    spool.truncate()


def _flush_native() -> None:
    """Flush what C's stdio keeps back.

    Only where ctypes is loaded already, as numpy does: importing it takes longer than
    most commands may.
    """
    if "ctypes" not in sys.modules:
        return
    import ctypes

    with suppress(OSError, AttributeError):
        library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
        library.fflush(None)
