"""Final words in the script's spelling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from sync_core.document.records import Word
from sync_core.live.script_tracking.script_units import ScriptUnits
from sync_core.live.script_tracking.spoken_words import Doubt, Said, shared
from sync_core.live.script_tracking.unit_joining import are_alike
from sync_core.script.script import Script

__all__ = ["confirmed", "filled", "written"]

_FILLED = 2
"""Words of the script that recognisers pass over now and then: short ones."""
_CONFIRMED = 0.5
"""Confidence of an aligner from which on it found a word."""

Spans = Sequence[range | None]


def written(
    words: Sequence[Said], spans: Spans, sure: int, script: Script, units: ScriptUnits
) -> list[Said]:
    """Write words as the script has them, where they surely are the script's.

    What is surely not in the script gets the status ``extra``; what may or may not be
    stays as it was heard. What is surely in the place of another word is written as
    that, with a doubt.

    Args:
        words: Heard words in a row.
        spans: The script's units for each unit in them.
        sure: How many of the first spans are certain.
        script: The script.
        units: Its units.
    """
    done: list[Said] = []
    at = 0
    for group in _groups(words, spans, units):
        behind = at + sum(len(said.forms) for said in group)
        own = spans[at:behind]
        numbers = _numbers(own, units)
        if behind > sure or not own:
            done += group
        elif not numbers:
            done += (_extra(said) for said in group)
        elif not _is_whole(own, numbers, units):
            done += group
        else:
            doubt = None if _are_alike(group, numbers, units) else Doubt(tuple(group))
            done += _as_script(group, own, numbers, script, units, doubt)
        at = behind
    return done


def filled(words: Sequence[Said], before: int, script: Script) -> list[Said]:
    """Put in, with a doubt, the few words of the script that were passed over.

    Args:
        words: As written.
        before: The script's word that was certainly said before them.
        script: The script.
    """
    done: list[Said] = []
    last: int | None = before
    for said in words:
        if said.number is not None and last is not None:
            gap = range(last + 1, said.number)
            if 0 < len(gap) <= _FILLED:
                done += (_unheard(number, said.word, script) for number in gap)
        last = said.number
        done.append(said)
    return done


def confirmed(words: Sequence[Said]) -> list[Said]:
    """Put back what was heard where the audio does not have the script's words.

    Args:
        words: As written, with the times and confidences of an aligner.
    """
    lost = {
        id(said.doubt)
        for said in words
        if said.doubt and (said.word.confidence or 0) < _CONFIRMED
    }
    done: list[Said] = []
    seen: Doubt | None = None
    for at, said in enumerate(words):
        if id(said.doubt) not in lost:
            done.append(said)
        elif said.doubt is not seen and said.doubt is not None:
            seen = said.doubt
            same = [other.word for other in words[at:] if other.doubt is seen]
            done += _as_heard(seen.heard, same)
    return done


def _unheard(number: int, following: Word, script: Script) -> Said:
    token, at_ms = script.words[number], following.start_ms
    word = Word(token.text, at_ms, at_ms, script_span=(token.start, token.end))
    return Said(word, [], number, doubt=Doubt())


def _as_heard(heard: Sequence[Said], timed: Sequence[Word]) -> list[Said]:
    start_ms, end_ms = timed[0].start_ms or 0, timed[-1].end_ms or 0
    times = shared(start_ms, end_ms, [said.word.text for said in heard])
    return [
        Said(evolve(said.word, start_ms=low, end_ms=high, status="extra"), said.forms)
        for said, (low, high) in zip(heard, times, strict=True)
    ]


def _groups(
    words: Sequence[Said], spans: Spans, units: ScriptUnits
) -> Iterator[list[Said]]:
    """Put neighbours together that are parts of one word of the script."""
    group: list[Said] = []
    last, at = set[int](), 0
    for said in words:
        numbers = set(_numbers(spans[at : at + len(said.forms)], units))
        at += len(said.forms)
        if group and not numbers & last:
            yield group
            group = []
        group.append(said)
        last = numbers
    if group:
        yield group


def _numbers(spans: Spans, units: ScriptUnits) -> list[int]:
    touched = {units.words[unit] for span in spans if span for unit in span}
    return sorted(touched)


def _is_whole(spans: Spans, numbers: Sequence[int], units: ScriptUnits) -> bool:
    covered = {unit for span in spans if span for unit in span}
    return covered == {unit for number in numbers for unit in units.of(number)}


def _are_alike(
    group: Sequence[Said], numbers: Sequence[int], units: ScriptUnits
) -> bool:
    heard = [form for said in group for form in said.forms]
    return are_alike(
        heard, [units.forms[unit] for number in numbers for unit in units.of(number)]
    )


def _as_script(
    group: Sequence[Said],
    spans: Spans,
    numbers: Sequence[int],
    script: Script,
    units: ScriptUnits,
    doubt: Doubt | None,
) -> list[Said]:
    tokens = [script.words[number] for number in numbers]
    first = group[0].word
    start_ms, end_ms = first.start_ms or 0, group[-1].word.end_ms or 0
    times = shared(start_ms, end_ms, [token.text for token in tokens])
    known = [s.word.confidence for s in group if s.word.confidence is not None]
    done = [
        Said(
            evolve(
                first,
                text=token.text,
                start_ms=low,
                end_ms=high,
                confidence=None if doubt else min(known, default=None),
                script_span=(token.start, token.end),
            ),
            [],
            number,
            doubt=doubt,
        )
        for token, number, (low, high) in zip(tokens, numbers, times, strict=True)
    ]
    place = 0
    heard = (form for said in group for form in said.forms)
    for form, span in zip(heard, spans, strict=True):
        if span is not None:
            place = numbers.index(units.words[span.start])
        done[place].forms.append(form)
    return done


def _extra(said: Said) -> Said:
    return Said(evolve(said.word, status="extra"), said.forms)
