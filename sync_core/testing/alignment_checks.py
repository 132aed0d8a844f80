"""The checks of the aligners' contract."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from attrs import evolve

from sync_core.audio import Audio
from sync_core.base.errors import CancelledError
from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.script.script import Script
from sync_core.testing.aligner_subject import AlignerSubject
from sync_core.testing.engine_subject import (
    check_record,
    expect_own_error,
    make_speechless_audio,
)
from sync_core.testing.suite import ContractViolation, NotApplicable, Suite

__all__ = ["ALIGNMENT_CHECKS"]

_ODD_SCRIPTS = (
    "  {script} 👩‍🚀 42 % ¿?\n\n “Quite” — (unsaid), too…  ",
    "Žluťoučký kůň 日本語 مرحبا",
    "<speak>{script} <mark name='here'/> Unsaid.</speak>",
)
"""Scripts that differ from what is said, in part or completely; with SSML."""


ALIGNMENT_CHECKS: Suite[AlignerSubject] = Suite()


@ALIGNMENT_CHECKS.check
def facts_of_the_record(subject: AlignerSubject) -> None:
    """A record names languages by primary subtag, options that can all be left out,
    and says in words why it cannot run here.
    """
    check_record(subject)


@ALIGNMENT_CHECKS.check
def every_character_of_the_script(subject: AlignerSubject) -> None:
    """Every word comes back as written, with its place in the script, none added."""
    _check_script(subject.aligned, subject.request().script)


@ALIGNMENT_CHECKS.check
def times_rise(subject: AlignerSubject) -> None:
    """The words of the script rise in time, within the audio; phones within words."""
    _check_times(subject.aligned, subject.audio)


@ALIGNMENT_CHECKS.check
def untimed_stays_untimed(subject: AlignerSubject) -> None:
    """A word that was not said has the status ``missing`` and neither times nor phones;
    a segment without timed words has no times.
    """
    _check_untimed(subject.aligned)


@ALIGNMENT_CHECKS.check
def cancelling(subject: AlignerSubject) -> None:
    """An aligner looks at the request's ``cancel`` and raises ``CancelledError``."""
    if not _is_cancelled(subject):
        raise ContractViolation(
            "it went on although the caller had cancelled: call request.check_cancel() "
            "at the start, and now and then in long work"
        )


@ALIGNMENT_CHECKS.check
def audio_left_as_it_was(subject: AlignerSubject) -> None:
    """The samples belong to the caller: they are read-only and stay as they are."""
    _check_script(subject.aligned, subject.request().script)
    if subject.changed_audio:
        raise ContractViolation("it changed the samples")


@ALIGNMENT_CHECKS.slow
def other_scripts(subject: AlignerSubject) -> None:
    """A script may hold other words than the audio, other writings, signs and SSML:
    it is aligned as far as it goes, or refused by an error of sync-core's.
    """
    for form in _ODD_SCRIPTS:
        text = form.format(script=subject.script)
        request = subject.request(script=text)
        document = expect_own_error(partial(subject.align, request), repr(text))
        if document is not None:
            _check_all(document, request)


@ALIGNMENT_CHECKS.slow
def audio_without_speech(subject: AlignerSubject) -> None:
    """No samples, silence, noise, and audio too short for the script give an
    ``AlignmentError`` or a document without made-up times.
    """
    cases = {
        **make_speechless_audio(),
        "too short an audio": subject.audio.slice(0, 300),
    }
    for what, audio in cases.items():
        request = subject.request(audio)
        document = expect_own_error(partial(subject.align, request), what)
        if document is not None:
            _check_all(document, request)


@ALIGNMENT_CHECKS.slow
def progress_rises(subject: AlignerSubject) -> None:
    """Where ``progress`` is told, it is told of milliseconds done and in all."""
    told: list[tuple[int, int]] = []
    request = subject.request()
    subject.align(evolve(request, progress=lambda *done: told.append(done)))
    if not told:
        raise NotApplicable("it tells nothing about its progress")
    for done, total in told:
        if not 0 <= done <= total:
            raise ContractViolation(f"it told of {done} ms done out of {total} ms")
    if any(before > after for (before, _), (after, _) in pairwise(told)):
        raise ContractViolation(f"its progress went back: {told}")


