"""A transcription that can be stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any

from sync_core import Finding, Segment, Transcription

__all__ = ["StoppableTranscription"]

_logger = logging.getLogger(__name__)


class StoppableTranscription(Transcription):
    """Segments whose decoding can be stopped from another thread."""

    def __init__(
        self,
        segments: Iterator[Segment],
        stop: threading.Event,
        findings: list[Finding],
        **known: Any,
    ) -> None:
        super().__init__(segments, **known)
        self._stop = stop
        self.findings = findings

    def abort(self) -> None:
        """Stop the engine, from any thread; whoever waits for a segment is told."""
        self._stop.set()

    def close(self) -> None:
        """Stop the engine, wherever it is; what waits for a segment is cancelled."""
        self.abort()
        try:
            super().close()
        except ValueError:
            # Another thread is in the middle of it, and is told by the event.
            _logger.debug("stopped from another thread")
