"""Engines with scripted results, and managers that know only given plugins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from sync_core.alignment.document_builder import WordTiming, script_document
from sync_core.audio import Audio
from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment, Word
from sync_core.plugins.hookspecs import hookimpl
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.protocols import AlignmentRequest, Transcription
from sync_core.plugins.records import (
    AlignerPlugin,
    BackendPlugin,
    ExporterPlugin,
    PluginRecord,
)

__all__ = ["ScriptedAligner", "ScriptedBackend", "manager_of"]


class ScriptedBackend:
    """A backend that returns given segments, and counts its calls.

    It yields its segments one by one on request, but only those that end within the
    audio.

    Example:
        >>> from sync_core import Pipeline
        >>> from sync_core.testing import (
        ...     ScriptedBackend, made_audio, make_document, manager_of
        ... )
        >>> backend = ScriptedBackend(make_document("Hello world.").segments)
        >>> manager = manager_of(backend.record())
        >>> with Pipeline(backend="scripted", aligner=None, manager=manager) as made:
        ...     made.transcribe(made_audio([(0, 700)])).text
        'Hello world.'
        >>> backend.asked
        1

    Args:
        segments: The segments that it recognises.
        language: BCP-47 tag that it reports as detected if no language is given.
        seconds_each: Time for each segment, in seconds.
        error: The error that it raises at the end; None: no error.
        fail_after: With ``error``, the maximum number of segments before it.
        findings: The findings that it reports.
    """

    def __init__(
        self,
        segments: Iterable[Segment] = (),
        *,
        language: str | None = None,
        seconds_each: float = 0,
        error: BaseException | None = None,
        fail_after: int = 0,
        findings: Sequence[Finding] = (),
    ) -> None:
        self.segments = tuple(segments)
        self.language = language
        self.seconds_each = seconds_each
        self.error, self.fail_after = error, fail_after
        self.findings = tuple(findings)
        self.loaded = 0
        """Number of starts."""
        self.asked = 0
        """Number of calls of ``transcribe``."""
        self.given = 0
        """Number of segments taken from it."""
        self.closed = 0
        """Number of calls of ``close``."""

    def record(self, name: str = "scripted", **facts: Any) -> BackendPlugin:
        """Make a record whose ``load`` returns this backend.

        Args:
            name: The backend's name.
            facts: Further fields of ``BackendPlugin``.
        """
        return BackendPlugin(name, load=_make_load(self), **facts)

    def transcribe(self, audio: Audio, language: str | None = None) -> Transcription:
        """Return a stream of the segments that end within the audio."""
        self.asked += 1
        stream = Transcription(
            self._yield_segments(audio.duration_ms), language=language or self.language
        )
        stream.findings.extend(self.findings)
        return stream

    def close(self) -> None:
        """Count the call."""
        self.closed += 1

    def _yield_segments(self, duration_ms: int) -> Iterator[Segment]:
        within = [s for s in self.segments if (s.end_ms or 0) <= duration_ms]
        if self.error is not None:
            within = within[: self.fail_after]
        for segment in within:
            time.sleep(self.seconds_each)
            self.given += 1
            yield segment
        if self.error is not None:
            raise self.error


class ScriptedAligner:
    """An aligner that assigns given times to words.

    A word without a span that ends within the audio was not said: its status is
    ``missing``. Without any spans all words are spread evenly over the audio.

    Args:
        spans: Start and end of each word in milliseconds, or None for a word that was
            not said; None: no spans.
        extra: Speech that is not in the script.
        error: The error that it raises; None: no error.
    """

    def __init__(
        self,
        spans: Sequence[tuple[int, int] | None] | None = None,
        *,
        extra: Sequence[Word] = (),
        error: BaseException | None = None,
    ) -> None:
        self.spans = spans
        self.extra = tuple(extra)
        self.error = error
        self.loaded = 0
        """Number of starts."""
        self.requests: list[AlignmentRequest] = []
        """The requests that it got."""
        self.closed = 0
        """Number of calls of ``close``."""

    def record(self, name: str = "scripted", **facts: Any) -> AlignerPlugin:
        """Make a record whose ``load`` returns this aligner.

        Args:
            name: The aligner's name.
            facts: Further fields of ``AlignerPlugin``.
        """
        return AlignerPlugin(name, load=_make_load(self), **facts)

    def align(self, request: AlignmentRequest) -> Document:
        """Assign its time to each word.

        Raises:
            CancelledError: The caller asked to stop.
            PluginContractError: There are more spans than words.
        """
        self.requests.append(request)
        request.check_cancel()
        if self.error is not None:
            raise self.error
        count, duration_ms = len(request.script.words), request.audio.duration_ms
        spans = _spread_evenly(count, duration_ms) if self.spans is None else self.spans
        said = [s if s is not None and s[1] <= duration_ms else None for s in spans]
        timings = [*map(_make_timing, said), *[_make_timing(None)] * count][:count]
        return script_document(request, timings, extra=self.extra)

    def close(self) -> None:
        """Count the call."""
        self.closed += 1


def manager_of(*plugins: object, distribution: str = "test 1.0") -> PluginManager:
    """Make a manager that knows only these plugins, and no installed ones.

    Args:
        plugins: Records, or modules and objects with hooks, as if installed.
        distribution: Name and version of their package, for messages.

    Raises:
        PluginContractError: A plugin has an unknown hook, or is a class instead of an
            instance.
    """
    manager = PluginManager()
    records = [plugin for plugin in plugins if isinstance(plugin, PluginRecord)]
    if records:
        manager.register(_RecordListing(records), "test", distribution)
    for plugin in plugins:
        if not isinstance(plugin, PluginRecord):
            manager.register(plugin, distribution=distribution)
    return manager


class _RecordListing:
    """A plugin that lists given records."""

    def __init__(self, records: Sequence[PluginRecord]) -> None:
        self._records = records

    @hookimpl
    def sync_core_backends(self) -> list[BackendPlugin]:
        return [r for r in self._records if isinstance(r, BackendPlugin)]

    @hookimpl
    def sync_core_aligners(self) -> list[AlignerPlugin]:
        return [r for r in self._records if isinstance(r, AlignerPlugin)]

    @hookimpl
    def sync_core_exporters(self) -> list[ExporterPlugin]:
        return [r for r in self._records if isinstance(r, ExporterPlugin)]


def _make_load(engine: Any) -> Callable[[object], Any]:
    def load(_options: object) -> Any:
        engine.loaded += 1
        return engine

    return load


def _spread_evenly(count: int, duration_ms: int) -> list[tuple[int, int] | None]:
    edges = [duration_ms * at // count for at in range(count + 1)]
    return list(pairwise(edges))


def _make_timing(span: tuple[int, int] | None) -> WordTiming:
    return WordTiming(status="missing") if span is None else WordTiming(*span)
