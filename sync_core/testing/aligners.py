"""The contract of aligners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync_core.audio import AudioSource
from sync_core.base.errors import InputError
from sync_core.plugins.protocols import EngineOptions
from sync_core.plugins.records import AlignerPlugin
from sync_core.testing.alignment_checks import PLACING, AlignerSubject
from sync_core.testing.engine_subject import knows_english
from sync_core.testing.sound import ENGLISH_SCRIPT
from sync_core.testing.suite import CheckResult

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
    """Run the quick checks of the aligners' contract; needs no pytest.

    Args:
        record: What the plugin's hook lists.
        audio: A few seconds of speech; None: English, if the record knows it, else a
            hum.
        script: What is said in ``audio``.
        language: BCP-47 tag of the script; None: English, with that speech, or else
            the record's first.
        model: The model to test with; None: the record's default.
        options: The plugin's own options, by name.

    Raises:
        InputError: There is audio without a script, or a script without audio.
    """
    subject = _subject(record, audio, script, language, model, options)
    try:
        return PLACING.results(subject)
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
    """Make a test of everything that an aligner promises, for pytest.

    Args:
        record: What the plugin's hook lists.
        audio: A few seconds of speech; None: English, if the record knows it, else a
            hum.
        script: What is said in ``audio``.
        language: BCP-47 tag of the script; None: English, with that speech, or else
            the record's first.
        model: The model to test with; None: the record's default.
        options: The plugin's own options, by name.

    Raises:
        InputError: There is audio without a script, or a script without audio.
        MissingDependencyError: pytest is not installed.
    """
    subject = _subject(record, audio, script, language, model, options)
    return PLACING.test(subject, subject.close)


def _subject(
    record: AlignerPlugin,
    audio: AudioSource | None,
    script: str | None,
    language: str | None,
    model: str | None,
    options: Mapping[str, object] | None,
) -> AlignerSubject:
    if (audio is None) != (script is None):
        raise InputError("audio and script go together: give both of them, or none")
    if audio is None and knows_english(record):
        script, language = ENGLISH_SCRIPT, language or "en"
    language = language or (record.languages or (None,))[0]
    asked = EngineOptions(model=model, language=language, own=options)
    return AlignerSubject("aligner", record, audio, asked, script or "Hum hum.")
