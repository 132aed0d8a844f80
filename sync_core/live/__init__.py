"""Live transcription: any backend, audio as it comes, words that stay.

`Pipeline.live` opens a `LiveTranscriber`. `sync_core.live.running` feeds it from a
source, `sync_core.aio.live` from an asynchronous one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync_core.base.lazy_imports import import_lazily
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
else:
    # It imports numpy.
    __getattr__, __dir__ = import_lazily(
        __name__, {"LiveTranscriber": "sync_core.live.transcriber"}
    )

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
