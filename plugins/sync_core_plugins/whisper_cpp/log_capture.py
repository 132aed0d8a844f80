"""whisper.cpp's log: kept off stderr, and read for what it says nowhere else."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sync_core_plugins.whisper_cpp.binding import pw

__all__ = ["ERROR", "capture_log"]

ERROR = 4
"""ggml.h: GGML_LOG_LEVEL_ERROR."""

_logger = logging.getLogger(__name__)
_local = threading.local()


@contextmanager
def capture_log() -> Iterator[list[tuple[int, str]]]:
    """Collect what the engine logs on this thread, by level and text."""
    _redirect_log()
    lines: list[tuple[int, str]] = []
    _local.lines = lines
    try:
        yield lines
    finally:
        _local.lines = None


@cache
def _redirect_log() -> None:
    pw.whisper_log_set(_receive)
    # The binding keeps the callback in a C++ static: unless it is let go of first, the
    # interpreter dies of it on its way out.
    atexit.register(pw.whisper_log_set, None)


def _receive(level: int, text: str) -> None:
    lines = getattr(_local, "lines", None)
    if lines is not None:
        lines.append((level, text))
    _logger.debug("%s", text.rstrip())
