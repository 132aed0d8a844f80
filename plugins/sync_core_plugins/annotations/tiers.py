"""Documents as tiers of labelled stretches of time, for TextGrid and EAF."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from attrs import evolve, field, frozen, validators

from sync_core import Document, Phone, Segment, Word
from sync_core_plugins.serialization.problems import Problems
from sync_core_plugins.serialization.segmentation import make_segment, split_words
from sync_core_plugins.serialization.text_fields import get_speaker_label
from sync_core_plugins.serialization.timed_text import find_timed_words, get_span

__all__ = [
    "KINDS",
    "Interval",
    "Kind",
    "Tier",
    "make_document",
    "make_tier",
    "make_tiers",
    "make_tiers_field",
]

Kind = Literal["segments", "words", "phones"]
KINDS: tuple[Kind, ...] = ("segments", "words", "phones")


def to_kinds(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return the kinds as options hold them.

    For ``tuple`` itself attrs would look up its signature, which takes milliseconds.
    """
    return tuple(kinds)


def make_tiers_field() -> Any:
    """Return the option ``tiers``: the tiers to write of each speaker, out of KINDS."""
    return field(
        default=KINDS,
        converter=to_kinds,
        validator=validators.deep_iterable(validators.in_(KINDS)),
    )


Interval = tuple[int, int, str]
"""Start and end in milliseconds, and a label."""

_TIER_NAME = re.compile(
    r"(?:(?P<speaker>.+?)\s*(?:[-–—/:]\s*|\s))?"
    r"(?P<kind>segments?|utterances?|sentences?|phrases?|words?|phones?|phonemes?"
    r"|ORT-MAU|MAU)",
    re.IGNORECASE | re.DOTALL,
)
_KIND_OF: dict[str, Kind] = {
    **dict.fromkeys(("word", "words", "ort-mau"), "words"),
    **dict.fromkeys(("phone", "phones", "phoneme", "phonemes", "mau"), "phones"),
}
# How aligners mark that nobody speaks.
_SILENT_WORDS = frozenset(("", "<eps>", "<p:>"))
_SILENT_PHONES = _SILENT_WORDS | {"sil", "sp"}


@frozen
class Tier:
    """One row of labels of one kind, of one speaker."""

    name: str
    kind: Kind | None
    speaker: str | None
    intervals: tuple[Interval, ...]
    """In order of time; made by ``make_tiers`` they neither overlap nor are empty."""


def make_tiers(document: Document, kinds: Iterable[str]) -> list[Tier]:
    """Return the tiers of a document: of each speaker, those of the kinds asked for.

    What has no time or no text is left out, and so is a tier of phones that has none.
    """
    speakers: dict[str, list[Segment]] = {}
    for segment in document.segments:
        speakers.setdefault(get_speaker_label(segment.speaker), []).append(segment)
    tiers: list[Tier] = []
    names: set[str] = set()
    for speaker, segments in (speakers or {"": []}).items():
        for kind in (kind for kind in KINDS if kind in kinds):
            intervals = part_intervals(_INTERVALS[kind](segments))
            if kind == "phones" and not intervals:
                continue
            name = f"{speaker} - {kind}" if speaker else kind
            while name in names:
                name += "_"
            names.add(name)
            tiers.append(Tier(name, kind, speaker or None, tuple(intervals)))
    return tiers


def _find_segments(segments: Iterable[Segment]) -> Iterator[Interval]:
    for segment in segments:
        times = get_span(segment)
        if times is not None and segment.text.strip():
            yield (*times, segment.text)


def _find_words(segments: Iterable[Segment]) -> Iterator[Interval]:
    for segment in segments:
        for word, start, end in find_timed_words(segment):
            yield start, end, word.text


def _find_phones(segments: Iterable[Segment]) -> Iterator[Interval]:
    for segment in segments:
        for phone in (phone for word in segment.words for phone in word.phones):
            if phone.start_ms is not None and phone.end_ms is not None:
                yield phone.start_ms, phone.end_ms, phone.symbol


