"""One piece of work of a pipeline, from audio to document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve, frozen

from sync_core._choice import AlignerChoice, Picked
from sync_core._detected import detected, doubts_of_language
from sync_core._engine import Engine, check_cancel
from sync_core._retime import retime
from sync_core._stopping import stopping
from sync_core.audio import Audio
from sync_core.document import Document, Finding, Provenance, Segment, Step
from sync_core.errors import AudioError, InputError, PluginContractError
from sync_core.plugin_types import (
    AlignmentRequest,
    Backend,
    Cancel,
    Progress,
    Transcription,
)
from sync_core.text import Script

if TYPE_CHECKING:
    from sync_core.audio import AudioSource

__all__ = ["Align", "Run"]


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
        self, backend: Engine[Backend], aligners: AlignerChoice | None
    ) -> Document:
        """Recognise, and re-time if there are aligners to choose from."""
        segments, stream = self._recognise(backend, aligners)
        step = _step("backend", backend, detected(stream))
        document = Document(
            segments=segments,
            language=getattr(stream, "language", None) or self.language,
            duration_ms=self.audio.duration_ms,
            source=self.audio.source,
            provenance=_provenance(f"backend {step.plugin}", step),
            findings=(*getattr(stream, "findings", ()), *doubts_of_language(stream)),
        )
        if aligners is not None:
            document = self._retime(document, aligners)
        else:
            doubts = _doubts_of_model(step.model)
            document = evolve(document, findings=(*document.findings, *doubts))
        self.tell(self.audio.duration_ms)
        return document

    def tell(self, done_ms: int) -> None:
        """Report progress."""
        if self.progress is not None:
            total = self.audio.duration_ms
            self.progress(min(done_ms, total), total)

    def _recognise(
        self, backend: Engine[Backend], aligners: AlignerChoice | None
    ) -> tuple[list[Segment], Iterator[Segment]]:
        segments: list[Segment] = []
        with backend.use("transcribe") as engine:
            stream = engine.transcribe(self.audio, self.language)
            # A plain iterator need not have the close that a Transcription has.
            source = Transcription(iter(stream))
            with closing(source), stopping(stream, self.cancel):
                language = getattr(stream, "language", None) or self.language
                if aligners is not None and language is not None:
                    self._check_aligner(aligners, language)
                for segment in source:
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
        return segments, stream

    def _check_aligner(self, aligners: AlignerChoice, language: str) -> None:
        """Find out before the long work that nothing can align this language."""
        try:
            aligners.pick(language)
        except InputError as error:
            if self.language is None:
                raise InputError(
                    f"the backend detected '{language}': {error}"
                ) from error
            raise

    def _retime(self, document: Document, aligners: AlignerChoice) -> Document:
        step = Align(evolve(self, progress=None), aligners.pick(document.language))
        segments, findings = retime(
            self.audio, document.segments, step.piece, self._halfway
        )
        before = document.provenance.steps if document.provenance else ()
        return evolve(
            document,
            segments=segments,
            findings=(*document.findings, *findings),
            provenance=_provenance(step.title, *before, step.record()),
        )

    def _halfway(self, done_ms: int) -> None:
        check_cancel(self.cancel)


@frozen(eq=False)
class Align:
    """Aligning with one picked aligner."""

    run: Run
    picked: Picked

    @property
    def title(self) -> str:
        """What the provenance calls it."""
        return f"aligner {self.picked.engine.found.record.name}"

    def align(self, script: Script) -> Document:
        """Align the run's audio with a script."""
        document = self.piece(self.run.audio, script)
        self.run.tell(self.run.audio.duration_ms)
        return evolve(document, provenance=_provenance(self.title, self.record()))

    def record(self) -> Step:
        """Give what the provenance keeps of this step."""
        return _step("aligner", self.picked.engine, self.picked.note)

    def piece(self, audio: Audio, script: Script) -> Document:
        """Align any stretch of audio with the script of that stretch."""
        request = AlignmentRequest(
            audio=audio,
            script=script,
            language=self.picked.language,
            cancel=self.run.cancel,
            progress=self.run.progress,
        )
        with self.picked.engine.use("align") as engine:
            document = engine.align(request)
        _check_aligned(self.title, document, script)
        return document


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


def _check_aligned(title: str, document: object, script: Script) -> None:
    if not isinstance(document, Document):
        raise PluginContractError(
            f"the {title} gave {type(document).__name__} instead of a Document"
        )
    got = [word.text for word in document.words if word.status != "extra"]
    if document.script != script.text or got != [word.text for word in script.words]:
        raise PluginContractError(
            f"the {title} changed the script: every word has to come back as written"
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


def _provenance(word_times: str, *steps: Step) -> Provenance:
    return Provenance(f"sync-core {_version()}", word_times, steps)


def _step(kind: str, engine: Engine[Any], note: str | None) -> Step:
    return Step(
        kind=kind,
        plugin=engine.found.record.name,
        distribution=engine.found.distribution,
        model=engine.options.model,
        options=_asked(engine.options),
        note=note,
    )


def _asked(options: Any) -> Mapping[str, object]:
    own = attrs.asdict(options.own) if options.own is not None else {}
    common = {"device": options.device, "threads": options.threads}
    return {"language": options.language, **common, **own}


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("sync-core")
