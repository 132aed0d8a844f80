"""Speech that a batch has skipped, decoded once more by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: TID253

from sync_core import Audio

__all__ = ["add_skipped_speech"]

# Whisper ends a window early now and then, most of all before a half sentence. In
# order, it would look again behind its last timestamp; a batch has no timestamps.
_MIN_SPEECH_MS = 1_000
# What begins or ends so near to a word is the rest of it.
_EDGE_MS = 50
# Added to both sides of what is decoded.
_MARGIN_MS = 300


def add_skipped_speech(
    found: Iterator[Any],
    audio: Audio,
    again: Callable[[Audio], Iterable[Any]],
    threshold: float,
) -> Iterator[Any]:
    """Yield the segments, and between them those of speech that is in none of them.

    Args:
        found: The engine's segments.
        audio: All of it.
        again: Decodes a stretch of audio into segments on that stretch's clock.
        threshold: From which probability on something counts as speech.
    """
    end_ms = 0
    with closing(found):  # type: ignore[type-var]
        for segment in found:
            yield from _decode_gap(
                end_ms, int(segment.start * 1000), audio, again, threshold
            )
            yield segment
            end_ms = max(end_ms, int(segment.end * 1000))
    yield from _decode_gap(end_ms, audio.duration_ms, audio, again, threshold)


def _decode_gap(
    start_ms: int,
    end_ms: int,
    audio: Audio,
    again: Callable[[Audio], Iterable[Any]],
    threshold: float,
) -> Iterator[Any]:
    length_ms = end_ms - start_ms
    if length_ms < _MIN_SPEECH_MS:
        return
    gap = audio.slice(start_ms, end_ms)
    spans = [
        (begin, end)
        for begin, end in _detect_speech(gap, threshold)
        if end - begin >= _MIN_SPEECH_MS
        or _EDGE_MS < begin < end < length_ms - _EDGE_MS
    ]
    if sum(end - begin for begin, end in spans) >= _MIN_SPEECH_MS:
        first_ms = max(0, spans[0][0] - _MARGIN_MS)
        piece = gap.slice(first_ms, spans[-1][1] + _MARGIN_MS)
        offset_s = (start_ms + first_ms) / 1000
        yield from (_shift_segment(segment, offset_s) for segment in again(piece))


def _detect_speech(audio: Audio, threshold: float) -> Iterator[tuple[int, int]]:
    options = VadOptions(
        threshold=threshold,
        min_silence_duration_ms=160,
        min_speech_duration_ms=0,
        max_speech_duration_s=float("inf"),
        speech_pad_ms=0,
    )
    rate = Audio.SAMPLE_RATE_HZ // 1000
    for span in get_speech_timestamps(audio.float32(), options):
        yield span["start"] // rate, span["end"] // rate


def _shift_segment(segment: Any, by_s: float) -> Any:
    words = [
        replace(word, start=word.start + by_s, end=word.end + by_s)
        for word in segment.words or ()
    ]
    return replace(
        segment, start=segment.start + by_s, end=segment.end + by_s, words=words
    )
