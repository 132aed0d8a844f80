"""Aligning a script of any length with one picked aligner."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import evolve, field, frozen

from sync_core.alignment.differences import differences, mark_substitutions
from sync_core.alignment.plausibility import check_plausibility
from sync_core.alignment.provenance import provenance, step
from sync_core.alignment.recognizer import Recognizer, transcribe_extra_speech
from sync_core.alignment.selection import SelectedAligner
from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel, Progress
from sync_core.base.errors import (
    AlignmentError,
    MissingDependencyError,
    ModelError,
    PluginContractError,
    PluginLoadError,
)
from sync_core.document.document import Document
from sync_core.document.language_tags import primary_subtag
from sync_core.document.records import Finding, Step
from sync_core.plugins.protocols import AlignmentRequest, Anchor
from sync_core.plugins.timeouts import limit_items
from sync_core.script.script import Script

__all__ = ["AlignmentTask"]

_SURE = 0.8
"""Probability of a detected language from which on a user is told."""


@frozen(eq=False)
class AlignmentTask:
    """Work for one picked aligner."""

    audio: Audio
    picked: SelectedAligner
    others: Sequence[SelectedAligner] = ()
    """Asked in turn where the picked one finds nothing."""
    listener: Recognizer | None = None
    """Asked what is said where the script does not know it."""
    progress: Progress | None = None
    cancel: Cancel | None = None
    trusted: bool = False
    """As for ``AlignmentRequest``."""
    asked: list[SelectedAligner] = field(factory=list, init=False)
    """Which of the others gave a part of the result."""
    title: str = field(init=False)
    """What the provenance calls it."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "title", f"aligner {self.picked.record.name}")

    def align(self, script: Script) -> Document:
        """Align all of the audio with a script, and say where they differ."""
        request = self._request(self.audio, script, self.progress)
        try:
            document = self._whole(request)
        except AlignmentError as error:
            other = self._other_language()
            if other is None:
                raise
            raise AlignmentError(f"{error}; {other}") from error
        if self.listener is not None:
            document = transcribe_extra_speech(
                document, self.audio, self.listener, self.cancel
            )
        document = mark_substitutions(document)
        findings = (
            *document.findings,
            *differences(document, script),
            *check_plausibility(document, self.audio),
        )
        if any(finding.code == "low-coverage" for finding in findings):
            other = self._other_language()
            if other is not None:
                findings = (*findings, Finding("wrong-language", "error", other))
        if self.progress is not None:
            self.progress(self.audio.duration_ms, self.audio.duration_ms)
        return evolve(
            document,
            findings=sorted(findings, key=lambda f: f.start_ms or 0),
            provenance=provenance(self.title, *self.records()),
        )

    def records(self) -> list[Step]:
        """Give what the provenance keeps of this step."""
        used = [self.picked]
        for other in self.asked:
            used += [] if other in used else [other]
        return [step("aligner", one.engine, one.note) for one in used]

    def align_piece(self, audio: Audio, script: Script) -> Document:
        """Align any stretch of audio with the script of that stretch."""
        return self._piece(self._request(audio, script, None))

    def _whole(self, request: AlignmentRequest) -> Document:
        longest = self.picked.record.longest_ms
        if longest is None or self.audio.duration_ms <= longest:
            return self._piece(request)
        return self._long(request, longest)

    def _other_language(self) -> str | None:
        """Say so if the audio is surely in another language."""
        if self.listener is None or self.picked.language is None:
            return None
        found = self.listener.language(self.audio)
        if found is None or found[1] < _SURE:
            return None
        language, probability = found
        if primary_subtag(language) == primary_subtag(self.picked.language):
            return None
        return (
            f"the audio seems to be in '{language}' (probability {probability:.2f}), "
            f"not in '{self.picked.language}'"
        )

    def _request(
        self, audio: Audio, script: Script, progress: Progress | None
    ) -> AlignmentRequest:
        return AlignmentRequest(
            audio=audio,
            script=script,
            language=self.picked.language,
            cancel=self.cancel,
            progress=progress,
            trusted=self.trusted,
        )

    def _piece(self, request: AlignmentRequest) -> Document:
        try:
            return _with(self.picked, request)
        except AlignmentError:
            for other in self.others:
                document = self._fallback(other, request)
                if document is not None:
                    return document
            raise

    def _fallback(
        self, other: SelectedAligner, request: AlignmentRequest
    ) -> Document | None:
        limit = other.record.longest_ms
        if limit is not None and request.audio.duration_ms > limit:
            return None
        try:
            document = _with(other, request)
        except (AlignmentError, ModelError, MissingDependencyError, PluginLoadError):
            return None
        self.asked.append(other)
        finding = Finding(
            "other-aligner",
            "info",
            f"'{self.picked.record.name}' found nothing here; the times are those of "
            f"'{other.record.name}'",
            0,
            request.audio.duration_ms,
        )
        return evolve(document, findings=(*document.findings, finding))

    def _long(self, request: AlignmentRequest, longest_ms: int) -> Document:
        from sync_core.alignment.long_audio import align_piecewise

        halves = _Halves(self.progress, self.audio.duration_ms)
        anchors = self._anchors(evolve(request, progress=halves.first))
        return align_piecewise(
            evolve(request, progress=halves.second), anchors, self._piece, longest_ms
        )

    def _anchors(self, request: AlignmentRequest) -> Sequence[Anchor]:
        with self.picked.engine.use("align") as engine:
            find = getattr(engine, "anchors", None)
            if find is not None:
                most = len(request.script.words)
                given = limit_items(find(request), most, f"the {self.title}", "anchors")
                anchors = list(given)
                _check_anchors(self.title, anchors, request)
                return anchors
        return self._recognised_anchors(request)

    def _recognised_anchors(self, request: AlignmentRequest) -> Sequence[Anchor]:
        from sync_core.alignment.long_audio import match_anchors

        heard = None
        if self.listener is not None:
            heard = self.listener.recognize(
                request.audio, request.language, request.cancel, request.progress
            )
        if heard is None:
            limit = (self.picked.record.longest_ms or 0) // 1000
            raise AlignmentError(
                f"the {self.title} takes up to {limit} s at once, and no recogniser is "
                "here that could tell where to cut: install one with "
                'pip install "sync-core[offline]"'
            )
        return match_anchors(request.script, heard)


