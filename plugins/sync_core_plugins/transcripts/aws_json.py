"""JSON as Amazon Transcribe gives it: items, with punctuation on its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, BinaryIO

from sync_core import Document, DocumentError, ExporterPlugin, Word, hookimpl
from sync_core_plugins.serialization.json_values import (
    encode_json,
    get_objects,
    get_text,
    parse_json,
)
from sync_core_plugins.serialization.numbers import parse_ms, parse_probability
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import split_by_speaker
from sync_core_plugins.serialization.timed_text import find_timed_words, join_transcript
from sync_core_plugins.serialization.times import format_seconds, repair_times
from sync_core_plugins.transcripts.json_shapes import make_sniffer

# White space parts items and is in none of them: one of nothing else is damaged.
_TAIL = re.compile(r"(.*?[^.,?!\s])\s*([.,?!]+)", re.DOTALL)


def export_aws(document: Document, out: BinaryIO) -> None:
    """Write the transcript and an item for each word and each mark behind a word.

    Words without times are in the transcript only.
    """
    items: list[dict[str, Any]] = []
    for segment in document.segments:
        for word, start, end in find_timed_words(segment):
            items += _make_items(word, start, end, segment.speaker)
    results: dict[str, Any] = {
        "transcripts": [{"transcript": join_transcript(document)}]
    }
    if any(segment.speaker for segment in document.segments):
        results["speaker_labels"] = _make_speaker_labels(items)
    results["items"] = [{"id": at, **item} for at, item in enumerate(items)]
    out.write(
        encode_json({"jobName": "sync-core", "results": results, "status": "COMPLETED"})
    )


def _make_items(
    word: Word, start: int, end: int, speaker: str | None
) -> list[dict[str, Any]]:
    text = word.text.strip()
    tail = _TAIL.fullmatch(text)
    content, marks = tail.groups() if tail else (text, "")
    choice = {"content": content}
    if word.confidence is not None:
        choice = {"confidence": f"{word.confidence:.6g}", **choice}
    label = {"speaker_label": speaker} if speaker else {}
    clock = {"start_time": format_seconds(start), "end_time": format_seconds(end)}
    spoken = {"type": "pronunciation", "alternatives": [choice], **clock, **label}
    silent = [
        {
            "type": "punctuation",
            "alternatives": [{"confidence": "0.0", "content": mark}],
            **label,
        }
        for mark in marks
    ]
    return [spoken, *silent]


def _make_speaker_labels(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    spoken = [item for item in items if "start_time" in item]
    keys = ("start_time", "end_time", "speaker_label")
    segments = []
    for name, group in groupby(spoken, lambda item: item.get("speaker_label")):
        if name is not None:
            own = [{key: item[key] for key in keys} for item in group]
            outer = {
                "start_time": own[0]["start_time"],
                "end_time": own[-1]["end_time"],
            }
            segments.append({**outer, "speaker_label": name, "items": own})
    names = {segment["speaker_label"] for segment in segments}
    return {"speakers": len(names), "segments": segments}


def read_aws(source: BinaryIO) -> Document:
    """Read the items; marks go to the words before them.

    Raises:
        DocumentError: It is not JSON, or has no items.
    """
    data, findings = parse_json(source)
    results = data.get("results") if isinstance(data, Mapping) else None
    if not isinstance(results, Mapping) or "items" not in results:
        raise DocumentError('not Amazon Transcribe\'s JSON: it has no "results.items"')
    problems = Problems(findings)
    words = _read_words(
        get_objects(results["items"]), _read_speakers(results), problems
    )
    return Document(split_by_speaker(words), findings=problems.findings)


def _read_words(
    items: Sequence[Mapping[str, Any]],
    labelled: Mapping[object, str],
    problems: Problems,
) -> list[tuple[Word, str | None]]:
    words: list[tuple[Word, str | None]] = []
    for at, item in enumerate(items):
        where = f"results.items[{at}]"
        choice = next(iter(get_objects(item.get("alternatives"))), {})
        text = get_text(choice.get("content")).strip()
        if not text:
            problems.add(where, "has no content: left out")
        elif item.get("type") == "punctuation" and words:
            word, speaker = words[-1]
            marked = Word(word.text + text, word.start_ms, word.end_ms, word.confidence)
            words[-1] = marked, speaker
        else:
            begin, end = (parse_ms(item.get(k)) for k in ("start_time", "end_time"))
            start, end = repair_times(where, begin, end, problems)
            sure = parse_probability(choice.get("confidence"))
            spoken_by = get_text(item.get("speaker_label"))
            speaker = spoken_by or _find_speaker(item, labelled)
            words.append((Word(text, start, end, sure), speaker or None))
    return words


def _read_speakers(results: Mapping[str, Any]) -> dict[object, str]:
    """Return who speaks at a start time, as older files say it."""
    labels = results.get("speaker_labels")
    segments = labels.get("segments") if isinstance(labels, Mapping) else None
    return {
        item["start_time"]: get_text(item.get("speaker_label"))
        for segment in get_objects(segments)
        for item in get_objects(segment.get("items"))
        if isinstance(item.get("start_time"), str)
    }


def _find_speaker(item: Mapping[str, Any], labelled: Mapping[object, str]) -> str:
    begin = item.get("start_time")
    return labelled.get(begin, "") if isinstance(begin, str) else ""


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "aws-json",
            suffixes=(".aws.json",),
            export=export_aws,
            media_type="application/json",
            summary="JSON in the shape of Amazon Transcribe",
            read=read_aws,
            sniff=make_sniffer("aws-json"),
            holds=("words", "confidence", "speakers"),
        )
    ]
