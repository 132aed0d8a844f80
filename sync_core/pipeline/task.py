"""One piece of work of a pipeline, from audio to document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sync_core.alignment.provenance import provenance, step
from sync_core.alignment.recognizer import Recognizer
from sync_core.alignment.retiming import retime
from sync_core.alignment.selection import AlignerSelector, SelectedAligner
from sync_core.alignment.task import AlignmentTask
from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel, Progress, check_cancel
from sync_core.base.errors import AudioError, InputError, PluginContractError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment
from sync_core.pipeline.detected_language import detected, find_language_doubts
from sync_core.plugins.cancellation import forward_cancel
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Backend, Transcription
from sync_core.plugins.timeouts import limit_items
from sync_core.script.script import Script

if TYPE_CHECKING:
    from sync_core.audio import AudioSource

__all__ = ["Run"]

_MOST_SEGMENTS, _LEAST_MS = 1_000, 10
"""More segments than these and one for so much audio are segments without end."""


@frozen(eq=False)
class Run:
    """Audio to work on, and what the caller wants to be told and asked."""

    audio: Audio
    language: str | None
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
    ) -> Run:
        """Bring the audio into the one form and make sure there is sound in it."""
        check_cancel(cancel)
        audio = Audio.load(source, sample_rate_hz=sample_rate_hz)
        audio.check_audible()
        check_cancel(cancel)
        return cls(audio, language, progress, cancel)

    def transcribe(
        self, backend: Engine[Backend], aligners: AlignerSelector | None
    ) -> Document:
        """Recognise, and re-time if there are aligners to choose from."""
        segments, stream = self._recognise(backend, aligners)
        language = getattr(stream, "language", None) or self.language
        picked = aligners.select_for_retiming(language) if aligners else None
        notes = [detected(stream)]
        if aligners and picked is None:
            notes.append(f"no aligner for '{language}' here, the times are its own")
        note = "; ".join(filter(None, notes)) or None
        done = step("backend", backend, note)
        document = Document(
            segments=segments,
            language=language,
            duration_ms=self.audio.duration_ms,
            source=self.audio.source,
            provenance=provenance(f"backend {done.plugin}", done),
            findings=(*getattr(stream, "findings", ()), *find_language_doubts(stream)),
        )
        if picked is not None:
            document = self._retime(document, picked)
        else:
            doubts = _doubts_of_model(done.model)
            document = evolve(document, findings=(*document.findings, *doubts))
        self.tell(self.audio.duration_ms)
        return document

    def align(
        self,
        script: Script,
        picked: SelectedAligner,
        others: Sequence[SelectedAligner],
        listener: Recognizer,
    ) -> Document:
        """Align a known script."""
        work = AlignmentTask(
            self.audio, picked, others, listener, self.progress, self.cancel
        )
        return work.align(script)

    def tell(self, done_ms: int) -> None:
        """Report progress."""
        if self.progress is not None:
            total = self.audio.duration_ms
            self.progress(min(done_ms, total), total)

    def _recognise(
        self, backend: Engine[Backend], aligners: AlignerSelector | None
    ) -> tuple[list[Segment], Iterator[Segment]]:
        segments: list[Segment] = []
        with backend.use("transcribe") as engine:
            stream = engine.transcribe(self.audio, self.language)
            # A plain iterator need not have the close that a Transcription has.
            source = Transcription(iter(stream))
            with closing(source), forward_cancel(stream, self.cancel):
                _check_stream(backend, stream)
                language = getattr(stream, "language", None) or self.language
                if aligners and not aligners.is_automatic and language is not None:
                    self._check_aligner(aligners, language)
                title = f"the backend '{backend.found.record.name}'"
                most = _MOST_SEGMENTS + self.audio.duration_ms // _LEAST_MS
                for segment in limit_items(source, most, title, "segments"):
                    _check_segment(backend, segment, segments)
                    segments.append(segment)
                    self.tell(segment.end_ms or 0)
                    check_cancel(self.cancel)
        if not any(segment.words or segment.text.strip() for segment in segments):
            raise AudioError(
                f"no speech was found in {self.audio.source or 'the audio'} "
                f"({self.audio.duration_ms / 1000:.1f} s, "
                f"peak {self.audio.peak_dbfs:.0f} dBFS)"
            )
        _check_stream(backend, stream)
        return segments, stream

    def _check_aligner(self, aligners: AlignerSelector, language: str) -> None:
        """Find out before the long work that nothing can align this language."""
        try:
            aligners.pick(language)
        except InputError as error:
            if self.language is None:
                raise InputError(
                    f"the backend detected '{language}': {error}"
                ) from error
            raise

    def _retime(self, document: Document, picked: SelectedAligner) -> Document:
        work = AlignmentTask(self.audio, picked, cancel=self.cancel)
        segments, findings = retime(
            self.audio, document.segments, work.piece, self._halfway
        )
        before = document.provenance.steps if document.provenance else ()
        return evolve(
            document,
            segments=segments,
            findings=(*document.findings, *findings),
            provenance=provenance(work.title, *before, *work.records()),
        )

    def _halfway(self, done_ms: int) -> None:
        check_cancel(self.cancel)


def _check_stream(backend: Engine[Backend], stream: object) -> None:
    """Look at what a stream says of the whole; a plain iterator says nothing."""
    name = backend.found.record.name
    language = getattr(stream, "language", None)
    if language is not None and not isinstance(language, str):
        raise PluginContractError(
            f"the backend '{name}' gave {type(language).__name__} as the language "
            "instead of a tag"
        )
    for finding in getattr(stream, "findings", ()):
        if not isinstance(finding, Finding):
            raise PluginContractError(
                f"the backend '{name}' gave {type(finding).__name__} instead of a "
                "Finding"
            )


def _check_segment(
    backend: Engine[Backend], segment: object, before: list[Segment]
) -> None:
    name = backend.found.record.name
    if not isinstance(segment, Segment):
        raise PluginContractError(
            f"the backend '{name}' gave {type(segment).__name__} instead of a Segment"
        )
    last = before[-1].start_ms if before else None
    if last is not None and segment.start_ms is not None and segment.start_ms < last:
        raise PluginContractError(
            f"the backend '{name}' went back in time: a segment at "
            f"{segment.start_ms} ms after one at {last} ms"
        )


def _doubts_of_model(model: str | None) -> tuple[Finding, ...]:
    """A distilled decoder's attention does not follow the speech."""
    from sync_core.models import model_info

    info = model_info(model) if model else None
    if info is None or info.attention_times:
        return ()
    message = (
        f"word times out of '{info.name}' are not to be trusted, its decoder is too "
        "small: name an aligner"
    )
    return (Finding("untrusted-word-times", "warning", message),)
