"""whisper.cpp's log: kept off stderr, and read for what it says nowhere else."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sync_core_plugins.whisper_cpp.binding import pw

__all__ = ["ERROR", "captured"]

ERROR = 4
"""ggml.h: GGML_LOG_LEVEL_ERROR."""

_logger = logging.getLogger(__name__)
_thread = threading.local()


@contextmanager
def captured() -> Iterator[list[tuple[int, str]]]:
    """Collect what the engine logs on this thread, by level and text."""
    _take_over()
    lines: list[tuple[int, str]] = []
    _thread.lines = lines
    try:
        yield lines
    finally:
        _thread.lines = None


@cache
def _take_over() -> None:
    pw.whisper_log_set(_heard)
    # The binding keeps the callback in a C++ static: unless it is let go of first, the
    # interpreter dies of it on its way out.
    atexit.register(pw.whisper_log_set, None)


def _heard(level: int, text: str) -> None:
    lines = getattr(_thread, "lines", None)
    if lines is not None:
        lines.append((level, text))
    _logger.debug("%s", text.rstrip())
