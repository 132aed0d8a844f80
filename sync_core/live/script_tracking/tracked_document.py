"""The document of a stream that followed a script."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from attrs import define, evolve

from sync_core.alignment.differences import find_differences, mark_substitutions
from sync_core.alignment.document_builder import WordTiming, build_timed_document
from sync_core.alignment.plausibility import check_coverage
from sync_core.document.document import Document
from sync_core.document.records import Word
from sync_core.live.script_tracking.script_units import ScriptUnits
from sync_core.live.script_tracking.spoken_word import SpokenWord, split_time
from sync_core.live.script_tracking.unit_spans import are_similar, assign_spans
from sync_core.script.script import Script

__all__ = ["build_document"]


@define(eq=False)
class _Match:
    """Heard words in a row that are one or more words of the script."""

    spoken: list[SpokenWord]
    units: range
    """Of the script."""
    is_new: bool
    """Whether any of them is more than a part of its neighbour."""


def build_document(
    spoken: Sequence[SpokenWord], script: Script, units: ScriptUnits, heard: Document
) -> Document:
    """Build the document that ``Pipeline.align`` would give, from what was tracked.

    A word that was said more than once has the times of the last time, unless the
    script's order demands another; the others are speech that is not in the script.

    Args:
        spoken: All that is final.
        script: The script.
        units: Its units.
        heard: The document without a script.
    """
    matches = [m for m in _find_matches(spoken, units) if _is_similar(m, units)]
    timings = [WordTiming(status="missing")] * len(script.words)
    used = set[int]()
    for match in _select_rising(matches, units):
        used |= {id(one) for one in match.spoken}
        for number, timing in _time_words(match, script, units):
            timings[number] = timing
    extra = [_mark_extra(one.word) for one in spoken if id(one) not in used]
    document = build_timed_document(
        script,
        timings,
        language=heard.language,
        duration_ms=heard.duration_ms,
        source=heard.source,
        findings=heard.findings,
        extra=extra,
    )
    document = mark_substitutions(document)
    findings = (
        *document.findings,
        *find_differences(document, script),
        *check_coverage(document),
    )
    return evolve(
        document,
        findings=sorted(findings, key=lambda finding: finding.start_ms or 0),
        provenance=heard.provenance,
    )


def _mark_extra(word: Word) -> Word:
    return evolve(word, status="extra", script_span=None)


def _find_matches(spoken: Sequence[SpokenWord], units: ScriptUnits) -> Iterator[_Match]:
    """Yield neighbours together that are parts of one word of the script."""
    last: _Match | None = None
    for one, own, is_new in _find_spans(spoken, units):
        if own is None:
            continue
        if last is not None and _continues(last, own, is_new, units):
            last.spoken.append(one)
            last.is_new = last.is_new or is_new
            last.units = range(last.units.start, max(last.units.stop, own.stop))
            continue
        if last is not None:
            yield last
        last = _Match([one], own, is_new)
    if last is not None:
        yield last


def _continues(last: _Match, own: range, is_new: bool, units: ScriptUnits) -> bool:
    if units.words[last.units.stop - 1] != units.words[own.start]:
        return False
    return own.start >= last.units.stop or not (is_new and last.is_new)


def _find_spans(
    spoken: Sequence[SpokenWord], units: ScriptUnits
) -> Iterator[tuple[SpokenWord, range | None, bool]]:
    """Yield each word, its units of the script, and if it is more than a part."""
    heard = [form for one in spoken for form in one.forms]
    path = [unit for one in spoken for unit in one.path]
    spans = assign_spans(heard, path, units.forms)
    at = 0
    for one in spoken:
        own = [span for span in spans[at : at + len(one.forms)] if span is not None]
        is_new = one.number is not None or any(u is not None for u in one.path)
        at += len(one.forms)
        if one.number is not None:
            yield one, units.units_of(one.number), is_new
        elif own:
            yield one, range(own[0].start, own[-1].stop), is_new
        else:
            yield one, None, is_new


def _is_similar(match: _Match, units: ScriptUnits) -> bool:
    """Return whether it may be these words that were said, going by what was heard."""
    if any(one.number is not None for one in match.spoken):
        return True
    heard = [form for one in match.spoken for form in one.forms]
    return are_similar(heard, [units.forms[unit] for unit in match.units])


def _select_rising(matches: Sequence[_Match], units: ScriptUnits) -> list[_Match]:
    """Return the most matches that follow each other in the script.

    It is the longest increasing subsequence; among equals, the later matches count.
    """
    ends: list[int] = []
    chains: list[int] = []
    before: list[int] = []
    for at, match in enumerate(matches):
        first, last = units.words[match.units.start], units.words[match.units[-1]]
        length = bisect_left(ends, first)
        before.append(chains[length - 1] if length else -1)
        if length == len(ends):
            ends.append(last)
            chains.append(at)
        elif last <= ends[length]:
            ends[length], chains[length] = last, at
    chosen: list[_Match] = []
    at = chains[-1] if chains else -1
    while at >= 0:
        chosen.append(matches[at])
        at = before[at]
    return chosen[::-1]


def _time_words(
    match: _Match, script: Script, units: ScriptUnits
) -> Iterator[tuple[int, WordTiming]]:
    """Yield the number of each word of a match in the script, and its times."""
    words = [one.word for one in match.spoken]
    numbers = sorted({units.words[unit] for unit in match.units})
    start_ms, end_ms = words[0].start_ms or 0, words[-1].end_ms or 0
    known = [word.confidence for word in words if word.confidence is not None]
    shares = any(word.status == "interpolated" for word in words) or len(numbers) > 1
    times = split_time(start_ms, end_ms, [script.words[n].text for n in numbers])
    for number, (low, high) in zip(numbers, times, strict=True):
        yield (
            number,
            WordTiming(
                low,
                high,
                min(known, default=None),
                [phone for word in words for phone in word.phones if not shares],
                "interpolated" if shares else "matched",
            ),
        )
