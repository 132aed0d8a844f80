"""Final words beside the script, and their spelling in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import define, evolve, field

from sync_core.document import Word
from sync_core.live._joining import are_alike
from sync_core.live._script_units import ScriptUnits
from sync_core.text import Script

__all__ = ["Said", "shared", "written"]

Spans = Sequence[range | None]


@define(eq=False)
class Said:
    """A final word and the place that it has in the script."""

    word: Word
    forms: list[str]
    """The heard units in it."""
    number: int | None = None
    """Which word of the script it is, where it is written as that."""
    path: list[int | None] = field(factory=list)
    """The script's unit for each heard one, as soon as it is certain."""


def written(
    words: Sequence[Said], spans: Spans, sure: int, script: Script, units: ScriptUnits
) -> list[Said]:
    """Write words as the script has them, where they surely are the script's.

    What is surely not in the script gets the status ``extra``; what is in doubt stays
    as it was heard.

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
        elif _are_said(group, own, numbers, units):
            done += _as_script(group, own, numbers, script, units)
        else:
            done += group
        at = behind
    return done


def shared(start_ms: int, end_ms: int, texts: Sequence[str]) -> list[tuple[int, int]]:
    """Share a stretch of time among words by their length."""
    letters = sum(map(len, texts)) or 1
    edges, spent = [start_ms], 0
    for text in texts:
        spent += len(text)
        edges.append(start_ms + (end_ms - start_ms) * spent // letters)
    return list(pairwise(edges))


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


def _are_said(
    group: Sequence[Said], spans: Spans, numbers: Sequence[int], units: ScriptUnits
) -> bool:
    covered = {unit for span in spans if span for unit in span}
    wanted = [unit for number in numbers for unit in units.of(number)]
    heard = [form for said in group for form in said.forms]
    return covered == set(wanted) and are_alike(
        heard, [units.forms[unit] for unit in wanted]
    )


def _as_script(
    group: Sequence[Said],
    spans: Spans,
    numbers: Sequence[int],
    script: Script,
    units: ScriptUnits,
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
                confidence=min(known, default=None),
                script_span=(token.start, token.end),
            ),
            [],
            number,
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
