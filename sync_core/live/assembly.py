"""A live transcriber out of its parts."""

from __future__ import annotations

from typing import Any

from sync_core.live.policy import Policy
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.recognition.recognizer import UtteranceRecognizer
from sync_core.live.recognition.transcript import Transcript
from sync_core.live.recognition.vad import VoiceActivityDetector
from sync_core.live.script_tracking.script_timer import ScriptTimer
from sync_core.live.script_tracking.tracker import ScriptTracker
from sync_core.live.settings import LiveSettings
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.word_timer import WordTimer

__all__ = ["assemble"]


def assemble(
    decoder: Decoder,
    detector: VoiceActivityDetector,
    policy: Policy,
    *,
    timer: WordTimer | None = None,
    tracker: ScriptTracker | None = None,
    settings: LiveSettings | None = None,
    **stream: Any,
) -> LiveTranscriber:
    """Open a stream.

    Args:
        decoder: The way to the backend.
        detector: Judges how probable speech is.
        policy: Decides when a word is settled.
        timer: Times final words; None: they keep the backend's times.
        tracker: Tracks a known script, if there is one.
        settings: Steps, pauses, lengths; None: the defaults.
        stream: For ``LiveTranscriber``: rate, channels, clock.
    """
    recognizer = UtteranceRecognizer(
        decoder,
        policy,
        ScriptTimer(tracker, timer) if tracker else timer,
        settings or LiveSettings(),
        Transcript(tracker),
    )
    return LiveTranscriber(recognizer, detector, **stream)
