"""Saying plainly where the audio and the script differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from attrs import evolve, frozen

from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment, Word
from sync_core.document.time_spans import find_time_span
from sync_core.script.script import Script

__all__ = ["find_differences", "mark_substitutions", "shorten"]

_MIN_DURATION_RATIO, _MAX_DURATION_RATIO = 0.4, 2.5
"""Other words stand for those that are missing if they take about as long."""
_MS_PER_LETTER = 75
"""Read English, pauses counted in; only to compare lengths of text and speech."""
_MIN_CONFIDENCE = 0.5
_MAX_QUOTED = 60


@frozen
class _WordRun:
    """Neighbouring words of the script with one status, and the room they had."""

    words: list[Word]
    low_ms: int
    high_ms: int
    extra: list[Word]
    """Unscripted speech in that room."""


def mark_substitutions(document: Document) -> Document:
    """Mark missing words in whose place something else is said as substituted.

    They share the time of what is said there, by their length.
    """
    changed: dict[int, Word] = {}
    for run in _iterate_runs(document, "missing"):
        if _is_comparable(run):
            changed |= {id(old): new for old, new in _share_time(run)}
    if not changed:
        return document
    segments: list[Segment] = []
    for segment in document.segments:
        words = [changed.get(id(word), word) for word in segment.words]
        if any(id(word) in changed for word in segment.words):
            start_ms, end_ms = find_time_span(words)
            segment = evolve(segment, words=words, start_ms=start_ms, end_ms=end_ms)
        segments.append(segment)
    return evolve(document, segments=segments)


def find_differences(document: Document, script: Script) -> list[Finding]:
    """Return a finding for each run of words that were not said, or not in the script.

    And one for each run of words of which the aligner is in doubt.
    """
    missing = [
        _describe_missing(script, run) for run in _iterate_runs(document, "missing")
    ]
    other = [
        _describe_substituted(script, run)
        for run in _iterate_runs(document, "substituted")
    ]
    return [*missing, *other, *_find_extra(document), *_find_doubtful(document, script)]


def shorten(text: str) -> str:
    """Return a text as a message can quote it."""
    folded = " ".join(text.split())
    if len(folded) <= _MAX_QUOTED:
        return folded
    return f"{folded[:40].rstrip()} … {folded[-15:].lstrip()}"


def _iterate_runs(document: Document, status: str) -> Iterator[_WordRun]:
    words = [word for word in document.words if word.status != "extra"]
    extra = [word for word in document.words if word.status == "extra"]
    last_ms, at = 0, 0
    for has_status, group in groupby(words, key=lambda word: word.status == status):
        run = list(group)
        at += len(run)
        if not has_status:
            last_ms = max([last_ms, *(w.end_ms for w in run if w.end_ms is not None)])
            continue
        later = [w.start_ms for w in words[at:] if w.start_ms is not None]
        ends = [w.end_ms for w in extra if w.end_ms is not None]
        high_ms = later[0] if later else document.duration_ms or max([last_ms, *ends])
        inside = [w for w in extra if last_ms <= _middle(w) <= high_ms]
        yield _WordRun(run, last_ms, max(last_ms, high_ms), inside)


def _middle(word: Word) -> int:
    return ((word.start_ms or 0) + (word.end_ms or 0)) // 2


def _is_comparable(run: _WordRun) -> bool:
    due = _MS_PER_LETTER * sum(len(word.text) for word in run.words)
    spent = sum((word.end_ms or 0) - (word.start_ms or 0) for word in run.extra)
    return _MIN_DURATION_RATIO * due <= spent <= _MAX_DURATION_RATIO * due


def _share_time(run: _WordRun) -> Iterator[tuple[Word, Word]]:
    start_ms, end_ms = run.extra[0].start_ms or 0, run.extra[-1].end_ms or 0
    letters = sum(len(word.text) for word in run.words)
    spent, low = 0, start_ms
    for word in run.words:
        spent += len(word.text)
        high = start_ms + (end_ms - start_ms) * spent // letters
        yield word, evolve(word, start_ms=low, end_ms=high, status="substituted")
        low = high


def _describe_missing(script: Script, run: _WordRun) -> Finding:
    message = (
        f"{_count(run.words)} of the script not said: {_quote(script, run.words)!r}"
    )
    return Finding(
        "missing-words", "error", message, run.low_ms, run.high_ms, _span(run.words)
    )


def _describe_substituted(script: Script, run: _WordRun) -> Finding:
    start_ms, end_ms = find_time_span(run.words)
    said = " ".join(word.text for word in run.extra if word.text)
    instead = f"{shorten(said)!r}" if said else "something else"
    message = (
        f"{_count(run.words)} of the script not said, {instead} is said instead: "
        f"{_quote(script, run.words)!r}"
    )
    return Finding(
        "substituted-words", "error", message, start_ms, end_ms, _span(run.words)
    )


def _find_doubtful(document: Document, script: Script) -> Iterator[Finding]:
    words = [word for word in document.words if word.status != "extra"]
    for in_doubt, group in groupby(words, key=_is_doubtful):
        if in_doubt:
            run = list(group)
            quoted = _quote(script, run)
            start_ms, end_ms = find_time_span(run)
            yield Finding(
                "low-confidence",
                "warning",
                f"the audio may not say {_count(run)} of the script here: {quoted!r}",
                start_ms,
                end_ms,
                _span(run),
            )


def _is_doubtful(word: Word) -> bool:
    said = word.status == "matched" and word.confidence is not None
    return said and (word.confidence or 0) < _MIN_CONFIDENCE


def _count(words: Sequence[Word]) -> str:
    return "1 word" if len(words) == 1 else f"{len(words)} words"


def _span(words: Sequence[Word]) -> tuple[int, int] | None:
    first, last = words[0].script_span, words[-1].script_span
    return (first[0], last[1]) if first and last else None


def _quote(script: Script, words: Sequence[Word]) -> str:
    span = _span(words)
    return shorten(script.plain(*span) if span else " ".join(w.text for w in words))


def _find_extra(document: Document) -> Iterator[Finding]:
    for segment in document.segments:
        extra = [word for word in segment.words if word.status == "extra"]
        if not extra:
            continue
        said = " ".join(word.text for word in extra if word.text)
        what = f": {shorten(said)!r}" if said else ""
        yield Finding(
            "extra-speech",
            "error",
            f"speech that is not in the script{what}",
            *find_time_span(extra),
        )
