"""Aligning a script of any length with one selected aligner."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, field, frozen

from sync_core.alignment.contract import ask_aligner, ask_anchors
from sync_core.alignment.provenance import build_provenance, build_step
from sync_core.alignment.recognizer import Recognizer
from sync_core.alignment.review import describe_other_language, review_alignment
from sync_core.alignment.selection import SelectedAligner
from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel, Progress
from sync_core.base.errors import (
    AlignmentError,
    MissingDependencyError,
    ModelError,
    PluginLoadError,
)
from sync_core.document import Document, Finding, Step
from sync_core.plugins.protocols import AlignmentRequest, Anchor
from sync_core.script.script import Script

__all__ = ["AlignmentTask"]

_UNABLE = (AlignmentError, ModelError, MissingDependencyError, PluginLoadError)
"""What says that a fallback cannot do it either."""


@frozen(eq=False)
class AlignmentTask:
    """Work for one selected aligner."""

    audio: Audio
    selected: SelectedAligner
    fallbacks: Sequence[SelectedAligner] = ()
    """Asked in turn where the selected one finds nothing."""
    recognizer: Recognizer | None = None
    """Asked what is said where the script does not know it."""
    progress: Progress | None = None
    cancel: Cancel | None = None
    trusted: bool = False
    """As for ``AlignmentRequest``."""
    used: list[SelectedAligner] = field(factory=list, init=False)
    """Which of the fallbacks gave a part of the result."""
    title: str = field(init=False)
    """What the provenance calls it."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "title", f"aligner {self.selected.record.name}")

    def align(self, script: Script) -> Document:
        """Align all of the audio with a script, and say where they differ.

        Raises:
            AlignmentError: The audio does not say the script.
            PluginError: The aligner failed.
            CancelledError: The caller asked to stop.
        """
        language = self.selected.language
        request = self._request(self.audio, script, self.progress)
        try:
            document = self._align_whole(request)
        except AlignmentError as error:
            other = describe_other_language(self.audio, language, self.recognizer)
            if other is None:
                raise
            raise AlignmentError(f"{error}; {other}") from error
        document = review_alignment(
            document, self.audio, script, language, self.recognizer, self.cancel
        )
        if self.progress is not None:
            self.progress(self.audio.duration_ms, self.audio.duration_ms)
        provenance = build_provenance(self.title, *self.steps())
        return evolve(document, provenance=provenance)

    def steps(self) -> list[Step]:
        """Return what the provenance keeps of this task."""
        used = [self.selected]
        for other in self.used:
            used += [] if other in used else [other]
        return [build_step("aligner", one.engine, one.note) for one in used]

    def align_piece(self, audio: Audio, script: Script) -> Document:
        """Align any stretch of audio with the script of that stretch."""
        return self._align_at_once(self._request(audio, script, None))

    def _align_whole(self, request: AlignmentRequest) -> Document:
        max_ms = self.selected.record.longest_ms
        if max_ms is None or self.audio.duration_ms <= max_ms:
            return self._align_at_once(request)
        return self._align_long(request, max_ms)

    def _request(
        self, audio: Audio, script: Script, progress: Progress | None
    ) -> AlignmentRequest:
        return AlignmentRequest(
            audio=audio,
            script=script,
            language=self.selected.language,
            cancel=self.cancel,
            progress=progress,
            trusted=self.trusted,
        )

    def _align_at_once(self, request: AlignmentRequest) -> Document:
        try:
            return ask_aligner(self.selected, request)
        except AlignmentError:
            for other in self.fallbacks:
                document = self._fall_back(other, request)
                if document is not None:
                    return document
            raise

    def _fall_back(
        self, other: SelectedAligner, request: AlignmentRequest
    ) -> Document | None:
        max_ms = other.record.longest_ms
        if max_ms is not None and request.audio.duration_ms > max_ms:
            return None
        try:
            document = ask_aligner(other, request)
        except _UNABLE:
            return None
        self.used.append(other)
        finding = Finding(
            "other-aligner",
            "info",
            f"'{self.selected.record.name}' found nothing here; the times are those of "
            f"'{other.record.name}'",
            0,
            request.audio.duration_ms,
        )
        return evolve(document, findings=(*document.findings, finding))

    def _align_long(self, request: AlignmentRequest, max_ms: int) -> Document:
        from sync_core.alignment.long_audio import align_piecewise

        halves = _Halves(self.progress, self.audio.duration_ms)
        anchors = self._find_anchors(evolve(request, progress=halves.first))
        return align_piecewise(
            evolve(request, progress=halves.second),
            anchors,
            self._align_at_once,
            max_ms,
        )

    def _find_anchors(self, request: AlignmentRequest) -> Sequence[Anchor]:
        anchors = ask_anchors(self.selected, request)
        return self._recognize_anchors(request) if anchors is None else anchors

    def _recognize_anchors(self, request: AlignmentRequest) -> Sequence[Anchor]:
        from sync_core.alignment.long_audio import match_anchors

        heard = None
        if self.recognizer is not None:
            heard = self.recognizer.recognize(
                request.audio, request.language, request.cancel, request.progress
            )
        if heard is None:
            limit_s = (self.selected.record.longest_ms or 0) // 1000
            raise AlignmentError(
                f"the {self.title} takes up to {limit_s} s at once, and no recogniser "
                "is here that could tell where to cut: install one with "
                'pip install "sync-core[offline]"'
            )
        return match_anchors(request.script, heard)


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
