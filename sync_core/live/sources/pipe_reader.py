"""Reading a pipe so that another thread can end it."""

from __future__ import annotations

import os
import sys
from typing import Any

__all__ = ["PipeReader"]


class PipeReader:
    """A file descriptor, read as a stream that cannot be wound back.

    Errors are kept and look like the end, as FFmpeg, which reads through this, cannot
    pass them on.

    Args:
        number: The descriptor; not closed here.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._woken, self._wake = os.pipe()
        self._closed = False
        self.error: OSError | None = None
        self.taken = 0
        """Bytes that were read by now."""

    def read(self, size: int) -> bytes:
        """Return what is there, at most so many bytes; wait where there is nothing.

        Returns nothing at the end, after ``close``, and after an error.
        """
        if self._closed or not self._wait_for_data():
            return b""
        try:
            data = os.read(self._number, size)
        except OSError as error:
            self.error = error
            return b""
        self.taken += len(data)
        return data

    def close(self) -> None:
        """Wake whoever reads; a second call does nothing."""
        if not self._closed:
            self._closed = True
            os.write(self._wake, b"x")

    def release(self) -> None:
        """Free what belongs to this object, once nobody reads any more."""
        self._closed = True
        for number in (self._woken, self._wake):
            os.close(number)

    def _wait_for_data(self) -> bool:
        """Wait for data or the end; return whether it is anything but ``close``."""
        # Windows can only wait for sockets this way: there the next data wakes it.
        if sys.platform == "win32":
            return True
        import select

        poll: Any = select.poll()
        poll.register(self._number, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        found = {number for number, _ in poll.poll()}
        return self._woken not in found
