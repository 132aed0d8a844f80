"""A file whose end is rewritten again and again."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sync_core.base.atomic_files import write_atomically
from sync_core.base.errors import ExportError

__all__ = ["GrowingFile"]

_SYNC_INTERVAL_S = 5.0
"""Between two times that the system is told to bring everything to the disk: so much
may be lost if the power fails."""


class GrowingFile:
    """An ordinary file that is whole at every moment, up to what was written last.

    Each change is one write to the place where the file begins to differ, so that a
    process that is killed leaves the old file or the new one.

    Args:
        path: Replaced by an empty file.

    Raises:
        ExportError: It cannot be written, or is no ordinary file.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise ExportError(
                f"cannot record to '{self._path}': it is no ordinary file"
            )
        write_atomically(path, b"")
        self._file = target.open("r+b", buffering=0)
        self._closed_bytes = 0
        self._open = b""
        self._synced_s = time.monotonic()

    def replace_end(self, data: bytes, closed: int) -> None:
        """Replace what stands behind the closed part.

        Args:
            data: All of it.
            closed: How many of its first bytes never change from now on.

        Raises:
            ExportError: The file cannot be written.
        """
        same = _count_common_prefix(self._open, data)
        # What ends earlier than before is filled up, so that one write does it all.
        padding = b"\n" * (len(self._open) - len(data))
        try:
            if change := data[same:] + padding:
                self._write(self._closed_bytes + same, change)
            if padding:
                self._file.truncate(self._closed_bytes + len(data))
            if time.monotonic() - self._synced_s > _SYNC_INTERVAL_S:
                self.sync()
        except OSError as error:
            raise ExportError(
                f"cannot write '{self._path}': {error.strerror or error}"
            ) from error
        self._closed_bytes += closed
        self._open = data[closed:]

    def sync(self) -> None:
        """Make the system bring everything to the disk."""
        os.fsync(self._file.fileno())
        self._synced_s = time.monotonic()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._file.close()

    def _write(self, at: int, data: bytes) -> None:
        self._file.seek(at)
        while data:
            data = data[self._file.write(data) :]


def _count_common_prefix(one: bytes, other: bytes) -> int:
    """Return how many of the first bytes are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
