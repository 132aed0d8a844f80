"""From a timing per word of a script to a document that keeps its every character."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from sync_core.base.errors import PluginContractError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Mark, Phone, Segment, Word, WordStatus
from sync_core.document.time_spans import find_time_span
from sync_core.document.validators import to_tuple, validate_items
from sync_core.script.script import Script
from sync_core.script.sentences import find_sentences

if TYPE_CHECKING:
    from sync_core.plugins.protocols import AlignmentRequest

__all__ = ["WordTiming", "build_timed_document", "script_document"]

_OPENING = re.compile(r"[—–―\-•«‹“‘„¿¡(\[{]")


@frozen
class WordTiming:
    """What an aligner found out about one word of the script."""

    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None
    """The chance that the word and its times are right, 0..1."""
    phones: tuple[Phone, ...] = field(
        default=(), converter=to_tuple, validator=validate_items(Phone)
    )
    status: WordStatus = "matched"


def script_document(
    request: AlignmentRequest,
    timings: Sequence[WordTiming],
    *,
    findings: Sequence[Finding] = (),
    extra: Sequence[Word] = (),
) -> Document:
    """Build the document of an aligned script.

    Its segments are the script's sentences; joined, their texts hold every character
    of the script but white space at their edges, and but the markup of SSML. Speech
    that is not in the script stands in segments of its own, each behind the sentence
    in which it begins. A mark of SSML gets the time at which the next word starts.

    Args:
        request: What the aligner was asked.
        timings: One for each of ``request.script.words``, in order.
        findings: What the aligner noticed.
        extra: Speech that is not in the script, in order of time: words with the
            status ``extra``, whose text is empty where nobody knows what was said.

    Raises:
        PluginContractError: There are more or fewer timings than words, or extra words
            without times or of another status.
    """
    return build_timed_document(
        request.script,
        timings,
        language=request.language,
        duration_ms=request.audio.duration_ms,
        source=request.audio.source,
        findings=findings,
        extra=extra,
    )


def build_timed_document(
    script: Script,
    timings: Sequence[WordTiming],
    *,
    language: str | None,
    duration_ms: int | None,
    source: str | None,
    findings: Sequence[Finding] = (),
    extra: Sequence[Word] = (),
) -> Document:
    """Build the same without a request; see ``script_document``."""
    if len(timings) != len(script.words):
        raise PluginContractError(
            f"{len(timings)} timings for {len(script.words)} words of the script"
        )
    bounds = find_sentences(script)
    sentences = [_build_segment(script, timings, i, j) for i, j in bounds]
    return Document(
        segments=_insert_extra(sentences, extra),
        language=language,
        duration_ms=duration_ms,
        script=script.text,
        source=source,
        findings=tuple(findings),
        marks=_build_marks(script, timings),
    )


def _insert_extra(sentences: Sequence[Segment], extra: Sequence[Word]) -> list[Segment]:
    segments: list[Segment] = []
    rest = list(extra)
    for at, sentence in enumerate(sentences):
        segments.append(sentence)
        starts = [s.start_ms for s in sentences[at + 1 :] if s.start_ms is not None]
        limit = starts[0] if starts else None
        if not segments[:-1] and sentence.start_ms is not None:
            segments[:0] = _group_extra(_take_before(rest, sentence.start_ms))
        segments += _group_extra(_take_before(rest, limit))
    return segments


def _take_before(rest: list[Word], limit: int | None) -> list[Word]:
    """Take the words off the list's head that start before a time."""
    taken: list[Word] = []
    while rest and (limit is None or _start(rest[0]) < limit):
        taken.append(rest.pop(0))
    return taken


def _start(word: Word) -> int:
    if word.status != "extra" or word.start_ms is None:
        raise PluginContractError(
            f"extra speech has the status 'extra' and times, unlike {word!r}"
        )
    return word.start_ms


def _group_extra(words: Sequence[Word]) -> list[Segment]:
    if not words:
        return []
    text = " ".join(word.text for word in words if word.text)
    return [Segment(words, text, *find_time_span(words))]


def _build_segment(
    script: Script, timings: Sequence[WordTiming], first: int, behind: int
) -> Segment:
    words = [_build_word(script, timings, at) for at in range(first, behind)]
    text = script.plain(
        _find_sentence_start(script, first), _find_sentence_start(script, behind)
    ).strip()
    if script.is_ssml:
        text = " ".join(text.split())
    return Segment(words, text, *find_time_span(words))


def _find_sentence_start(script: Script, at: int) -> int:
    """Return where the text of the sentence begins whose first word this is."""
    if at in (0, len(script.words)):
        return len(script.text) if at else 0
    before, after = script.words[at - 1].end, script.words[at].start
    if script.is_ssml:
        return _find_ssml_start(script, before, after)
    line = max(before, script.text.rfind("\n", before, after) + 1)
    opening = _OPENING.search(script.text, line, after)
    return opening.start() if opening else after


def _find_ssml_start(script: Script, before: int, after: int) -> int:
    """Cut before the last tag that parts sentences, else before an opening mark."""
    parting = bisect_left(script.breaks, after) - 1
    if parting >= 0 and script.breaks[parting] >= before:
        return script.breaks[parting]
    first = bisect_left(script.tokens, before, key=lambda token: token.start)
    behind = bisect_left(script.tokens, after, key=lambda token: token.start)
    gap = (t for t in script.tokens[first:behind] if t.kind == "punctuation")
    return next((t.start for t in gap if _OPENING.match(t.text)), after)


def _build_marks(script: Script, timings: Sequence[WordTiming]) -> list[Mark]:
    """Put each mark at the next start of a word, or behind the last end."""
    marks: list[Mark] = []
    last = max((t.end_ms for t in timings if t.end_ms is not None), default=None)
    following, at = last, len(timings)
    for mark in reversed(script.marks):
        while at and script.words[at - 1].start >= mark.start:
            at -= 1
            if timings[at].start_ms is not None:
                following = timings[at].start_ms
        marks.append(Mark(mark.name, following, (mark.start, mark.end)))
    return marks[::-1]


def _build_word(script: Script, timings: Sequence[WordTiming], at: int) -> Word:
    token, timing = script.words[at], timings[at]
    return Word(
        text=token.text,
        start_ms=timing.start_ms,
        end_ms=timing.end_ms,
        confidence=timing.confidence,
        status=timing.status,
        script_span=(token.start, token.end),
        phones=timing.phones,
    )
