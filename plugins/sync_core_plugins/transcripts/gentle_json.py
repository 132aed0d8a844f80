"""JSON as the forced aligner Gentle writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, BinaryIO

from sync_core import (
    Document,
    DocumentError,
    ExporterPlugin,
    Phone,
    Segment,
    Word,
    arpabet_to_ipa,
    hookimpl,
    ipa_to_arpabet,
)
from sync_core_plugins.serialization.json_values import (
    encode_json,
    get_objects,
    get_text,
    parse_json,
)
from sync_core_plugins.serialization.numbers import parse_ms
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import make_segment, split_words
from sync_core_plugins.serialization.timed_text import join_transcript
from sync_core_plugins.serialization.times import repair_times
from sync_core_plugins.transcripts.json_shapes import make_sniffer

_MISSING = "not-found-in-audio"
_EXTRA = "not-found-in-transcript"


def export_gentle(document: Document, out: BinaryIO) -> None:
    """Write the transcript and its words; those without times were not found."""
    transcript = document.script
    if transcript is None:
        transcript = join_transcript(document)
    words = list(_make_entries(document, transcript))
    out.write(encode_json({"transcript": transcript, "words": words}))


def _make_entries(document: Document, transcript: str) -> Iterator[dict[str, Any]]:
    behind = 0
    for word in document.words:
        spoken = word.text.strip()
        if not spoken or (word.status == "extra" and document.script is not None):
            if word.status == "extra" and word.start_ms is not None:
                yield {
                    "case": _EXTRA,
                    "word": word.text or "<unk>",
                    **_make_timing(word),
                }
            continue
        start, behind = _find_place(word, transcript, behind)
        fields = {"word": word.text, "startOffset": start, "endOffset": behind}
        if word.start_ms is None:
            yield {"case": _MISSING, **fields}
        else:
            aligned = {"alignedWord": word.text.lower()}
            yield {"case": "success", **fields, **aligned, **_make_timing(word)}


def _find_place(word: Word, transcript: str, behind: int) -> tuple[int, int]:
    if word.script_span is not None:
        return word.script_span
    at = transcript.find(word.text, behind, behind + len(word.text) + 100)
    start = behind if at < 0 else at
    return start, start + (0 if at < 0 else len(word.text))


def _make_timing(word: Word) -> dict[str, Any]:
    if word.start_ms is None or word.end_ms is None:
        return {}
    fields: dict[str, Any] = {"start": word.start_ms / 1000, "end": word.end_ms / 1000}
    if word.phones:
        fields["phones"] = _make_phones(word.phones, word.start_ms)
    return fields


def _make_phones(phones: Sequence[Phone], start_ms: int) -> list[dict[str, Any]]:
    """Return each phone's duration, which Gentle counts from the word's start on."""
    ends = [p.start_ms for p in phones[1:]] + [phones[-1].end_ms]
    bounds = [start_ms]
    for end in ends:
        bounds.append(max(bounds[-1], end if end is not None else bounds[-1]))
    places = ["S"] if len(phones) == 1 else ["B", *"I" * (len(phones) - 2), "E"]
    return [
        {"phone": f"{_to_arpabet(p.symbol)}_{place}", "duration": (end - start) / 1000}
        for p, place, (start, end) in zip(phones, places, pairwise(bounds), strict=True)
    ]


def _to_arpabet(symbol: str) -> str:
    try:
        return ipa_to_arpabet(symbol).lower()
    except KeyError:
        return symbol


def read_gentle(source: BinaryIO) -> Document:
    """Read Gentle's JSON; its transcript becomes the document's script.

    Raises:
        DocumentError: It is not JSON, or has no words.
    """
    data, findings = parse_json(source)
    if not isinstance(data, Mapping) or not isinstance(data.get("words"), list):
        raise DocumentError('not Gentle\'s JSON: it has no "words"')
    problems = Problems(findings)
    script = get_text(data.get("transcript"))
    words = [
        _read_word(item, f"words[{at}]", script, problems)
        for at, item in enumerate(get_objects(data["words"]))
    ]
    kept = [word for word in words if word is not None]
    segments = _make_segments(kept, script) if script else split_words(kept)
    return Document(segments, script=script or None, findings=problems.findings)


def _read_word(
    item: Mapping[str, Any], where: str, script: str, problems: Problems
) -> Word | None:
    text = get_text(item.get("word"))
    extra = item.get("case") == _EXTRA
    begin, end = item.get("startOffset"), item.get("endOffset")
    span = None
    if isinstance(begin, int) and isinstance(end, int) and 0 <= begin < end:
        if script[begin:end] == text:
            span = (begin, end)
        elif not extra:
            problems.add(where, f"the transcript does not have {text!r:.40} there")
    start, stop = repair_times(
        where, parse_ms(item.get("start")), parse_ms(item.get("end")), problems
    )
    if not text.strip() or (extra and start is None):
        return None
    if extra:
        return Word("" if text == "<unk>" else text, start, stop, status="extra")
    return Word(
        text,
        start,
        stop,
        status="missing" if start is None else "matched",
        script_span=span,
        phones=tuple(_read_phones(item, start)),
    )


def _read_phones(item: Mapping[str, Any], start_ms: int | None) -> list[Phone]:
    phones: list[Phone] = []
    for entry in get_objects(item.get("phones")) if start_ms is not None else []:
        symbol, _, _ = get_text(entry.get("phone")).rpartition("_")
        length = parse_ms(entry.get("duration"))
        if not symbol or length is None or length < 0 or start_ms is None:
            break
        phones.append(Phone(_to_ipa(symbol), start_ms, start_ms + length))
        start_ms += length
    return phones


def _to_ipa(symbol: str) -> str:
    try:
        return arpabet_to_ipa(symbol.upper())
    except KeyError:
        return symbol


def _make_segments(words: Sequence[Word], script: str) -> list[Segment]:
    """Return the words as segments, cut where a sentence of the transcript ends."""
    segments: list[Segment] = []
    held: list[Word] = []
    begin, behind = None, 0
    for word in words:
        place = word.script_span
        if held and place and _ends_sentence(script[behind : place[0]], held[-1].text):
            segments.append(_make_segment(held, script, begin, place[0]))
            held, begin = [], None
        held.append(word)
        if place:
            begin = place[0] if begin is None else begin
            behind = place[1]
    if held:
        segments.append(_make_segment(held, script, begin, len(script)))
    return segments


def _make_segment(
    words: Sequence[Word], script: str, begin: int | None, end: int
) -> Segment:
    text = "" if begin is None else script[begin:end].strip()
    return make_segment(words, text or None)


def _ends_sentence(gap: str, word: str) -> bool:
    marks = (word[-3:] + gap).rstrip().rstrip("'\"’”»)]“‘«([—- ")
    return marks.endswith((".", "!", "?", "…", "。", "！", "？"))


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [
        ExporterPlugin(
            "gentle-json",
            suffixes=(".gentle.json",),
            export=export_gentle,
            media_type="application/json",
            summary="JSON in the shape of the aligner Gentle",
            read=read_gentle,
            sniff=make_sniffer("gentle-json"),
            holds=("words", "phones", "missing", "extra", "untimed"),
        )
    ]
