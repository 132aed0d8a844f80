"""A live transcriber out of a pipeline's parts."""

from __future__ import annotations

from typing import Any

from sync_core.alignment.selection import AlignerSelector
from sync_core.base.callbacks import Cancel
from sync_core.live.following import Follower
from sync_core.live.policy import LocalAgreement, Policy
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.recognition.vad import SileroGate
from sync_core.live.recognition.word_timer import AlignedTimer
from sync_core.live.transcriber import LiveTranscriber
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Backend
from sync_core.script.script import Script

__all__ = ["opened"]


def opened(
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
    timer = AlignedTimer(aligners, lambda: decoder.language) if aligners else None
    return LiveTranscriber(
        decoder,
        gate=SileroGate(),
        policy=policy or LocalAgreement(),
        timer=timer,
        follower=Follower(script) if script else None,
        **others,
    )
