"""An aligner under test."""

from __future__ import annotations

from sync_core.audio import Audio, AudioSource
from sync_core.base.errors import AlignmentError
from sync_core.document.document import Document
from sync_core.plugins.protocols import Aligner, AlignmentRequest, EngineOptions
from sync_core.plugins.records import AlignerPlugin
from sync_core.script.script import Script
from sync_core.testing.engine_subject import EngineSubject
from sync_core.testing.suite import ContractViolation, NotApplicable

__all__ = ["AlignerSubject"]


class AlignerSubject(EngineSubject[Aligner]):
    """An aligner under test, with the script of its audio."""

    def __init__(
        self,
        kind: str,
        record: AlignerPlugin,
        audio: AudioSource | None,
        options: EngineOptions,
        script: str,
    ) -> None:
        super().__init__(kind, record, audio, options)
        self.script = script
        self.changed_audio = False
        self._aligned: Document | None = None

    @property
    def aligned(self) -> Document:
        """The test's script aligned with the test's audio, computed once."""
        if self._aligned is None:
            try:
                self._aligned = self.align(self.request())
            except AlignmentError as error:
                raise NotApplicable(
                    f"it cannot place the test's script ({error}): give the contract "
                    "audio=, script= and language= that it can"
                ) from error
        return self._aligned

    def request(
        self, audio: Audio | None = None, script: str | None = None
    ) -> AlignmentRequest:
        """Make a request, by default for the test's audio and script."""
        return AlignmentRequest(
            audio=self.audio if audio is None else audio,
            script=Script.parse(self.script if script is None else script),
            language=self.options.language,
        )

    def align(self, request: AlignmentRequest) -> Document:
        """Run the aligner and check that it returns a document."""
        before = request.audio.pcm.tobytes()
        with self.use() as engine:
            document = engine.align(request)
        self.changed_audio |= request.audio.pcm.tobytes() != before
        if not isinstance(document, Document):
            raise ContractViolation(
                f"it gave a {type(document).__name__} instead of a Document"
            )
        return document
