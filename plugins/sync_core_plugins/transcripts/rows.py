"""Documents as rows of named values: a word or a segment each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal, get_args

from attrs import frozen

from sync_core import Document, Finding, Segment, Word
from sync_core_plugins.serialization.numbers import parse_ms, parse_probability
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import (
    get_times,
    make_segment,
    split_words,
)
from sync_core_plugins.serialization.timed_text import Unit
from sync_core_plugins.serialization.times import parse_clock, repair_times

__all__ = ["KNOWN", "SEGMENT_KEYS", "WORD_KEYS", "Row", "make_rows", "read_rows"]

Row = tuple[int, Mapping[str, object]]
"""A line's number, and what it says by name."""

WORD_KEYS = (
    *("segment", "speaker", "start_ms", "end_ms", "word", "confidence", "status"),
)
SEGMENT_KEYS = ("segment", "speaker", "start_ms", "end_ms", "text", "confidence")

_WORD = ("word", "token")
_TEXT = ("text", "transcript", "sentence", "label", "content")
_STARTS = ("start_ms", "start_s", "start", "start_time", "begin", "onset", "from")
_ENDS = ("end_ms", "end_s", "end", "end_time", "stop", "offset", "to")
_SPEAKER = ("speaker", "speaker_label", "speaker_id")
_SURE = ("confidence", "score", "probability")
_SEGMENT = ("segment", "segment_id")
KNOWN = frozenset((*_WORD, *_TEXT, *_STARTS, *_ENDS, *_SPEAKER, *_SURE, *_SEGMENT))
"""The names that mean something, in lower case."""

_Status = Literal["matched", "missing", "extra", "substituted", "interpolated"]


def make_rows(
    document: Document, unit: Unit, before: int = 0
) -> Iterator[dict[str, object]]:
    """Yield the rows of a document whose segments follow on so many others.

    A segment that has no words is one row where words are asked for. Only extra speech
    has a row without a text.
    """
    for at, segment in enumerate(document.segments, start=before):
        head = {"segment": at, "speaker": segment.speaker}
        spoken = bool(segment.text.strip())
        if unit == "segment" and spoken:
            yield {**head, **_make_cells(segment, "text")}
        elif unit == "word" and spoken and not segment.words:
            yield {**head, **_make_cells(segment, "word"), "status": "matched"}
        for word in segment.words if unit == "word" else ():
            if word.text.strip() or word.status == "extra":
                yield {**head, **_make_cells(word, "word"), "status": word.status}


def _make_cells(item: Word | Segment, name: str) -> dict[str, object]:
    return {
        "start_ms": item.start_ms,
        "end_ms": item.end_ms,
        name: item.text,
        "confidence": item.confidence,
    }


@frozen
class _ParsedRow:
    """A row that was read."""

    word: Word
    segment: object
    speaker: str | None


def read_rows(table: Sequence[Row], findings: Sequence[Finding]) -> Document:
    """Return the document of rows, whose names and units may be anyone's.

    A name that ends in ``_ms`` or ``_s`` says its unit. Otherwise times are seconds, or
    clock times, if one of them has decimals or a colon, and milliseconds if none has.
    """
    problems = Problems(list(findings))
    parse = _make_time_parser(table)
    read = [
        row
        for line, values in table
        if (row := _parse_row(line, values, parse, problems))
    ]
    by_word = any(name in values for _, values in table for name in _WORD)
    if not by_word:
        segments = [
            make_segment(
                (), r.word.text, get_times(r.word), r.speaker, r.word.confidence
            )
            for r in read
        ]
        return Document(segments, findings=problems.findings)
    segments = []
    for (number, speaker), group in groupby(read, lambda r: (r.segment, r.speaker)):
        words = [row.word for row in group]
        if number is None:
            segments += split_words(words, speaker)
        else:
            segments.append(make_segment(words, speaker=speaker))
    return Document(segments, findings=problems.findings)


def _parse_row(
    line: int,
    values: Mapping[str, object],
    parse: Callable[[str, object], int | None],
    problems: Problems,
) -> _ParsedRow | None:
    text = _find_first(values, (*_WORD, *_TEXT))
    status = _parse_status(values.get("status"))
    if not isinstance(text, str) or not (text.strip() or status == "extra"):
        problems.add(line, "has no text: left out")
        return None
    found = []
    for names in (_STARTS, _ENDS):
        name = next((n for n in names if n in values), "")
        value = values.get(name)
        found.append(parse(name, value))
        if found[-1] is None and value not in (None, ""):
            problems.add(line, f"no time: {value!r:.40}")
    start, end = repair_times(line, found[0], found[1], problems)
    sure = parse_probability(_find_first(values, _SURE))
    speaker = _find_first(values, _SPEAKER)
    number = _find_first(values, _SEGMENT)
    return _ParsedRow(
        Word(text, start, end, sure, status),
        number if number not in (None, "") and not isinstance(number, list) else None,
        str(speaker) if speaker not in (None, "") else None,
    )


def _parse_status(value: object) -> _Status:
    return next((s for s in get_args(_Status) if s == value), "matched")


def _find_first(values: Mapping[str, object], names: Sequence[str]) -> Any:
    return next((values[name] for name in names if name in values), None)


def _make_time_parser(table: Sequence[Row]) -> Callable[[str, object], int | None]:
    names = [n for n in (*_STARTS, *_ENDS) if not n.endswith(("_ms", "_s"))]
    values = [values[name] for _, values in table for name in names if name in values]
    scale = 1000 if any(map(_has_decimals, values)) else 1

    def parse(name: str, value: object) -> int | None:
        if isinstance(value, str) and ":" in value:
            return parse_clock(value)
        if name.endswith("_ms"):
            return parse_ms(value, 1)
        return parse_ms(value, 1000 if name.endswith("_s") else scale)

    return parse


def _has_decimals(value: object) -> bool:
    if isinstance(value, str):
        return any(mark in value for mark in ".,:")
    return isinstance(value, float)
