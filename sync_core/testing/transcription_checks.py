"""What backends promise about a piece of audio that is there as a whole."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

from sync_core.audio import Audio
from sync_core.base.errors import CancelledError, InputError
from sync_core.document.language_tags import standard_tag
from sync_core.document.records import Segment, Word
from sync_core.plugins.protocols import Backend
from sync_core.testing.engine_subject import (
    EngineSubject,
    check_facts,
    odd_audio,
    or_error_of_the_tree,
)
from sync_core.testing.suite import Broken, NotApplicable, Suite

__all__ = ["CLOSING", "HEARING", "BackendSubject", "check_segments", "close"]

_NO_SUCH_LANGUAGE = "qaa"
"""A tag that ISO 639-2 keeps free for private use."""


class BackendSubject(EngineSubject[Backend]):
    """A backend under test."""

    stream: Any = None
    """What the engine gave when it was last asked."""
    changed_audio = False
    _heard: list[Segment] | None = None

    @property
    def heard(self) -> list[Segment]:
        """What it hears in the test's audio, found out once."""
        if self._heard is None:
            self._heard = self.hear(self.audio)
        return self._heard

    def hear(self, audio: Audio, language: str | None = None) -> list[Segment]:
        """Transcribe, and close the iterator as a pipeline does."""
        before = audio.pcm.tobytes()
        with self.use() as engine:
            self.stream = engine.transcribe(audio, language or self.options.language)
            try:
                segments = list(self.stream)
            finally:
                close(self.stream)
        self.changed_audio |= audio.pcm.tobytes() != before
        return segments


HEARING: Suite[BackendSubject] = Suite()
CLOSING: Suite[BackendSubject] = Suite()


@HEARING.check
def facts_of_the_record(subject: BackendSubject) -> None:
    """A record names languages by primary subtag, options that can all be left out,
    and says in words why it cannot run here.
    """
    check_facts(subject)


@HEARING.check
def segments_one_by_one(subject: BackendSubject) -> None:
    """``transcribe`` gives an iterator of ``Segment``: each as soon as it is ready."""
    heard = subject.heard
    if not hasattr(subject.stream, "__next__"):
        raise Broken(
            f"it gave a {type(subject.stream).__name__}: yield the segments, or give a "
            "Transcription"
        )
    for segment in heard:
        if not isinstance(segment, Segment):
            raise Broken(f"it gave a {type(segment).__name__} instead of a Segment")


@HEARING.check
def times_rise(subject: BackendSubject) -> None:
    """Segments come in the order of their starts, within the audio; so do the words of
    each of them.
    """
    check_segments(subject.heard, subject.audio, "the test's audio")


@HEARING.check
def text_of_the_words(subject: BackendSubject) -> None:
    """The words of a segment are its text, with every sign of punctuation."""
    for segment in subject.heard:
        words = "".join(word.text for word in segment.words)
        if segment.words and "".join(words.split()) != "".join(segment.text.split()):
            raise Broken(f"the words {words!r} are not the text {segment.text!r}")


@HEARING.check
def word_times_as_stated(subject: BackendSubject) -> None:
    """With ``word_times=True`` every segment with text has words with times."""
    record = subject.record
    if not getattr(record, "word_times", False):
        raise NotApplicable("it has word_times=False")
    for segment in subject.heard:
        timed = [word for word in segment.words if word.start_ms is not None]
        if segment.text.strip() and not timed:
            raise Broken(f"no word of {segment.text!r} has a time")


@HEARING.check
def audio_left_as_it_was(subject: BackendSubject) -> None:
    """The samples belong to the caller: they are read-only and stay as they are."""
    check_segments(subject.heard, subject.audio, "the test's audio")
    if subject.changed_audio:
        raise Broken("it changed the samples")


@HEARING.slow
def language_it_detected(subject: BackendSubject) -> None:
    """A ``Transcription`` names the language by a BCP-47 tag, probabilities in 0..1."""
    with subject.use() as engine:
        stream = engine.transcribe(subject.audio, None)
        language = getattr(stream, "language", None)
        shares = dict(getattr(stream, "language_probabilities", {}))
        close(stream)
    for tag in filter(None, [language, *shares]):
        try:
            standard = standard_tag(tag)
        except InputError as error:
            raise Broken(str(error)) from error
        if standard != tag:
            raise Broken(f"it calls the language {tag!r}, and not {standard!r}")
    if any(not 0 <= share <= 1 for share in shares.values()):
        raise Broken(f"its probabilities of languages are not in 0..1: {shares}")


@HEARING.slow
def audio_without_speech(subject: BackendSubject) -> None:
    """No samples, silence and noise give segments, no segments, or an error of
    sync-core's.
    """
    for what, audio in odd_audio().items():
        heard = or_error_of_the_tree(partial(subject.hear, audio), what)
        check_segments(heard or [], audio, what)


@HEARING.slow
def unknown_language(subject: BackendSubject) -> None:
    """A language that the engine does not know is an ``InputError`` or is ignored."""
    hear = partial(subject.hear, subject.audio, _NO_SUCH_LANGUAGE)
    or_error_of_the_tree(hear, f"the language '{_NO_SUCH_LANGUAGE}'")


@HEARING.slow
def stopping_half_way(subject: BackendSubject) -> None:
    """An iterator may be closed before it began, half way and twice, or be left."""
    with subject.use() as engine:
        for taken in (0, 1):
            stream = engine.transcribe(subject.audio, subject.options.language)
            for _ in range(taken):
                next(stream, None)
            close(stream)
            close(stream)


@HEARING.slow
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
            close(stream)


@CLOSING.slow
def same_segments_every_time(subject: BackendSubject) -> None:
    """The same audio gives the same segments, whatever was asked for in between: bad
    audio, work that was stopped, slices. (Where an engine draws lots, give the contract
    options= with which it does not.)
    """
    before, now = subject.heard, subject.hear(subject.audio)
    if now != before:
        raise Broken(f"it heard {_texts(before)} at first, and then {_texts(now)}")


@CLOSING.check
def nothing_is_printed(subject: BackendSubject) -> None:
    """A plugin writes nothing to standard output: that is the command line's."""
    check_segments(subject.heard, subject.audio, "the test's audio")
    subject.check_printed()


@CLOSING.check
def closing_twice(subject: BackendSubject) -> None:
    """A second ``close`` does nothing."""
    subject.close_twice()


def check_segments(segments: list[Segment], audio: Audio, what: str) -> None:
    """Make sure that segments, and the words of each, rise within the audio."""
    for segment in segments:
        _check_rising(segment.words, audio, f"the words of {segment.text!r}")
    _check_rising(segments, audio, f"the segments of {what}")


def _check_rising(
    parts: tuple[Word, ...] | list[Segment], audio: Audio, what: str
) -> None:
    floor = 0
    for part in parts:
        if part.start_ms is None or part.end_ms is None:
            continue
        if part.start_ms < floor:
            raise Broken(
                f"{what} go back in time: {part.text!r} starts at {part.start_ms} ms, "
                f"after one at {floor} ms"
            )
        if part.end_ms > audio.duration_ms:
            raise Broken(
                f"{what}: {part.text!r} ends at {part.end_ms} ms, the audio at "
                f"{audio.duration_ms} ms"
            )
        floor = part.start_ms


def _texts(segments: list[Segment]) -> list[tuple[int | None, str]]:
    return [(segment.start_ms, segment.text) for segment in segments]


def close(stream: object) -> None:
    """Close an iterator, if it can be closed."""
    work = getattr(stream, "close", None)
    if work is not None:
        work()
