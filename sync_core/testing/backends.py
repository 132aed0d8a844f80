"""The contract of backends, with and without pytest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync_core.audio import AudioSource
from sync_core.plugins.protocols import EngineOptions
from sync_core.plugins.records import BackendPlugin
from sync_core.testing.backend_subject import BackendSubject
from sync_core.testing.engine_subject import has_english
from sync_core.testing.slice_checks import SLICE_CHECKS
from sync_core.testing.stream_checks import STREAM_CHECKS
from sync_core.testing.suite import CheckResult, Suite
from sync_core.testing.transcription_checks import CLOSING_CHECKS, TRANSCRIPTION_CHECKS

__all__ = ["backend_contract", "check_backend"]


def check_backend(
    record: BackendPlugin,
    *,
    audio: AudioSource | None = None,
    language: str | None = None,
    model: str | None = None,
    options: Mapping[str, object] | None = None,
) -> list[CheckResult]:
    """Run the quick checks of the backends' contract without pytest.

    Args:
        record: The plugin's record.
        audio: A few seconds of speech; None: English if the record knows it, else a
            hum.
        language: BCP-47 tag of the speech; None: English with that speech.
        model: The model for the test; None: the record's default.
        options: The plugin's own options, by name.
    """
    subject = _make_subject(record, audio, language, model, options)
    try:
        return _select_checks(record).run_quick(subject)
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
    """Make a pytest test of the backends' contract with all its checks.

    Args:
        record: The plugin's record.
        audio: A few seconds of speech; None: English if the record knows it, else a
            hum.
        language: BCP-47 tag of the speech; None: English with that speech.
        model: The model for the test; None: the record's default.
        options: The plugin's own options, by name.

    Raises:
        MissingDependencyError: pytest is not installed.
    """
    subject = _make_subject(record, audio, language, model, options)
    return _select_checks(record).test(subject, subject.close)


def _make_subject(
    record: BackendPlugin,
    audio: AudioSource | None,
    language: str | None,
    model: str | None,
    options: Mapping[str, object] | None,
) -> BackendSubject:
    if audio is None and has_english(record):
        language = language or "en"
    asked = EngineOptions(model=model, language=language, own=options)
    return BackendSubject("backend", record, audio, asked)


def _select_checks(record: BackendPlugin) -> Suite[BackendSubject]:
    streams = STREAM_CHECKS.checks if record.streaming else []
    return Suite(
        [
            *TRANSCRIPTION_CHECKS.checks,
            *SLICE_CHECKS.checks,
            *streams,
            *CLOSING_CHECKS.checks,
        ]
    )
