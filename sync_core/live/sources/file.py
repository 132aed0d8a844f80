"""A file as a source, decoded as it is heard."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from sync_core.audio import Audio
from sync_core.audio.decoding.decode import decode_stream
from sync_core.audio.load import open_audio_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FileSource"]


class FileSource:
    """Any audio or video file; of hours, too, only a moment is held in memory.

    The clock is that of ``Audio.load``. What can be told of damage beforehand is an
    error at once; what only decoding shows is one where it is reached.

    Args:
        path: The file.

    Raises:
        AudioError: It is missing, unreadable, cut off or holds no sound.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.sample_rate_hz, self.channels = Audio.SAMPLE_RATE_HZ, 1
        self.waits: bool | None = True
        self.name = os.fsdecode(path)
        self._lock, self._started = threading.Lock(), False
        self._closed = threading.Event()
        with ExitStack() as stack:
            file = stack.enter_context(open_audio_file(self.name))
            self._pieces = decode_stream(file, repr(self.name), whole=True)
            stack.callback(self._pieces.close)
            next(self._pieces)
            self._open = stack.pop_all()

    def chunks(self) -> Iterator[NDArray[np.int16]]:
        """Yield the samples, about a tenth of a second at once."""
        with self._lock:
            if self._closed.is_set():
                return
            self._started = True
        with self._open:
            for piece in self._pieces:
                if self._closed.is_set():
                    return
                yield piece

    def close(self) -> None:
        """End behind the piece that is being decoded."""
        with self._lock:
            self._closed.set()
            if not self._started:
                self._open.close()