def _with(picked: SelectedAligner, request: AlignmentRequest) -> Document:
    with picked.engine.use("align") as engine:
        document = engine.align(request)
    _check_aligned(f"aligner {picked.record.name}", document, request.script)
    return document


@frozen
class _Halves:
    """One piece of work that is done in two rounds over the audio."""

    progress: Progress | None
    total_ms: int

    def first(self, done_ms: int, _total_ms: int) -> None:
        if self.progress is not None:
            self.progress(min(done_ms, self.total_ms) // 2, self.total_ms)

    def second(self, done_ms: int, _total_ms: int) -> None:
        if self.progress is not None:
            done = (self.total_ms + min(done_ms, self.total_ms)) // 2
            self.progress(done, self.total_ms)


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


def _check_anchors(
    title: str, anchors: Sequence[Anchor], request: AlignmentRequest
) -> None:
    for anchor in anchors:
        if not isinstance(anchor, Anchor):
            raise PluginContractError(
                f"the {title} gave {type(anchor).__name__} instead of an Anchor"
            )
        if not 0 <= anchor.word < len(request.script.words):
            raise PluginContractError(f"the {title}: no such word: {anchor}")
    for before, after in pairwise(anchors):
        if not (before.word < after.word and before.start_ms <= after.start_ms):
            raise PluginContractError(
                f"the {title}: anchors have to rise, not {before} before {after}"
            )
