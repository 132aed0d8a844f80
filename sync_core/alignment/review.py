"""What is said of an aligned document: statuses, and findings for people to act on.

The rules rest on the document, the audio and, where its weights are here, a recogniser:
they hold for the result of any aligner.
"""

from __future__ import annotations

from attrs import evolve

from sync_core.alignment.differences import find_differences, mark_substitutions
from sync_core.alignment.plausibility import check_plausibility
from sync_core.alignment.recognizer import Recognizer, transcribe_extra_speech
from sync_core.audio import Audio
from sync_core.base.callbacks import Cancel
from sync_core.document.document import Document
from sync_core.document.language_tags import primary_subtag
from sync_core.document.records import Finding
from sync_core.script.script import Script

__all__ = ["describe_other_language", "review_alignment"]

_MIN_LANGUAGE_PROBABILITY = 0.8
"""Probability of a detected language from which on a user is told."""


def review_alignment(
    document: Document,
    audio: Audio,
    script: Script,
    language: str | None,
    recognizer: Recognizer | None,
    cancel: Cancel | None,
) -> Document:
    """Return a document with its final statuses and with the findings about it.

    Args:
        document: Out of an aligner.
        audio: What it was aligned with.
        script: What it was aligned with.
        language: BCP-47 tag in which the aligner worked; None: nobody said.
        recognizer: Asked what is said where the script does not know it; None: nobody
            is asked.
        cancel: Looked at between questions.

    Raises:
        CancelledError: The caller asked to stop.
    """
    if recognizer is not None:
        document = transcribe_extra_speech(document, audio, recognizer, cancel)
    document = mark_substitutions(document)
    findings = [
        *document.findings,
        *find_differences(document, script),
        *check_plausibility(document, audio),
    ]
    if any(finding.code == "low-coverage" for finding in findings):
        other = describe_other_language(audio, language, recognizer)
        if other is not None:
            findings.append(Finding("wrong-language", "error", other))
    findings.sort(key=lambda finding: finding.start_ms or 0)
    return evolve(document, findings=findings)


def describe_other_language(
    audio: Audio, language: str | None, recognizer: Recognizer | None
) -> str | None:
    """Return a sentence if the audio is surely in another language, else None."""
    if recognizer is None or language is None:
        return None
    found = recognizer.detect_language(audio)
    if found is None or found[1] < _MIN_LANGUAGE_PROBABILITY:
        return None
    detected, probability = found
    if primary_subtag(detected) == primary_subtag(language):
        return None
    return (
        f"the audio seems to be in '{detected}' (probability {probability:.2f}), "
        f"not in '{language}'"
    )