_INTERVALS: dict[str, Callable[[Iterable[Segment]], Iterator[Interval]]] = {
    "segments": _find_segments,
    "words": _find_words,
    "phones": _find_phones,
}


def part_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    """Sort intervals and part them: none overlaps another, none is empty.

    An interval ends where the next one starts, at the latest; one without length
    becomes a millisecond long and pushes what follows on, if it must.
    """
    ordered = sorted(intervals, key=lambda interval: interval[:2])
    found: list[Interval] = []
    cursor = 0
    for at, (start, end, text) in enumerate(ordered):
        start = max(start, cursor)
        if at + 1 < len(ordered):
            end = min(end, ordered[at + 1][0])
        cursor = max(end, start + 1)
        found.append((start, cursor, text))
    return found


def make_tier(
    name: str, intervals: Sequence[Interval], speaker: str | None = None
) -> Tier:
    """Return a tier of a file; its name tells its kind and its speaker."""
    match = _TIER_NAME.fullmatch(name.strip().rstrip("_"))
    kind: Kind | None = None
    if match is not None:
        kind = _KIND_OF.get(match["kind"].lower(), "segments")
        speaker = speaker or (match["speaker"] or "").strip() or None
    return Tier(name, kind, speaker, tuple(sorted(intervals, key=lambda i: i[:2])))


def make_document(
    tiers: Sequence[Tier], duration_ms: int | None, problems: Problems
) -> Document:
    """Return a document: words go into segments, and phones into words, by time.

    A tier of another name holds segments, of a speaker of that name, if no tier of the
    file has a known name; else it is left out.
    """
    known = [tier for tier in tiers if tier.kind]
    for tier in tiers if known else ():
        if tier.kind is None:
            problems.add(f"tier {tier.name!r}", "neither words nor phones: left out")
    if not known:
        known = [
            evolve(t, kind="segments", speaker=t.name.strip() or None) for t in tiers
        ]
    by_speaker: dict[str | None, dict[Kind, list[Interval]]] = {}
    for tier in known:
        own = by_speaker.setdefault(tier.speaker, {kind: [] for kind in KINDS})
        own[tier.kind or "segments"] += tier.intervals
    segments: list[Segment] = []
    for speaker, own in by_speaker.items():
        segments += _make_segments(own, speaker, problems)
    segments.sort(key=lambda segment: segment.start_ms or 0)
    return Document(segments, duration_ms=duration_ms, findings=problems.findings)


def _make_segments(
    own: dict[Kind, list[Interval]], speaker: str | None, problems: Problems
) -> list[Segment]:
    phones = [i for i in own["phones"] if i[2].strip() not in _SILENT_PHONES]
    words = [i for i in own["words"] if i[2].strip() not in _SILENT_WORDS]
    outer = [i for i in own["segments"] if i[2].strip()]
    spoken = _assign_by_middle(phones, words)
    if spoken[-1]:
        where = f"phones of {speaker}" if speaker else "phones"
        problems.add(where, f"{len(spoken[-1])} are in no word: left out")
    timed = [
        Word(text, start, end, phones=tuple(Phone(s, i, j) for i, j, s in inner))
        for (start, end, text), inner in zip(words, spoken[:-1], strict=True)
    ]
    held = _assign_by_middle(
        [(i, j, str(at)) for at, (i, j, _) in enumerate(words)], outer
    )
    chosen = [[timed[int(at)] for *_, at in inner] for inner in held]
    segments = [
        make_segment(inner, text, (start, end), speaker)
        for (start, end, text), inner in zip(outer, chosen[:-1], strict=True)
    ]
    return segments + split_words(chosen[-1], speaker)


def _assign_by_middle(
    intervals: Sequence[Interval], outer: Sequence[Interval]
) -> list[list[Interval]]:
    """Return for each outer interval those whose middle it holds; last, all others."""
    found: list[list[Interval]] = [[] for _ in range(len(outer) + 1)]
    starts = [start for start, _, _ in outer]
    for start, end, text in intervals:
        middle = (start + end) / 2
        at = bisect_right(starts, middle) - 1
        inside = at >= 0 and middle <= outer[at][1]
        found[at if inside else -1].append((start, end, text))
    return found
