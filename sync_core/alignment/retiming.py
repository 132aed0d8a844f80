"""Giving recognised words better times: forced alignment of what was recognised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import evolve

from sync_core.audio import Audio
from sync_core.base.errors import AlignmentError, InputError
from sync_core.document.document import Document
from sync_core.document.records import Finding, Segment, Word
from sync_core.document.time_shift import shift_phone
from sync_core.document.time_spans import find_time_span
from sync_core.formats.subtitles import find_word_spans
from sync_core.script.script import Script

__all__ = ["retime"]

_MAX_CHUNK_MS = 25_000
_MARGIN_MS = 400
"""How far beyond a backend's loose times a word may really lie."""

AlignPiece = Callable[[Audio, Script], Document]


def retime(
    audio: Audio,
    segments: Sequence[Segment],
    align: AlignPiece,
    progress: Callable[[int], None],
) -> tuple[list[Segment], list[Finding]]:
    """Re-time recognised segments, chunk by chunk.

    A chunk that cannot be aligned is tried segment by segment; a segment that cannot
    keeps the backend's times, as do words that the aligner does not find (with status
    ``interpolated`` and confidence 0), and a finding says so.

    Args:
        audio: All of the audio.
        segments: What a backend recognised in it, in order.
        align: Aligns a script with a piece of audio.
        progress: Told how many milliseconds are done.
    """
    result: list[Segment] = []
    findings: list[Finding] = []
    for first, behind in _group_segments(segments):
        chunk = segments[first:behind]
        done = _retime_chunk(audio, segments, first, behind, align)
        if done is None and len(chunk) > 1:
            singles = [
                (_retime_chunk(audio, segments, at, at + 1, align), segments[at])
                for at in range(first, behind)
            ]
            done = []
            for new, old in singles:
                done += new or [old]
                findings += [] if new else [_describe_failure(old)]
        elif done is None:
            done = list(chunk)
            findings += [_describe_failure(segment) for segment in chunk]
        findings += [
            _describe_missing(segment) for segment in done if _has_missing(segment)
        ]
        result += done
        progress(chunk[-1].end_ms or 0)
    return result, findings


def _group_segments(segments: Sequence[Segment]) -> Iterable[tuple[int, int]]:
    """Group segments into runs of at most 25 s, in order."""
    first = 0
    for at in range(1, len(segments) + 1):
        if at == len(segments):
            yield first, at
        elif _length_ms(segments[first], segments[at]) > _MAX_CHUNK_MS:
            yield first, at
            first = at


def _length_ms(first: Segment, last: Segment) -> int:
    return (last.end_ms or 0) - (first.start_ms or 0)


def _retime_chunk(
    audio: Audio,
    segments: Sequence[Segment],
    first: int,
    behind: int,
    align: AlignPiece,
) -> list[Segment] | None:
    chunk = segments[first:behind]
    start_ms, end_ms = _window(audio, segments, first, behind)
    text = " ".join(segment.text for segment in chunk)
    try:
        aligned = align(audio.slice(start_ms, end_ms), Script.parse(text))
    except (AlignmentError, InputError):
        return None
    done: list[Segment] = []
    offset = 0
    said = [word for word in aligned.words if word.status != "extra"]
    for segment in chunk:
        done.append(_replace_times(segment, said, offset, start_ms))
        offset += len(segment.text) + 1
    return done


