"""What a plugin is made of: the records its hooks list, the objects that do the work.

A record says what a user must know before choosing, and how to start the engine. A
hook lists records and does nothing else; ``load`` imports the engine and opens the
model; the object that it gives does the work until ``close``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol

from attrs import field, frozen, validators

from sync_core.document import Document, Finding, Segment
from sync_core.errors import CancelledError, PluginContractError
from sync_core.text import Script

if TYPE_CHECKING:
    from attrs import Attribute

    from sync_core.audio import Audio

__all__ = [
    "CONTENTS",
    "Aligner",
    "AlignerPlugin",
    "AlignmentRequest",
    "Anchor",
    "Backend",
    "BackendPlugin",
    "Cancel",
    "EngineOptions",
    "ExporterPlugin",
    "Extension",
    "Progress",
    "Transcription",
]

Progress = Callable[[int, int], None]
"""Called with the milliseconds done and the milliseconds in all."""

CONTENTS = (
    "words",
    "phones",
    "confidence",
    "speakers",
    "missing",
    "extra",
    "untimed",
)
"""What ``ExporterPlugin.holds`` may name: the times of words and of phones, how sure
they are, who speaks, which words of the script were not said, which speech is not in
the script, and text that has no time."""

_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


class Cancel(Protocol):
    """Anything that can be asked whether to stop; a ``threading.Event`` is one."""

    def is_set(self) -> bool:
        """Say whether the work should stop."""


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
        """Give the segments in order, as they are ready.

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
        """Give the next segment."""
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
        """Give every word of the script, with times where it was said.

        ``sync_core.script_document`` builds the document out of a timing per word. A
        word that was not said has the status ``missing`` and no times; speech that is
        not in the script comes back as words of status ``extra``.

        Raises:
            AlignmentError: Nothing of the script could be placed.
        """

    def close(self) -> None:
        """Free the engine; a second call does nothing."""


def _check_name(instance: object, attribute: Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise PluginContractError(
            f"{type(instance).__name__}: a name is lower-case letters and digits, "
            f"joined by '-', '_' or '.', not {value!r}"
        )


def _check_callable(instance: Any, attribute: Attribute[Any], value: object) -> None:
    if not callable(value):
        raise PluginContractError(
            f"{type(instance).__name__} {instance.name!r}: "
            f"{attribute.name} is a callable, not {value!r}"
        )


def _check_suffixes(
    instance: Any, attribute: Attribute[Any], value: tuple[str, ...]
) -> None:
    for suffix in value:
        if not suffix.startswith(".") or suffix != suffix.lower():
            raise PluginContractError(
                f"ExporterPlugin {instance.name!r}: a suffix is lower case and starts "
                f"with a dot, not {suffix!r}"
            )


def _strings(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _optional_strings(value: Any) -> tuple[str, ...] | None:
    return None if value is None else _strings(value)


def _optional_names(value: Any) -> frozenset[str] | None:
    return None if value is None else frozenset(_strings(value))


@frozen
class BackendPlugin:
    """Audio to text: what a ``sync_core_backends`` hook lists."""

    name: str = field(validator=_check_name)
    load: Callable[[EngineOptions], Backend] = field(validator=_check_callable)
    """Imports the engine and opens the model; the only place that does."""
    summary: str = ""
    languages: tuple[str, ...] | None = field(default=None, converter=_optional_strings)
    """Primary subtags (``en``); None: whatever the model knows."""
    word_times: bool = False
    """Whether its words come with times of their own."""
    streaming: bool = False
    """Whether it takes audio as it is spoken."""
    options: type | None = None
    """A frozen attrs class with the engine's own options."""
    model_form: str | None = None
    """Which form of weights the core is to find (``ctranslate2``); None: none."""
    default_model: str | None = None
    license: str | None = None
    """SPDX expression of the engine's code."""
    weights_license: str | None = None
    needs_network: bool = False
    available: Callable[[], str | None] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Gives the reason why it cannot run here and what to do about it, or None. It
    looks at files and installed packages at most: ``auto`` and listings call it."""


@frozen
class AlignerPlugin:
    """Audio and text to times: what a ``sync_core_aligners`` hook lists."""

    name: str = field(validator=_check_name)
    load: Callable[[EngineOptions], Aligner] = field(validator=_check_callable)
    """Imports the engine and opens the model; the only place that does."""
    summary: str = ""
    languages: tuple[str, ...] | None = field(default=None, converter=_optional_strings)
    """Primary subtags (``en``); None: whatever the model knows."""
    granularity: Literal["phone", "word", "segment"] = "word"
    """The finest unit that gets times."""
    longest_ms: int | None = field(
        default=None, validator=validators.optional(validators.ge(1_000))
    )
    """The longest audio that ``align`` takes at once; None: any length."""
    coarse: bool = False
    """Whether its times are as loose as a recogniser's own; ``aligner="auto"`` does not
    re-time recognised words with such an aligner."""
    options: type | None = None
    """A frozen attrs class with the engine's own options."""
    model_form: str | None = None
    """Which form of weights the core is to find; None: none."""
    default_model: str | None = None
    preference: int = 0
    """Where ``aligner="auto"`` has a choice, the highest preference is picked."""
    license: str | None = None
    """SPDX expression of the engine's code."""
    weights_license: str | None = None
    needs_network: bool = False
    available: Callable[[], str | None] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Gives the reason why it cannot run here and what to do about it, or None. It
    looks at files and installed packages at most: ``auto`` and listings call it."""


@frozen
class Extension:
    """What a growing document adds to its file."""

    body: bytes
    """With the file's head, if nothing was written before."""
    count: int
    """Entries (cues, lines, segments) in all by now."""
    tail: bytes = b""
    """What ends the file, for as long as nothing follows."""


@frozen
class ExporterPlugin:
    """Timed text to a file: what a ``sync_core_exporters`` hook lists."""

    name: str = field(validator=_check_name)
    suffixes: tuple[str, ...] = field(converter=_strings, validator=_check_suffixes)
    """File name endings with their dot; the first is the one to write."""
    export: Callable[..., None] = field(validator=_check_callable)
    """``export(document, out)``, or ``export(document, out, options)`` where the
    record names an ``options`` class. A pure function of its arguments."""
    media_type: str = "application/octet-stream"
    options: type | None = None
    """A frozen attrs class with the format's options."""
    needs: Literal["phone", "word", "segment"] = "word"
    """The finest unit that must be there for the file to make sense."""
    summary: str = ""
    read: Callable[[BinaryIO], Document] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Reads what ``export`` writes."""
    sniff: Callable[[bytes], bool] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Says whether a whole file is surely of this format, for endings that several
    formats share; raises nothing."""
    extend: Callable[..., Extension] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """``extend(document, before)``, or with the options behind them: the same file as
    ``export`` writes, in pieces, for a document that is still growing. ``document`` has
    only the segments behind those that are written already, and ``before`` counts the
    entries that those became. The file is all bodies so far and the last tail."""
    binary: bool = False
    """Whether the file is anything but UTF-8 text."""
    holds: frozenset[str] | None = field(default=None, converter=_optional_names)
    """What the format can keep, at best, out of ``CONTENTS``; None: everything. What
    a document has beyond that is named in findings when it is written."""
    kept: Callable[[Any], frozenset[str]] | None = field(
        default=None, validator=validators.optional(_check_callable)
    )
    """Gives what of ``holds`` is kept with an instance of ``options``; None: all."""


PluginRecord = BackendPlugin | AlignerPlugin | ExporterPlugin
