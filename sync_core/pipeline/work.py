"""The three kinds of work of a pipeline: transcribe, align, listen live."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from sync_core.alignment.selection import SelectedAligner
from sync_core.alignment.task import AlignmentTask
from sync_core.audio import Audio, AudioSource
from sync_core.base.callbacks import Cancel, Progress, check_cancel
from sync_core.document.document import Document
from sync_core.pipeline.engines import PipelineEngines
from sync_core.pipeline.transcription import TranscriptionTask
from sync_core.script.script import Script

if TYPE_CHECKING:
    from sync_core.live import LiveSettings, LiveTranscriber, Policy

__all__ = ["ClipWork", "open_live"]


@frozen(eq=False)
class ClipWork:
    """One clip to work on, and what the caller wants to be told and asked."""

    audio: Audio
    language: str | None
    """BCP-47 tag in its standard form; None: nobody said."""
    progress: Progress | None
    cancel: Cancel | None

    @classmethod
    def load(
        cls,
        source: AudioSource,
        sample_rate_hz: int | None,
        language: str | None,
        progress: Progress | None,
        cancel: Cancel | None,
    ) -> ClipWork:
        """Bring the audio into the one form and make sure there is sound in it.

        Raises:
            AudioError: It cannot be read, or is silent.
            CancelledError: The caller asked to stop.
        """
        check_cancel(cancel)
        audio = Audio.load(source, sample_rate_hz=sample_rate_hz)
        audio.check_audible()
        check_cancel(cancel)
        return cls(audio, language, progress, cancel)

    def transcribe(self, engines: PipelineEngines) -> Document:
        """Recognise what is said, and re-time its words where that is wanted."""
        task = TranscriptionTask(self.audio, self.language, self.progress, self.cancel)
        return task.transcribe(engines.backend, engines.retiming)

    def align(
        self, script: Script, selected: SelectedAligner, engines: PipelineEngines
    ) -> Document:
        """Align a known script with a selected aligner."""
        task = AlignmentTask(
            self.audio,
            selected,
            engines.aligners.fallbacks(selected),
            engines.recognizer,
            self.progress,
            self.cancel,
        )
        return task.align(script)


def open_live(
    engines: PipelineEngines,
    *,
    language: str | None,
    script: str | Script | None,
    policy: Policy | None,
    settings: LiveSettings | None,
    sample_rate_hz: int,
    channels: int,
    cancel: Cancel | None,
    clock: Callable[[], float],
) -> LiveTranscriber:
    """Open a live stream on a pipeline's engines; see ``Pipeline.live``."""
    # Only here, so that importing sync_core stays quick.
    from sync_core.live.factory import open_transcriber

    known = Script.parse(script) if isinstance(script, str) else script
    engines.backend.check_language(language)
    return open_transcriber(
        engines.backend,
        engines.retiming,
        language=language,
        script=known,
        policy=policy,
        cancel=cancel,
        settings=settings,
        sample_rate_hz=sample_rate_hz,
        channels=channels,
        clock=clock,
    )
