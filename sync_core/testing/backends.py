"""The contract of backends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync_core.audio import AudioSource
from sync_core.plugins.protocols import EngineOptions
from sync_core.plugins.records import BackendPlugin
from sync_core.testing.engine_subject import knows_english
from sync_core.testing.slice_checks import SLICES
from sync_core.testing.stream_checks import STREAMS
from sync_core.testing.suite import CheckResult, Suite
from sync_core.testing.transcription_checks import CLOSING, HEARING, BackendSubject

__all__ = ["backend_contract", "check_backend"]


def check_backend(
    record: BackendPlugin,
    *,
    audio: AudioSource | None = None,
    language: str | None = None,
    model: str | None = None,
    options: Mapping[str, object] | None = None,
) -> list[CheckResult]:
    """Run the quick checks of the backends' contract; needs no pytest.

    Args:
        record: What the plugin's hook lists.
        audio: A few seconds of speech; None: English, if the record knows it, else a
            hum.
        language: BCP-47 tag of what is spoken; None: English, with that speech.
        model: The model to test with; None: the record's default.
        options: The plugin's own options, by name.
    """
    subject = _subject(record, audio, language, model, options)
    try:
        return _suite(record).results(subject)
    finally:
        subject.close()


def backend_contract(
    record: BackendPlugin,
    *,
    audio: AudioSource | None = None,
    language: str | None = None,
    model: str | None = None,
    options: Mapping[str, object] | None = None,
) -> Any:
    """Make a test of everything that a backend promises, for pytest.

    Args:
        record: What the plugin's hook lists.
        audio: A few seconds of speech; None: English, if the record knows it, else a
            hum.
        language: BCP-47 tag of what is spoken; None: English, with that speech.
        model: The model to test with; None: the record's default.
        options: The plugin's own options, by name.

    Raises:
        MissingDependencyError: pytest is not installed.
    """
    subject = _subject(record, audio, language, model, options)
    return _suite(record).test(subject, subject.close)


def _subject(
    record: BackendPlugin,
    audio: AudioSource | None,
    language: str | None,
    model: str | None,
    options: Mapping[str, object] | None,
) -> BackendSubject:
    if audio is None and knows_english(record):
        language = language or "en"
    asked = EngineOptions(model=model, language=language, own=options)
    return BackendSubject("backend", record, audio, asked)


def _suite(record: BackendPlugin) -> Suite[BackendSubject]:
    streams = STREAMS.checks if record.streaming else []
    return Suite([*HEARING.checks, *SLICES.checks, *streams, *CLOSING.checks])
