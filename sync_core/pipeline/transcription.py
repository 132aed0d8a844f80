"""One transcription: recognise what is said, then give every word a better time."""

from __future__ import annotations

from attrs import evolve, frozen

from sync_core.alignment.provenance import build_provenance, build_step
from sync_core.alignment.retiming import retime
from sync_core.alignment.selection import AlignerSelector, SelectedAligner
from sync_core.alignment.task import AlignmentTask
from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel, Progress, check_cancel
from sync_core.base.errors import InputError
from sync_core.document import Document, Segment
from sync_core.pipeline.doubts import (
    describe_language,
    find_language_doubts,
    find_model_doubts,
)
from sync_core.pipeline.recognition import recognize
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Backend

__all__ = ["TranscriptionTask"]


@frozen(eq=False)
class TranscriptionTask:
    """Audio to work on, and what the caller wants to be told and asked."""

    audio: Audio
    language: str | None
    """BCP-47 tag; None lets the backend find out."""
    progress: Progress | None
    cancel: Cancel | None

    def transcribe(
        self, backend: Engine[Backend], aligners: AlignerSelector | None
    ) -> Document:
        """Recognise, and re-time if there are aligners to choose from.

        Raises:
            AudioError: There is no speech in the audio.
            InputError: No aligner that was asked for knows the language.
            PluginError: A plugin failed.
            CancelledError: The caller asked to stop.
        """
        segments, stream = self._recognize(backend, aligners)
        language = getattr(stream, "language", None) or self.language
        selected = aligners.select_for_retiming(language) if aligners else None
        notes = [describe_language(stream)]
        if aligners and selected is None:
            notes.append(f"no aligner for '{language}' here, the times are its own")
        step = build_step("backend", backend, "; ".join(filter(None, notes)) or None)
        document = Document(
            segments=segments,
            language=language,
            duration_ms=self.audio.duration_ms,
            source=self.audio.source,
            provenance=build_provenance(f"backend {step.plugin}", step),
            findings=(*getattr(stream, "findings", ()), *find_language_doubts(stream)),
        )
        if selected is not None:
            document = self._retime(document, selected)
        else:
            doubts = find_model_doubts(step.model)
            document = evolve(document, findings=(*document.findings, *doubts))
        self._report(self.audio.duration_ms)
        return document

    def _recognize(
        self, backend: Engine[Backend], aligners: AlignerSelector | None
    ) -> tuple[list[Segment], object]:
        def check(stream: object) -> None:
            self._check_aligner(aligners, stream)

        return recognize(
            backend, self.audio, self.language, check, self._report, self.cancel
        )

    def _check_aligner(self, aligners: AlignerSelector | None, stream: object) -> None:
        """Find out before the long work that nothing can align this language."""
        language = getattr(stream, "language", None) or self.language
        if not aligners or aligners.is_automatic or language is None:
            return
        try:
            aligners.select(language)
        except InputError as error:
            if self.language is None:
                raise InputError(
                    f"the backend detected '{language}': {error}"
                ) from error
            raise

    def _retime(self, document: Document, selected: SelectedAligner) -> Document:
        task = AlignmentTask(self.audio, selected, cancel=self.cancel)
        segments, findings = retime(
            self.audio, document.segments, task.align_piece, self._check_cancel
        )
        before = document.provenance.steps if document.provenance else ()
        return evolve(
            document,
            segments=segments,
            findings=(*document.findings, *findings),
            provenance=build_provenance(task.title, *before, *task.steps()),
        )

    def _report(self, done_ms: int) -> None:
        if self.progress is not None:
            total_ms = self.audio.duration_ms
            self.progress(min(done_ms, total_ms), total_ms)

    def _check_cancel(self, _done_ms: int) -> None:
        check_cancel(self.cancel)
