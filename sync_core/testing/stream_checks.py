"""The checks of the contract of streaming backends (``streaming=True``)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sync_core.audio import Audio
from sync_core.base.errors import CancelledError
from sync_core.document.records import Word
from sync_core.testing.backend_subject import BackendSubject, check_segments
from sync_core.testing.suite import ContractViolation, NotApplicable, Suite

__all__ = ["STREAM_CHECKS"]

_GROWING_MS = (60, 1_500, 2_300)

STREAM_CHECKS: Suite[BackendSubject] = Suite()


@STREAM_CHECKS.slow
def words_of_a_growing_utterance(subject: BackendSubject) -> None:
    """``decode`` gives words with times that never fall, as often as it is asked about
    more of an utterance.
    """
    with _open_streams(subject, 1) as (stream,):
        for end_ms in _GROWING_MS:
            _decode(stream, subject.audio.slice(0, end_ms))
        _decode(stream, subject.audio, last=True)


@STREAM_CHECKS.slow
def streams_side_by_side(subject: BackendSubject) -> None:
    """Each of several streams hears what it would hear alone."""
    first, second = subject.audio.slice(0, 1_500), subject.audio.slice(800, 2_300)
    with _open_streams(subject, 1) as (stream,):
        alone = _decode(stream, first, last=True)
    with _open_streams(subject, 2) as (stream, other):
        _decode(other, second)
        together = _decode(stream, first, last=True)
    if alone != together:
        raise ContractViolation(
            f"a stream heard {_join_texts(alone)} alone, and {_join_texts(together)} "
            "beside another"
        )


@STREAM_CHECKS.slow
def stopping_a_stream(subject: BackendSubject) -> None:
    """``abort`` comes from another thread: what decodes raises ``CancelledError``, or
    is done before.
    """
    with _open_streams(subject, 1) as (stream,):
        done = threading.Event()

        def stop() -> None:
            while not done.wait(0.01):
                stream.abort()

        stopper = threading.Thread(target=stop, daemon=True)
        stopper.start()
        try:
            _decode(stream, subject.audio, last=True)
        except CancelledError:
            pass
        finally:
            done.set()
            stopper.join()


@STREAM_CHECKS.slow
def closing_a_stream(subject: BackendSubject) -> None:
    """A stream may be closed twice, and unused; its backend goes on working."""
    with _open_streams(subject, 2) as (stream, unused):
        _decode(stream, subject.audio.slice(0, 1_500))
        for one in (stream, unused):
            one.close()
            one.close()
    check_segments(subject.transcribe(subject.audio), subject.audio, "the test's audio")


@contextmanager
def _open_streams(subject: BackendSubject, count: int) -> Iterator[Sequence[Any]]:
    """Open streams, and close them at the end."""
    if not getattr(subject.record, "streaming", False):
        raise NotApplicable("it has streaming=False")
    with subject.use() as engine:
        backend: Any = engine
        opened = [backend.open_stream(subject.options.language) for _ in range(count)]
        try:
            yield opened
        finally:
            for stream in opened:
                stream.close()


def _decode(stream: Any, audio: Audio, *, last: bool = False) -> list[Word]:
    words, floor = list(stream.decode(audio, prompt="", last=last)), 0
    for word in words:
        if not isinstance(word, Word):
            raise ContractViolation(
                f"decode gave a {type(word).__name__} instead of a Word"
            )
        if word.start_ms is None or word.end_ms is None:
            raise ContractViolation(f"decode gave {word.text!r} no times")
        if not floor <= word.start_ms <= word.end_ms:
            raise ContractViolation(
                f"decode gave {word.text!r} the times {word.start_ms}..{word.end_ms} "
                f"ms, after a word that starts at {floor} ms"
            )
        floor = word.start_ms
    return words


def _join_texts(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words) or "nothing"
