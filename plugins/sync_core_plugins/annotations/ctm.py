"""NIST's time-marked conversation (``.ctm``): a word a line, for scoring."""

from __future__ import annotations

from typing import BinaryIO

from attrs import frozen

from sync_core import Document, DocumentError, ExporterPlugin, Segment, Word, hookimpl
from sync_core_plugins.annotations.nist import (
    NistOptions,
    format_head,
    join_white_space,
)
from sync_core_plugins.serialization.decoding import read_text
from sync_core_plugins.serialization.numbers import parse_ms, parse_probability
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import split_words
from sync_core_plugins.serialization.text_fields import encode_text
from sync_core_plugins.serialization.timed_text import find_timed_words
from sync_core_plugins.serialization.times import format_seconds, repair_times


@frozen
class CtmOptions(NistOptions):
    """Options of CTM."""


def export_ctm(document: Document, out: BinaryIO, options: CtmOptions) -> None:
    """Write recording, channel, start, duration, word and confidence, by start.

    Words without times are left out; white space in a word becomes ``_``.
    """
    head = format_head(document, options.file, options.channel)
    found = []
    for segment in document.segments:
        for word, start, end in find_timed_words(segment):
            sure = "" if word.confidence is None else f" {word.confidence:.4f}"
            times = f"{format_seconds(start)} {format_seconds(end - start)}"
            found.append(
                (start, f"{head} {times} {join_white_space(word.text)}{sure}\n")
            )
    found.sort(key=lambda line: line[0])
    out.write(encode_text("".join(line for _, line in found)))


def read_ctm(source: BinaryIO) -> Document:
    """Read the words of one recording; each channel's are segments of their own.

    Of alternative words, the first ones count.

    Raises:
        DocumentError: No line has the fields of a word.
    """
    text, findings = read_text(source)
    problems = Problems(findings)
    channels: dict[tuple[str, ...], list[Word]] = {}
    skipping = False
    for number, line in enumerate(text.split("\n"), start=1):
        fields = line.split()
        if not fields or fields[0].startswith(";;"):
            continue
        if len(fields) > 4 and fields[2] == "*":
            # <ALT_BEGIN> words <ALT> other words <ALT_END>
            skipping = fields[4].upper() == "<ALT>"
            continue
        word = None if skipping else _read_word(fields, number, problems)
        if word is not None:
            channels.setdefault(tuple(fields[:2]), []).append(word)
    if not channels and problems.findings:
        raise DocumentError(f"not CTM: {problems.findings[-1].message}")
    return _make_document(channels, problems)


def _read_word(fields: list[str], number: int, problems: Problems) -> Word | None:
    if len(fields) < 5:
        problems.add(number, f"{len(fields)} fields, not 5 or 6: left out")
        return None
    start, length = parse_ms(fields[2]), parse_ms(fields[3])
    if start is None or length is None:
        problems.add(number, f"no times: {' '.join(fields[2:4])!r:.40}")
    end = None if start is None or length is None else start + length
    begin, stop = repair_times(
        number, start if end is not None else None, end, problems
    )
    sure = parse_probability(fields[5]) if len(fields) > 5 else None
    return Word(fields[4], begin, stop, sure)


def _make_document(
    channels: dict[tuple[str, ...], list[Word]], problems: Problems
) -> Document:
    segments: list[Segment] = []
    for name, words in channels.items():
        ordered = sorted(words, key=lambda word: word.start_ms or 0)
        if ordered != words:
            problems.add(" ".join(name), "the words are not in order of time: sorted")
        segments += split_words(ordered)
    segments.sort(key=lambda segment: segment.start_ms or 0)
    if len({name for name, _ in channels}) > 1:
        problems.add("file", "several recordings in one file: read as one")
    return Document(segments, findings=problems.findings)


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "ctm",
            suffixes=(".ctm",),
            export=export_ctm,
            media_type="text/plain",
            options=CtmOptions,
            summary="NIST CTM, a word a line",
            read=read_ctm,
            holds=("words", "confidence"),
        )
    ]
