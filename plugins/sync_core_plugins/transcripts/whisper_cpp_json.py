"""JSON as whisper.cpp's command line writes it (``-oj``, and ``-ojf`` with tokens)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO, Literal

from attrs import field, frozen, validators

from sync_core import (
    Document,
    DocumentError,
    ExporterPlugin,
    Segment,
    Word,
    clock,
    hookimpl,
)
from sync_core_plugins.serialization.json_values import (
    encode_json,
    get_objects,
    get_text,
    parse_json,
)
from sync_core_plugins.serialization.numbers import parse_ms, parse_probability
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import make_segment, split_by_speaker
from sync_core_plugins.serialization.timed_text import find_timed_segments
from sync_core_plugins.serialization.times import Times, repair_times
from sync_core_plugins.transcripts.json_shapes import make_sniffer
from sync_core_plugins.transcripts.whisper_reading import find_language_tag
from sync_core_plugins.transcripts.whisper_writing import (
    get_language_code,
    get_lead,
    make_word_fields,
)


@frozen
class WhisperCppJsonOptions:
    """What the file holds beyond segments."""

    unit: Literal["segment", "word"] = field(
        default="segment", validator=validators.in_(("segment", "word"))
    )
    """What an entry is: ``segment``, or ``word`` as ``-ml 1 -sow`` gives."""


def export_whisper_cpp(
    document: Document, out: BinaryIO, options: WhisperCppJsonOptions
) -> None:
    """Write the transcription; what has no times is left out."""
    before = get_lead(document)
    found: list[dict[str, Any]] = []
    for segment, start, end in find_timed_segments(document):
        speaker = {"speaker": segment.speaker} if segment.speaker else {}
        if options.unit == "segment":
            found.append(
                _make_entry(start, end, before + segment.text.strip()) | speaker
            )
            continue
        for word in make_word_fields(segment, before):
            start, end = (round(1000 * word[key]) for key in ("start", "end"))
            found.append(_make_entry(start, end, word["word"]) | speaker)
    code = get_language_code(document)
    data = {
        "params": {"language": code, "translate": False},
        "result": {"language": code},
        "transcription": found,
    }
    out.write(encode_json(data))


def _make_entry(start_ms: int, end_ms: int, text: str) -> dict[str, Any]:
    stamps = (clock(ms, decimal=",") for ms in (start_ms, end_ms))
    return {
        "timestamps": dict(zip(("from", "to"), stamps, strict=True)),
        "offsets": {"from": start_ms, "to": end_ms},
        "text": text,
    }


def read_whisper_cpp(source: BinaryIO) -> Document:
    """Read the transcription, with words where its tokens have times.

    Raises:
        DocumentError: It is not JSON, or has no transcription.
    """
    data, findings = parse_json(source)
    if not isinstance(data, Mapping) or "transcription" not in data:
        raise DocumentError('not whisper.cpp\'s JSON: it has no "transcription"')
    problems = Problems(findings)
    segments = []
    for at, item in enumerate(get_objects(data["transcription"])):
        where = f"transcription[{at}]"
        words = _read_words(item, where, problems)
        span = _read_times(item, where, problems)
        text = get_text(item.get("text")).strip()
        if text or words:
            speaker = get_text(item.get("speaker")) or None
            segments.append(make_segment(words, text or None, span, speaker))
    if all(map(_is_word, segments)) and len(segments) > 1:
        segments = split_by_speaker(
            (Word(s.text, s.start_ms, s.end_ms), s.speaker) for s in segments
        )
    result = data.get("result")
    language = result.get("language") if isinstance(result, Mapping) else None
    return Document(
        segments, language=find_language_tag(language), findings=problems.findings
    )


def _read_words(item: Mapping[str, Any], where: str, problems: Problems) -> list[Word]:
    groups: list[list[dict[str, Any]]] = []
    for token in get_objects(item.get("tokens")):
        text = get_text(token.get("text"))
        if text.startswith("[_") or not text:
            continue
        if groups and not text[0].isspace():
            groups[-1].append(token)
        else:
            groups.append([token])
    return [_make_word(group, where, problems) for group in groups if _join_text(group)]


def _is_word(segment: Segment) -> bool:
    """Return whether a segment is one word, as ``-ml 1 -sow`` makes them."""
    return not segment.words and len(segment.text.split()) == 1


def _join_text(tokens: list[dict[str, Any]]) -> str:
    return "".join(get_text(token.get("text")) for token in tokens).strip()


def _make_word(tokens: list[dict[str, Any]], where: str, problems: Problems) -> Word:
    first, last = (_read_offsets(token) for token in (tokens[0], tokens[-1]))
    start, end = repair_times(where, first[0], last[1], problems)
    sure = [parse_probability(token.get("p")) for token in tokens]
    known = [value for value in sure if value is not None]
    mean = sum(known) / len(known) if known else None
    return Word(_join_text(tokens), start, end, mean)


def _read_times(item: Mapping[str, Any], where: str, problems: Problems) -> Times:
    start, end = _read_offsets(item)
    if start is None or end is None:
        problems.add(where, "has no usable offsets")
    return repair_times(where, start, end, problems)


def _read_offsets(item: Mapping[str, Any]) -> tuple[int | None, int | None]:
    offsets = item.get("offsets")
    if not isinstance(offsets, Mapping):
        return None, None
    return parse_ms(offsets.get("from"), 1), parse_ms(offsets.get("to"), 1)


def _get_kept(options: WhisperCppJsonOptions) -> frozenset[str]:
    words = ("words",) if options.unit == "word" else ()
    return frozenset((*words, "speakers"))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "whisper-cpp-json",
            suffixes=(".whisper-cpp.json",),
            export=export_whisper_cpp,
            media_type="application/json",
            options=WhisperCppJsonOptions,
            needs="segment",
            summary="JSON in the shape of whisper.cpp's -oj",
            read=read_whisper_cpp,
            sniff=make_sniffer("whisper-cpp-json"),
            holds=("words", "speakers"),
            kept=_get_kept,
        )
    ]