def _window(
    audio: Audio, segments: Sequence[Segment], first: int, behind: int
) -> tuple[int, int]:
    """Return the stretch of audio for a chunk, up to half-way to its neighbours."""
    start_ms, end_ms = segments[first].start_ms or 0, segments[behind - 1].end_ms or 0
    low, high = start_ms - _MARGIN_MS, end_ms + _MARGIN_MS
    if first:
        low = max(low, ((segments[first - 1].end_ms or 0) + start_ms) // 2)
    if behind < len(segments):
        following = segments[behind].start_ms
        high = min(high, (end_ms + (end_ms if following is None else following)) // 2)
    return max(0, low), min(audio.duration_ms, max(high, low + 1))


def _replace_times(
    segment: Segment, aligned: Sequence[Word], offset: int, shift_ms: int
) -> Segment:
    spans = find_word_spans(segment)
    if spans is None:
        return segment
    words = []
    for word, (start, end) in zip(segment.words, spans, strict=True):
        parts = [
            clipped
            for part in aligned
            if (clipped := _clip_word(part, offset + start, offset + end)) is not None
        ]
        words.append(_merge_parts(word, parts, shift_ms))
    words = _keep_backend_times(segment.words, words)
    start_ms, end_ms = find_time_span(words)
    return evolve(segment, words=words, start_ms=start_ms, end_ms=end_ms)


def _keep_backend_times(before: Sequence[Word], after: Sequence[Word]) -> list[Word]:
    """Give words that the aligner did not find the backend's times, between others."""
    words = list(after)
    for at, old in enumerate(before):
        if words[at].start_ms is not None or old.start_ms is None or old.end_ms is None:
            continue
        ends = [w.end_ms for w in words[:at] if w.end_ms is not None]
        starts = [w.start_ms for w in words[at + 1 :] if w.start_ms is not None]
        low, high = max([0, *ends]), min([old.end_ms, *starts])
        start_ms = min(max(low, old.start_ms), max(low, high))
        end_ms = max(start_ms, min(old.end_ms, high))
        words[at] = evolve(
            old, start_ms=start_ms, end_ms=end_ms, status="interpolated", confidence=0.0
        )
    return words


def _clip_word(part: Word, start: int, end: int) -> Word | None:
    """Return what of an aligned word lies in a stretch of the text, or None.

    Where two recognised words share an aligned one, each gets its share by length.
    """
    if part.script_span is None:
        return None
    low, high = part.script_span
    if high <= start or end <= low:
        return None
    if (start <= low and high <= end) or part.start_ms is None or part.end_ms is None:
        return part
    rate = (part.end_ms - part.start_ms) / (high - low)
    return evolve(
        part,
        start_ms=part.start_ms + round(rate * (max(start, low) - low)),
        end_ms=part.start_ms + round(rate * (min(end, high) - low)),
        status="interpolated",
        phones=(),
    )


def _merge_parts(word: Word, parts: Sequence[Word], shift_ms: int) -> Word:
    start_ms, end_ms = find_time_span(parts)
    if start_ms is None or end_ms is None:
        return evolve(word, start_ms=None, end_ms=None, phones=())
    scores = [part.confidence for part in parts]
    known = [score for score in scores if score is not None]
    shared = any(part.status == "interpolated" for part in parts)
    return evolve(
        word,
        start_ms=start_ms + shift_ms,
        end_ms=end_ms + shift_ms,
        confidence=min(known) if len(known) == len(scores) else None,
        status="interpolated" if shared else word.status,
        phones=[
            shift_phone(phone, shift_ms) for part in parts for phone in part.phones
        ],
    )


def _has_missing(segment: Segment) -> bool:
    return any(map(_is_missing, segment.words))


def _is_missing(word: Word) -> bool:
    return word.status == "interpolated" and word.confidence == 0.0


def _describe_missing(segment: Segment) -> Finding:
    words = [word for word in segment.words if _is_missing(word)]
    text = " ".join(word.text for word in words)
    start_ms, end_ms = find_time_span(words)
    return Finding(
        "not-found",
        "warning",
        f"recognised, but not found in the audio by the aligner: {text!r}",
        start_ms,
        end_ms,
    )


def _describe_failure(segment: Segment) -> Finding:
    return Finding(
        "not-retimed",
        "warning",
        f"could not be aligned, keeps the backend's times: {segment.text!r}",
        segment.start_ms,
        segment.end_ms,
    )
