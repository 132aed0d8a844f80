"""Opening a live transcriber on a pipeline's engines."""

from __future__ import annotations

from typing import Any

from sync_core.alignment.selection import AlignerSelector
from sync_core.base.callbacks import Cancel
from sync_core.live.assembly import assemble
from sync_core.live.policy import LocalAgreement, Policy
from sync_core.live.recognition.alignment_timer import AlignmentTimer
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.recognition.vad import SileroDetector
from sync_core.live.script_tracking.tracker import ScriptTracker
from sync_core.live.transcriber import LiveTranscriber
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Backend
from sync_core.script.script import Script

__all__ = ["open_transcriber"]


def open_transcriber(
    backend: Engine[Backend],
    aligners: AlignerSelector | None,
    *,
    language: str | None,
    script: Script | None,
    policy: Policy | None,
    cancel: Cancel | None,
    **others: Any,
) -> LiveTranscriber:
    """Open a stream on engines that others may use as well."""
    decoder = Decoder(backend, language, cancel)
    timer = AlignmentTimer(aligners, lambda: decoder.language) if aligners else None
    return assemble(
        decoder,
        SileroDetector(),
        policy or LocalAgreement(),
        timer=timer,
        tracker=ScriptTracker(script) if script else None,
        **others,
    )
