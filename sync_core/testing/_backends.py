"""The contract of backends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sync_core.audio import Audio, AudioSource
from sync_core.plugin_types import BackendPlugin, EngineOptions
from sync_core.testing._engines import first_sentence, knows_english
from sync_core.testing._hearing import CLOSING, HEARING, BackendSubject
from sync_core.testing._slices import SLICES
from sync_core.testing._sound import made_audio
from sync_core.testing._suite import CheckResult, Suite

__all__ = ["backend_contract", "check_backend"]

SUITE = Suite([*HEARING.checks, *SLICES.checks, *CLOSING.checks])


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
        return SUITE.results(subject)
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
    return SUITE.test(subject, subject.close)


def _subject(
    record: BackendPlugin,
    audio: AudioSource | None,
    language: str | None,
    model: str | None,
    options: Mapping[str, object] | None,
) -> BackendSubject:
    speech: AudioSource | Callable[[], Audio] = _hum if audio is None else audio
    if audio is None and knows_english(record):
        speech, language = first_sentence, language or "en"
    asked = EngineOptions(model=model, language=language, own=options)
    return BackendSubject("backend", record, speech, asked)


def _hum() -> Audio:
    return made_audio([(300, 1_200), (1_600, 2_800)], 3_200)
