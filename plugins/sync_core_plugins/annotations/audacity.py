"""Audacity's label tracks (tab-separated text)."""

from __future__ import annotations

import re
from typing import BinaryIO

from attrs import field, frozen, validators

from sync_core import Document, DocumentError, ExporterPlugin, Segment, Word, hookimpl
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.numbers import parse_ms
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import make_segment, split_by_speaker
from sync_core_plugins.serialization.text_fields import encode_text, flatten_text
from sync_core_plugins.serialization.timed_text import (
    Unit,
    find_timed_segments,
    find_timed_words,
)
from sync_core_plugins.serialization.times import Times, format_seconds, repair_times

_SPEAKER = re.compile(r"\[\[([^\]]*)\]\]")
_LABEL = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*[0-9]+[.,][0-9]+\t[0-9]+[.,][0-9]+(?:\t|\r|\n|$)"
)


@frozen
class AudacityOptions:
    """What a label is."""

    unit: Unit = field(default="word", validator=validators.in_(("word", "segment")))
    """What a label is: ``word`` or ``segment``."""
    speakers: bool = True
    """Begin labels with ``[[NAME]]`` where a speaker is known, as WhisperX does."""


def export_audacity(
    document: Document, out: BinaryIO, options: AudacityOptions
) -> None:
    """Write start, end and text of each label; what has no times is left out."""
    lines: list[str] = []
    if options.unit == "segment":
        for segment, start, end in find_timed_segments(document):
            before = _format_speaker(segment, options)
            lines.append(_format_line(start, end, before, segment.text))
    for segment in document.segments if options.unit == "word" else ():
        before = _format_speaker(segment, options)
        for word, start, end in find_timed_words(segment):
            lines.append(_format_line(start, end, before, word.text))
    out.write(encode_text("".join(lines)))


def _format_speaker(segment: Segment, options: AudacityOptions) -> str:
    name = flatten_text(segment.speaker or "").replace("[", "(").replace("]", ")")
    return f"[[{name}]]" if name and options.speakers else ""


def _format_line(start: int, end: int, before: str, text: str) -> str:
    text = flatten_text(text)
    # An empty name keeps a text that looks like a name from being one.
    if not before and _SPEAKER.match(text):
        before = "[[]]"
    return f"{format_seconds(start)}000\t{format_seconds(end)}000\t{before}{text}\n"


def is_audacity(data: bytes) -> bool:
    """Return whether the first line is a label."""
    return _LABEL.match(data) is not None


_Label = tuple[Times, str | None, str]


def read_audacity(source: BinaryIO) -> Document:
    """Read labels: words if each of them has one word, else segments.

    Raises:
        DocumentError: No line is a label.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    labels: list[_Label] = []
    for number, line in enumerate(text.split("\n"), start=1):
        # The second line of a label of the spectrum: its frequencies.
        if not line.strip() or line.startswith("\\\t"):
            continue
        label = _read_label(line, number, problems)
        if label is not None:
            labels.append(label)
    if not labels and problems.findings:
        raise DocumentError(f"not Audacity labels: {problems.findings[-1].message}")
    return Document(_make_segments(labels), findings=problems.findings)


def _read_label(line: str, number: int, problems: Problems) -> _Label | None:
    begin, _, rest = line.partition("\t")
    end, _, text = rest.partition("\t")
    first, last = parse_ms(begin), parse_ms(end)
    if first is None or last is None:
        problems.add(number, "no label: start, tab, end, tab, text are wanted")
        return None
    span = repair_times(number, first, last, problems)
    match = _SPEAKER.match(text)
    speaker = match[1].strip() if match else ""
    text = text[match.end() :] if match else text
    if not text.strip():
        problems.add(number, "a label without a text: left out")
        return None
    return span, speaker or None, text.strip()


def _make_segments(labels: list[_Label]) -> list[Segment]:
    if len(labels) < 2 or any(len(text.split()) > 1 for _, _, text in labels):
        return [make_segment((), text, span, who) for span, who, text in labels]
    return split_by_speaker(
        (Word(text, span[0], span[1]), speaker) for span, speaker, text in labels
    )


def _get_kept(options: AudacityOptions) -> frozenset[str]:
    words = ("words",) if options.unit == "word" else ()
    return frozenset((*words, "speakers") if options.speakers else words)


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "audacity",
            suffixes=(".labels.txt", ".aud"),
            export=export_audacity,
            media_type="text/plain",
            options=AudacityOptions,
            needs="segment",
            summary="Audacity labels, a word or a segment each",
            read=read_audacity,
            sniff=is_audacity,
            holds=("words", "speakers"),
            kept=_get_kept,
        )
    ]
