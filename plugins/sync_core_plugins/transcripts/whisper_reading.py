"""Reads what the Whisper family writes as JSON, whichever of its shapes it is."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Literal

from sync_core import Document, Finding, InputError, Segment, Word, standard_tag
from sync_core_plugins.serialization.json_values import (
    get_objects,
    get_text,
    parse_json,
)
from sync_core_plugins.serialization.numbers import parse_ms, parse_probability
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import (
    get_times,
    make_segment,
    split_words,
)
from sync_core_plugins.serialization.times import Times, repair_times
from sync_core_plugins.whisper_family.language_names import find_language_code
from sync_core_plugins.whisper_family.languages import to_bcp47

__all__ = ["find_language_tag", "read_segments", "read_whisper_like"]

_OUT_OF_ORDER = "starts before the one that precedes it"


def read_segments(data: object, findings: Sequence[Finding]) -> Document:
    """Read ``{segments, words, language, duration}``, all of it optional.

    Words of the segments win over words beside the segments, which are dealt out to
    the segments by their times.
    """
    whole = data if isinstance(data, Mapping) else {"segments": data}
    problems = Problems(list(findings))
    segments = [
        _read_segment(item, f"segments[{at}]", problems)
        for at, item in enumerate(get_objects(whole.get("segments")))
    ]
    loose = _read_words(whole.get("words"), "words", problems)
    if loose and not any(segment.words for segment in segments):
        segments = _assign_words(loose, segments) if segments else split_words(loose)
    if not segments and get_text(whole.get("text")).strip():
        segments = [make_segment((), get_text(whole["text"]).strip())]
    _check_order(segments, problems)
    duration = parse_ms(whole.get("duration"))
    return Document(
        segments,
        language=find_language_tag(whole.get("language")),
        duration_ms=duration if duration is not None and duration >= 0 else None,
        findings=problems.findings,
    )


def read_whisper_like(source: BinaryIO) -> Document:
    """Read what any tool of the Whisper family writes as JSON, or a list of segments.

    Raises:
        DocumentError: It is not JSON.
    """
    return read_segments(*parse_json(source))


def find_language_tag(value: object) -> str | None:
    """Return the tag of a language's code or English name; None if it is neither."""
    name = get_text(value).strip()
    with contextlib.suppress(InputError):
        return standard_tag(to_bcp47(find_language_code(name) or name))
    return None


def _read_segment(item: Mapping[str, Any], where: str, problems: Problems) -> Segment:
    span = _read_times(item, where, problems)
    text = get_text(item.get("text")).strip()
    words = _read_words(item.get("words"), f"{where}.words", problems)
    speaker = get_text(item.get("speaker")) or None
    if speaker is None:
        named = [get_text(w.get("speaker")) for w in get_objects(item.get("words"))]
        speaker = next(filter(None, named), None)
    return make_segment(words, text or None, span, speaker)


def _read_words(value: object, where: str, problems: Problems) -> list[Word]:
    items = get_objects(value)
    if any("t_dtw" in item for item in items):
        items = _join_tokens(items)
    # WhisperX scores the words that it aligned, and only these.
    scored = any("score" in item for item in items)
    found = []
    for at, item in enumerate(items):
        text = get_text(item.get("word")) or get_text(item.get("text"))
        if text.strip():
            place = f"{where}[{at}]"
            start, end = _read_times(item, place, problems)
            sure = item.get("probability", item.get("score", item.get("confidence")))
            guessed = scored and start is not None and "score" not in item
            status: Literal["interpolated", "matched"] = (
                "interpolated" if guessed else "matched"
            )
            found.append(
                Word(text.strip(), start, end, parse_probability(sure), status)
            )
    return found


def _join_tokens(tokens: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join whisper.cpp's tokens, of which only a word's first begins with a space."""
    words: list[dict[str, Any]] = []
    for item in tokens:
        text = get_text(item.get("word"))
        if words and text and not text[0].isspace():
            first = words[-1]
            first["word"] += text
            first["end"] = item.get("end", first.get("end"))
        elif text:
            words.append({**item, "word": text})
    return words


def _read_times(item: Mapping[str, Any], where: str, problems: Problems) -> Times:
    found = []
    for key in ("start", "end"):
        value = item.get(key)
        found.append(parse_ms(value))
        if value is not None and found[-1] is None:
            problems.add(where, f'"{key}" is no time: {value!r:.40}')
    return repair_times(where, found[0], found[1], problems)


def _assign_words(words: Sequence[Word], segments: Sequence[Segment]) -> list[Segment]:
    """Return segments with words, each in the segment in which its middle is."""
    held: list[list[Word]] = [[] for _ in segments]
    at = 0
    for word in words:
        middle = (
            0 if word.start_ms is None else (word.start_ms + (word.end_ms or 0)) / 2
        )
        while at + 1 < len(segments) and middle >= (segments[at + 1].start_ms or 0):
            at += 1
        held[at].append(word)
    return [
        make_segment(own, s.text, get_times(s), s.speaker, s.confidence)
        for s, own in zip(segments, held, strict=True)
    ]


def _check_order(segments: Sequence[Segment], problems: Problems) -> None:
    last = 0
    for at, segment in enumerate(segments):
        if segment.start_ms is not None:
            if segment.start_ms < last:
                problems.add(f"segments[{at}]", _OUT_OF_ORDER)
            last = segment.start_ms
