"""Live transcription: any backend, audio as it comes, words that stay.

`Pipeline.live` opens a `LiveTranscriber`. `sync_core.live.running` feeds it from a
source, `sync_core.aio.live` from an asynchronous one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync_core.live.policy import LocalAgreement, Policy
from sync_core.live.settings import LiveSettings
from sync_core.live.updates import (
    Dropped,
    Endpoint,
    Final,
    Partial,
    Position,
    SpeechStarted,
    Stats,
    Update,
)

if TYPE_CHECKING:
    from sync_core.live.transcriber import LiveTranscriber

__all__ = [
    "Dropped",
    "Endpoint",
    "Final",
    "LiveSettings",
    "LiveTranscriber",
    "LocalAgreement",
    "Partial",
    "Policy",
    "Position",
    "SpeechStarted",
    "Stats",
    "Update",
]


def __getattr__(name: str) -> object:
    """Import the transcriber, and numpy with it, only when it is asked for."""
    if name == "LiveTranscriber":
        from sync_core.live.transcriber import LiveTranscriber

        return LiveTranscriber
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
