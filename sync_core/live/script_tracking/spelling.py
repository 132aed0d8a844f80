"""Final words in the script's spelling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from sync_core.document.records import Word
from sync_core.live.script_tracking.script_units import ScriptUnits
from sync_core.live.script_tracking.spoken_word import (
    SpokenWord,
    Unverified,
    split_time,
)
from sync_core.live.script_tracking.unit_spans import are_similar
from sync_core.script.script import Script

__all__ = ["apply_spelling", "insert_skipped_words", "revert_unconfirmed"]

_MAX_SKIPPED_WORDS = 2
"""Words of the script that recognisers pass over now and then: short ones."""
_MIN_CONFIDENCE = 0.5
"""Confidence of an aligner from which on it found a word."""

Spans = Sequence[range | None]


def apply_spelling(
    words: Sequence[SpokenWord],
    spans: Spans,
    certain_count: int,
    script: Script,
    units: ScriptUnits,
) -> list[SpokenWord]:
    """Write words as the script has them, where they certainly are the script's.

    What is certainly not in the script gets the status ``extra``; what is uncertain
    stays as it was heard. What is certainly in the place of another word is written as
    that, as unverified.

    Args:
        words: Heard words in a row.
        spans: The script's units for each unit in them.
        certain_count: How many of the first spans are certain.
        script: The script.
        units: Its units.
    """
    done: list[SpokenWord] = []
    at = 0
    for group in _group_by_script_word(words, spans, units):
        behind = at + sum(len(spoken.forms) for spoken in group)
        own = spans[at:behind]
        numbers = _find_words(own, units)
        if behind > certain_count or not own:
            done += group
        elif not numbers:
            done += (_mark_extra(spoken) for spoken in group)
        elif not _cover_whole_words(own, numbers, units):
            done += group
        else:
            similar = _are_similar(group, numbers, units)
            unverified = None if similar else Unverified(tuple(group))
            done += _respell(group, own, numbers, script, units, unverified)
        at = behind
    return done


def insert_skipped_words(
    words: Sequence[SpokenWord], before: int, script: Script
) -> list[SpokenWord]:
    """Insert, as unverified, the few words of the script that were passed over.

    Args:
        words: As ``apply_spelling`` gave them.
        before: The script's word that was certainly said before them.
        script: The script.
    """
    done: list[SpokenWord] = []
    last: int | None = before
    for spoken in words:
        if spoken.number is not None and last is not None:
            gap = range(last + 1, spoken.number)
            if 0 < len(gap) <= _MAX_SKIPPED_WORDS:
                done += (_make_skipped(number, spoken.word, script) for number in gap)
        last = spoken.number
        done.append(spoken)
    return done


def revert_unconfirmed(words: Sequence[SpokenWord]) -> list[SpokenWord]:
    """Put back what was heard where the audio does not have the script's words.

    Args:
        words: With the times and confidences of an aligner.
    """
    lost = {
        id(spoken.unverified)
        for spoken in words
        if spoken.unverified and (spoken.word.confidence or 0) < _MIN_CONFIDENCE
    }
    done: list[SpokenWord] = []
    seen: Unverified | None = None
    for at, spoken in enumerate(words):
        if id(spoken.unverified) not in lost:
            done.append(spoken)
        elif spoken.unverified is not seen and spoken.unverified is not None:
            seen = spoken.unverified
            same = [other.word for other in words[at:] if other.unverified is seen]
            done += _restore_heard(seen.heard, same)
    return done


def _make_skipped(number: int, following: Word, script: Script) -> SpokenWord:
    token, at_ms = script.words[number], following.start_ms
    word = Word(token.text, at_ms, at_ms, script_span=(token.start, token.end))
    return SpokenWord(word, [], number, unverified=Unverified())


def _restore_heard(
    heard: Sequence[SpokenWord], timed: Sequence[Word]
) -> list[SpokenWord]:
    start_ms, end_ms = timed[0].start_ms or 0, timed[-1].end_ms or 0
    times = split_time(start_ms, end_ms, [spoken.word.text for spoken in heard])
    return [
        SpokenWord(
            evolve(spoken.word, start_ms=low, end_ms=high, status="extra"),
            spoken.forms,
        )
        for spoken, (low, high) in zip(heard, times, strict=True)
    ]


def _group_by_script_word(
    words: Sequence[SpokenWord], spans: Spans, units: ScriptUnits
) -> Iterator[list[SpokenWord]]:
    """Yield neighbours together that are parts of one word of the script."""
    group: list[SpokenWord] = []
    last, at = set[int](), 0
    for spoken in words:
        numbers = set(_find_words(spans[at : at + len(spoken.forms)], units))
        at += len(spoken.forms)
        if group and not numbers & last:
            yield group
            group = []
        group.append(spoken)
        last = numbers
    if group:
        yield group


def _find_words(spans: Spans, units: ScriptUnits) -> list[int]:
    """Return the numbers of the script's words that spans touch, in order."""
    touched = {units.words[unit] for span in spans if span for unit in span}
    return sorted(touched)


def _cover_whole_words(
    spans: Spans, numbers: Sequence[int], units: ScriptUnits
) -> bool:
    covered = {unit for span in spans if span for unit in span}
    return covered == {unit for number in numbers for unit in units.units_of(number)}


def _are_similar(
    group: Sequence[SpokenWord], numbers: Sequence[int], units: ScriptUnits
) -> bool:
    heard = [form for spoken in group for form in spoken.forms]
    own = [unit for number in numbers for unit in units.units_of(number)]
    return are_similar(heard, [units.forms[unit] for unit in own])


def _respell(
    group: Sequence[SpokenWord],
    spans: Spans,
    numbers: Sequence[int],
    script: Script,
    units: ScriptUnits,
    unverified: Unverified | None,
) -> list[SpokenWord]:
    """Return the script's words in place of a group, with its times and units."""
    tokens = [script.words[number] for number in numbers]
    first = group[0].word
    start_ms, end_ms = first.start_ms or 0, group[-1].word.end_ms or 0
    times = split_time(start_ms, end_ms, [token.text for token in tokens])
    known = [s.word.confidence for s in group if s.word.confidence is not None]
    done = [
        SpokenWord(
            evolve(
                first,
                text=token.text,
                start_ms=low,
                end_ms=high,
                confidence=None if unverified else min(known, default=None),
                script_span=(token.start, token.end),
            ),
            [],
            number,
            unverified=unverified,
        )
        for token, number, (low, high) in zip(tokens, numbers, times, strict=True)
    ]
    place = 0
    heard = (form for spoken in group for form in spoken.forms)
    for form, span in zip(heard, spans, strict=True):
        if span is not None:
            place = numbers.index(units.words[span.start])
        done[place].forms.append(form)
    return done


def _mark_extra(spoken: SpokenWord) -> SpokenWord:
    return SpokenWord(evolve(spoken.word, status="extra"), spoken.forms)
