"""The objects that do a plugin's work, and what the core hands to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from sync_core.base.callbacks import Cancel, Progress
from sync_core.base.errors import CancelledError
from sync_core.document.records import Finding, Segment

if TYPE_CHECKING:
    from sync_core.audio import Audio
    from sync_core.document.document import Document
    from sync_core.script.script import Script

__all__ = [
    "Aligner",
    "AlignmentRequest",
    "Anchor",
    "Backend",
    "EngineOptions",
    "Transcription",
]


@frozen
class EngineOptions:
    """What the core hands to a backend's or aligner's ``load``."""

    model: str | None = None
    """The model as the user named it."""
    model_path: Path | None = None
    """The folder or file that the core found for it, if the record asks for one."""
    language: str | None = None
    """BCP-47 tag of everything to come; None if it is not known beforehand."""
    device: str = "auto"
    """``auto``, ``cpu`` or ``cuda``, or what else the engine knows."""
    threads: int | None = None
    """Threads for one piece of work; None leaves it to the engine."""
    own: Any = None
    """An instance of the record's ``options`` class, or None if it has none."""


class Backend(Protocol):
    """Turns audio into text. Made by ``BackendPlugin.load``."""

    def transcribe(
        self, audio: Audio, language: str | None = None
    ) -> Iterator[Segment]:
        """Return the segments in order, as they are ready.

        A backend that detects the language gives a ``Transcription``, which is such
        an iterator with the language beside it. Progress, closing the iterator, and
        cancelling between segments are the core's work. Where the iterator has a
        method ``abort()``, the core calls it from another thread as soon as the
        caller cancels; the iterator then raises ``CancelledError``.
        """

    def close(self) -> None:
        """Free the engine; a second call does nothing."""


class Transcription(Iterator[Segment]):
    """Segments on their way, with what is known about the whole beforehand."""

    def __init__(
        self,
        segments: Iterator[Segment],
        *,
        language: str | None = None,
        language_confidence: float | None = None,
        language_probabilities: Mapping[str, float] | None = None,
    ) -> None:
        self._segments = segments
        self.language = language
        """BCP-47 tag."""
        self.language_confidence = language_confidence
        """How probable it is, where the backend had to find out."""
        self.language_probabilities = dict(language_probabilities or {})
        """The languages that it had to choose from, by tag, the likeliest first."""
        self.findings: list[Finding] = []
        """What the backend noticed; grows until the iterator ends."""

    def __next__(self) -> Segment:
        """Return the next segment."""
        return next(self._segments)

    def close(self) -> None:
        """Stop the work behind the iterator."""
        close = getattr(self._segments, "close", None)
        if close is not None:
            close()


@frozen
class AlignmentRequest:
    """Everything that an aligner may need for one piece of work."""

    audio: Audio
    script: Script
    language: str | None = None
    """BCP-47 tag."""
    recognised: Document | None = None
    """What a backend heard in this audio, where that is known."""
    cancel: Cancel | None = None
    """To be looked at now and then in long work; raise ``CancelledError``."""
    progress: Progress | None = None
    trusted: bool = False
    """Whether the script was heard in this very audio and somebody waits for the times:
    looking for differences between the two is not worth its time then."""

    def check_cancel(self) -> None:
        """Raise if the caller asked to stop.

        Raises:
            CancelledError: The caller asked to stop.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise CancelledError("the alignment was cancelled")


@frozen
class Anchor:
    """A word of the script that was certainly heard, and roughly where."""

    word: int
    """Its place among ``script.words``."""
    start_ms: int
    end_ms: int


class Aligner(Protocol):
    """Gives a known text its times. Made by ``AlignerPlugin.load``.

    An aligner whose record states a ``longest_ms`` may also have a method
    ``anchors(request) -> Sequence[Anchor]``: given audio of any length and all of its
    script, it says where words of the script are certainly heard, both words and times
    rising. The core cuts longer audio there, at pauses, and has it aligned piece by
    piece. Without such a method, recognition finds the anchors.
    """

    def align(self, request: AlignmentRequest) -> Document:
        """Return every word of the script, with times where it was said.

        ``sync_core.script_document`` builds the document out of a timing per word. A
        word that was not said has the status ``missing`` and no times; speech that is
        not in the script comes back as words of status ``extra``.

        Raises:
            AlignmentError: Nothing of the script could be placed.
        """

    def close(self) -> None:
        """Free the engine; a second call does nothing."""
