"""The contract of aligners, with and without pytest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync_core.audio import AudioSource
from sync_core.base.errors import InputError
from sync_core.plugins.protocols import EngineOptions
from sync_core.plugins.records import AlignerPlugin
from sync_core.testing.aligner_subject import AlignerSubject
from sync_core.testing.alignment_checks import ALIGNMENT_CHECKS
from sync_core.testing.engine_subject import has_english
from sync_core.testing.suite import CheckResult
from sync_core.testing.synthetic_audio import ENGLISH_SCRIPT

__all__ = ["aligner_contract", "check_aligner"]


def check_aligner(
    record: AlignerPlugin,
    *,
    audio: AudioSource | None = None,
    script: str | None = None,
    language: str | None = None,
    model: str | None = None,
    options: Mapping[str, object] | None = None,
) -> list[CheckResult]:
    """Run the quick checks of the aligners' contract without pytest.

    Args:
        record: The plugin's record.
        audio: A few seconds of speech; None: English if the record knows it, else a
            hum.
        script: The text that is said in ``audio``.
        language: BCP-47 tag of the script; None: English with that speech, else the
            record's first language.
        model: The model for the test; None: the record's default.
        options: The plugin's own options, by name.

    Raises:
        InputError: Only one of ``audio`` and ``script`` is given.
    """
    subject = _make_subject(record, audio, script, language, model, options)
    try:
        return ALIGNMENT_CHECKS.run_quick(subject)
    finally:
        subject.close()


def aligner_contract(
    record: AlignerPlugin,
    *,
    audio: AudioSource | None = None,
    script: str | None = None,
    language: str | None = None,
    model: str | None = None,
    options: Mapping[str, object] | None = None,
) -> Any:
    """Make a pytest test of the aligners' contract with all its checks.

    Args:
        record: The plugin's record.
        audio: A few seconds of speech; None: English if the record knows it, else a
            hum.
        script: The text that is said in ``audio``.
        language: BCP-47 tag of the script; None: English with that speech, else the
            record's first language.
        model: The model for the test; None: the record's default.
        options: The plugin's own options, by name.

    Raises:
        InputError: Only one of ``audio`` and ``script`` is given.
        MissingDependencyError: pytest is not installed.
    """
    subject = _make_subject(record, audio, script, language, model, options)
    return ALIGNMENT_CHECKS.test(subject, subject.close)


def _make_subject(
    record: AlignerPlugin,
    audio: AudioSource | None,
    script: str | None,
    language: str | None,
    model: str | None,
    options: Mapping[str, object] | None,
) -> AlignerSubject:
    if (audio is None) != (script is None):
        raise InputError("audio and script go together: give both of them, or none")
    if audio is None and has_english(record):
        script, language = ENGLISH_SCRIPT, language or "en"
    language = language or (record.languages or (None,))[0]
    asked = EngineOptions(model=model, language=language, own=options)
    return AlignerSubject("aligner", record, audio, asked, script or "Hum hum.")