@ALIGNMENT_CHECKS.slow
def anchors_rise(subject: AlignerSubject) -> None:
    """Where there is a method ``anchors``, words and times of its anchors rise."""
    request = subject.request()
    with subject.use() as engine:
        find = getattr(engine, "anchors", None)
        if find is None:
            raise NotApplicable("it has no anchors")
        anchors = list(find(request))
    count = len(request.script.words)
    for anchor in anchors:
        if not 0 <= anchor.word < count:
            raise ContractViolation(
                f"the script has {count} words, and none for {anchor}"
            )
    for before, after in pairwise(anchors):
        if not (before.word < after.word and before.start_ms <= after.start_ms):
            raise ContractViolation(
                f"anchors have to rise, not {before} before {after}"
            )


@ALIGNMENT_CHECKS.slow
def same_times_every_time(subject: AlignerSubject) -> None:
    """The same request gives the same document, whatever was asked for in between: bad
    audio, other scripts, work that was cancelled.
    """
    before = subject.aligned
    _is_cancelled(subject)
    now = subject.align(subject.request())
    if now != before:
        ours, theirs = _list_starts(before), _list_starts(now)
        raise ContractViolation(
            f"it gave the starts {ours} at first, and then {theirs}"
        )


@ALIGNMENT_CHECKS.check
def nothing_is_printed(subject: AlignerSubject) -> None:
    """A plugin writes nothing to standard output: that is the command line's."""
    _check_script(subject.aligned, subject.request().script)
    subject.check_printed()


@ALIGNMENT_CHECKS.check
def closing_twice(subject: AlignerSubject) -> None:
    """A second ``close`` does nothing."""
    subject.close_twice()


class _SetFlag:
    def is_set(self) -> bool:
        return True


def _is_cancelled(subject: AlignerSubject) -> bool:
    try:
        subject.align(evolve(subject.request(), cancel=_SetFlag()))
    except CancelledError:
        return True
    return False


def _check_all(document: Document, request: AlignmentRequest) -> None:
    _check_script(document, request.script)
    _check_times(document, request.audio)
    _check_untimed(document)


def _list_starts(document: Document) -> list[int | None]:
    return [word.start_ms for word in document.words]


def _list_script_words(document: Document) -> list[Word]:
    return [word for word in document.words if word.status != "extra"]


def _check_script(document: Document, script: Script) -> None:
    if document.script != script.text:
        raise ContractViolation(f"the document's script is {document.script!r}")
    expected = [(token.text, (token.start, token.end)) for token in script.words]
    got = [(word.text, word.script_span) for word in _list_script_words(document)]
    for ours, theirs in zip(expected, got, strict=False):
        if ours != theirs:
            raise ContractViolation(f"instead of the word {ours} it gave {theirs}")
    if len(got) != len(expected):
        raise ContractViolation(
            f"the script has {len(expected)} words, its document {len(got)}"
        )


def _check_times(document: Document, audio: Audio) -> None:
    timed = [w for w in _list_script_words(document) if w.start_ms is not None]
    for before, after in pairwise(timed):
        if (before.start_ms or 0) > (after.start_ms or 0):
            raise ContractViolation(
                f"{after.text!r} starts at {after.start_ms} ms, and {before.text!r} "
                f"before it at {before.start_ms} ms"
            )
    for word in document.words:
        if word.end_ms is not None and word.end_ms > audio.duration_ms:
            raise ContractViolation(
                f"{word.text!r} ends at {word.end_ms} ms, the audio at "
                f"{audio.duration_ms} ms"
            )
        _check_phones(word)


def _check_phones(word: Word) -> None:
    floor = word.start_ms or 0
    for phone in word.phones:
        if phone.start_ms is None or phone.end_ms is None:
            continue
        if phone.start_ms < floor or phone.end_ms > (word.end_ms or 0):
            raise ContractViolation(
                f"the phone {phone} is not in its place in {word.text!r}"
            )
        floor = phone.start_ms


def _check_untimed(document: Document) -> None:
    for word in document.words:
        if word.status == "missing" and (word.start_ms is not None or word.phones):
            raise ContractViolation(f"{word.text!r} is missing, and has times")
    for segment in document.segments:
        timed = [w for w in segment.words if w.start_ms is not None]
        if segment.start_ms is not None and not timed:
            raise ContractViolation(
                f"no word of {segment.text!r} has a time, and it starts at "
                f"{segment.start_ms} ms: sync_core.script_document does this right"
            )
