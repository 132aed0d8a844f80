"""Ending long work cleanly on Ctrl-C."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType

__all__ = ["Interrupts"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While it is entered, a first Ctrl-C asks to end, a second one to stop at once.

    A polite ``kill`` counts as Ctrl-C. Outside of the main thread nothing is caught.
    """

    def __init__(self) -> None:
        self.stop, self.cancel = threading.Event(), threading.Event()
        self._before: list[object] = []

    def __enter__(self) -> Interrupts:
        """Begin to catch signals."""
        if threading.current_thread() is threading.main_thread():
            self._before = [signal.signal(each, self._note) for each in _SIGNALS]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Restore the handlers of before."""
        for each, handler in zip(_SIGNALS, self._before, strict=False):
            signal.signal(each, handler)  # type: ignore[arg-type]

    def _note(self, number: int, frame: FrameType | None) -> None:
        (self.cancel if self.stop.is_set() else self.stop).set()
