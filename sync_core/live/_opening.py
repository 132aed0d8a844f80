"""A live transcriber out of a pipeline's parts."""

from __future__ import annotations

from typing import Any

from sync_core._choice import AlignerChoice
from sync_core._engine import Engine
from sync_core.live._decoding import Decoder
from sync_core.live._gate import SileroGate
from sync_core.live._timing import AlignedTimer
from sync_core.live.policy import LocalAgreement, Policy
from sync_core.live.transcriber import LiveTranscriber
from sync_core.plugin_types import Backend, Cancel

__all__ = ["opened"]


def opened(
    backend: Engine[Backend],
    aligners: AlignerChoice | None,
    *,
    language: str | None,
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
        **others,
    )
