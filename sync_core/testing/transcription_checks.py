"""The checks of the backends' contract for complete audio."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

from sync_core.base.errors import CancelledError, InputError
from sync_core.document.language_tags import standard_tag
from sync_core.document.records import Segment
from sync_core.testing.backend_subject import (
    BackendSubject,
    check_segments,
    close_stream,
)
from sync_core.testing.engine_subject import (
    check_record,
    expect_own_error,
    make_speechless_audio,
)
from sync_core.testing.suite import ContractViolation, NotApplicable, Suite

__all__ = ["CLOSING_CHECKS", "TRANSCRIPTION_CHECKS"]

_PRIVATE_LANGUAGE = "qaa"
"""A tag that ISO 639-2 keeps free for private use."""


TRANSCRIPTION_CHECKS: Suite[BackendSubject] = Suite()
CLOSING_CHECKS: Suite[BackendSubject] = Suite()


@TRANSCRIPTION_CHECKS.check
def facts_of_the_record(subject: BackendSubject) -> None:
    """A record names languages by primary subtag, options that can all be left out,
    and says in words why it cannot run here.
    """
    check_record(subject)


@TRANSCRIPTION_CHECKS.check
def segments_one_by_one(subject: BackendSubject) -> None:
    """``transcribe`` gives an iterator of ``Segment``: each as soon as it is ready."""
    segments = subject.segments
    if not hasattr(subject.stream, "__next__"):
        raise ContractViolation(
            f"it gave a {type(subject.stream).__name__}: yield the segments, or give a "
            "Transcription"
        )
    for segment in segments:
        if not isinstance(segment, Segment):
            raise ContractViolation(
                f"it gave a {type(segment).__name__} instead of a Segment"
            )


@TRANSCRIPTION_CHECKS.check
def times_rise(subject: BackendSubject) -> None:
    """Segments come in the order of their starts, within the audio; so do the words of
    each of them.
    """
    check_segments(subject.segments, subject.audio, "the test's audio")


@TRANSCRIPTION_CHECKS.check
def text_of_the_words(subject: BackendSubject) -> None:
    """The words of a segment are its text, with every sign of punctuation."""
    for segment in subject.segments:
        words = "".join(word.text for word in segment.words)
        if segment.words and "".join(words.split()) != "".join(segment.text.split()):
            raise ContractViolation(
                f"the words {words!r} are not the text {segment.text!r}"
            )


@TRANSCRIPTION_CHECKS.check
def word_times_as_stated(subject: BackendSubject) -> None:
    """With ``word_times=True`` every segment with text has words with times."""
    record = subject.record
    if not getattr(record, "word_times", False):
        raise NotApplicable("it has word_times=False")
    for segment in subject.segments:
        timed = [word for word in segment.words if word.start_ms is not None]
        if segment.text.strip() and not timed:
            raise ContractViolation(f"no word of {segment.text!r} has a time")


@TRANSCRIPTION_CHECKS.check
def audio_left_as_it_was(subject: BackendSubject) -> None:
    """The samples belong to the caller: they are read-only and stay as they are."""
    check_segments(subject.segments, subject.audio, "the test's audio")
    if subject.changed_audio:
        raise ContractViolation("it changed the samples")


@TRANSCRIPTION_CHECKS.slow
def language_it_detected(subject: BackendSubject) -> None:
    """A ``Transcription`` names the language by a BCP-47 tag, probabilities in 0..1."""
    with subject.use() as engine:
        stream = engine.transcribe(subject.audio, None)
        language = getattr(stream, "language", None)
        shares = dict(getattr(stream, "language_probabilities", {}))
        close_stream(stream)
    for tag in filter(None, [language, *shares]):
        try:
            standard = standard_tag(tag)
        except InputError as error:
            raise ContractViolation(str(error)) from error
        if standard != tag:
            raise ContractViolation(
                f"it calls the language {tag!r}, and not {standard!r}"
            )
    if any(not 0 <= share <= 1 for share in shares.values()):
        raise ContractViolation(
            f"its probabilities of languages are not in 0..1: {shares}"
        )


@TRANSCRIPTION_CHECKS.slow
def audio_without_speech(subject: BackendSubject) -> None:
    """No samples, silence and noise give segments, no segments, or an error of
    sync-core's.
    """
    for what, audio in make_speechless_audio().items():
        heard = expect_own_error(partial(subject.transcribe, audio), what)
        check_segments(heard or [], audio, what)


@TRANSCRIPTION_CHECKS.slow
def unknown_language(subject: BackendSubject) -> None:
    """A language that the engine does not know is an ``InputError`` or is ignored."""
    work = partial(subject.transcribe, subject.audio, _PRIVATE_LANGUAGE)
    expect_own_error(work, f"the language '{_PRIVATE_LANGUAGE}'")


@TRANSCRIPTION_CHECKS.slow
def stopping_half_way(subject: BackendSubject) -> None:
    """An iterator may be closed before it began, half way and twice, or be left."""
    with subject.use() as engine:
        for taken in (0, 1):
            stream = engine.transcribe(subject.audio, subject.options.language)
            for _ in range(taken):
                next(stream, None)
            close_stream(stream)
            close_stream(stream)


@TRANSCRIPTION_CHECKS.slow
def aborting(subject: BackendSubject) -> None:
    """Where the iterator has ``abort``, it then raises ``CancelledError`` or ends."""
    with subject.use() as engine:
        stream: Any = engine.transcribe(subject.audio, subject.options.language)
        try:
            if not hasattr(stream, "abort"):
                raise NotApplicable("its iterator has no abort")
            stream.abort()
            with contextlib.suppress(CancelledError):
                list(stream)
        finally:
            close_stream(stream)


@CLOSING_CHECKS.slow
def same_segments_every_time(subject: BackendSubject) -> None:
    """The same audio gives the same segments, whatever was asked for in between: bad
    audio, work that was stopped, slices. (Where an engine draws lots, give the contract
    options= with which it does not.)
    """
    before, now = subject.segments, subject.transcribe(subject.audio)
    if now != before:
        raise ContractViolation(
            f"it heard {_list_texts(before)} at first, and then {_list_texts(now)}"
        )


@CLOSING_CHECKS.check
def nothing_is_printed(subject: BackendSubject) -> None:
    """A plugin writes nothing to standard output: that is the command line's."""
    check_segments(subject.segments, subject.audio, "the test's audio")
    subject.check_printed()


@CLOSING_CHECKS.check
def closing_twice(subject: BackendSubject) -> None:
    """A second ``close`` does nothing."""
    subject.close_twice()


def _list_texts(segments: list[Segment]) -> list[tuple[int | None, str]]:
    return [(segment.start_ms, segment.text) for segment in segments]
