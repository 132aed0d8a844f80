"""Ending an utterance because the source has paused."""

from __future__ import annotations

import numpy as np  # noqa: TID253

from sync_core.errors import SyncCoreError
from sync_core.live.transcriber import LiveTranscriber, _Timed
from sync_core.live.updates import Update

__all__ = ["pause"]


def pause(transcriber: LiveTranscriber) -> list[Update]:
    """Settle what was said so far, as nothing comes for the time being.

    The stream's clock does not go on meanwhile: it counts audio.
    """
    transcriber._check_open()
    with _Timed(transcriber):
        try:
            if transcriber._utterance is not None:
                transcriber._end("pause")
                # It need not be silent, and would be heard twice.
                transcriber._before = np.empty(0, np.int16)
        except SyncCoreError as error:
            transcriber._fail(error)
    return transcriber._taken()
