"""Cutting audio of any length at pauses, into what fits Whisper's window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np  # noqa: TID253
from attrs import frozen
from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: TID253

from sync_core import Audio

__all__ = ["Slice", "Span", "cut"]

Span: TypeAlias = tuple[int, int]
"""Start and end in ms on the audio's clock."""

_WINDOW_MS = 30_000
# Silence on either side of the speech, where there is that much.
_MARGIN_MS = 300
_MOST_MS = _WINDOW_MS - 2 * _MARGIN_MS
# Silence at the audio's own beginning and end stays up to this length, so that a clip
# of one utterance is decoded whole, as the engine alone would decode it.
_EDGE_MS = 1_000
# Context ends with a pause of this length, and a slice with it.
_LONG_PAUSE_MS = 3_000
# A full slice is cut at the longest pause behind this point.
_HALF_MS = _WINDOW_MS // 2
# Silero is run on so much at once, which bounds its memory.
_BLOCK_MS = 60_000
_FRAME_MS = 20


@frozen
class Slice:
    """A stretch to decode in one window."""

    start_ms: int
    end_ms: int
    speech: tuple[Span, ...]
    """Where in it somebody speaks."""


def cut(audio: Audio, threshold: float) -> Iterator[Slice]:
    """Yield slices of at most 30 s that begin and end in pauses, in order.

    Args:
        audio: Of any length.
        threshold: From which probability on something counts as speech.
    """
    length = audio.duration_ms
    most = _MOST_MS if length > _WINDOW_MS else _WINDOW_MS
    floor, held = 0, list[Span]()
    for span in _speech(audio, threshold, most):
        while held and not _belongs(held, span, most):
            count = _best_cut(held, span)
            following = held[count] if count < len(held) else span
            ceiling = (held[count - 1][1] + following[0]) // 2
            yield _slice(held[:count], floor, ceiling, length)
            floor, held = ceiling, held[count:]
        held.append(span)
    if held:
        yield _slice(held, floor, length, length)


def _belongs(held: Sequence[Span], span: Span, most: int) -> bool:
    return span[0] - held[-1][1] < _LONG_PAUSE_MS and span[1] - held[0][0] <= most


def _best_cut(held: Sequence[Span], span: Span) -> int:
    """How many of the spans to part with, before a pause."""
    if span[0] - held[-1][1] >= _LONG_PAUSE_MS:
        return len(held)
    following = [*held[1:], span]
    late = [
        number
        for number, here in enumerate(held, 1)
        if here[1] - held[0][0] >= _HALF_MS
    ] or [len(held)]
    return max(late, key=lambda n: following[n - 1][0] - held[n - 1][1])


def _slice(spans: Sequence[Span], floor: int, ceiling: int, length: int) -> Slice:
    """Add silence around the speech, as far as there is room."""
    start = max(floor, spans[0][0] - _MARGIN_MS)
    end = min(ceiling, spans[-1][1] + _MARGIN_MS)
    first = 0 if floor == 0 and spans[0][0] <= _EDGE_MS else start
    last = length if ceiling == length <= spans[-1][1] + _EDGE_MS else end
    if last - first <= _WINDOW_MS:
        start, end = first, last
    return Slice(start, end, tuple(spans))


def _speech(audio: Audio, threshold: float, most: int) -> Iterator[Span]:
    """Spans of speech between pauses of 100 ms and more, none too long for a slice."""
    options = VadOptions(
        threshold=threshold,
        # Silero's own distance between the two thresholds.
        neg_threshold=max(threshold - 0.15, 0.01),
        min_speech_duration_ms=0,
        max_speech_duration_s=float("inf"),
        min_silence_duration_ms=100,
        speech_pad_ms=30,
    )
    rate = Audio.SAMPLE_RATE_HZ // 1000
    for begin in range(0, len(audio.pcm), _BLOCK_MS * rate):
        block = audio.pcm[begin : begin + _BLOCK_MS * rate].astype(np.float32) / 32_768
        for found in get_speech_timestamps(block, options):
            start, end = begin + found["start"], begin + found["end"]
            yield from _short(audio, (start // rate, end // rate), most)


def _short(audio: Audio, span: Span, most: int) -> Iterator[Span]:
    """Cut what goes on without a pause where it is quietest."""
    start, end = span
    while end - start > most:
        middle = _quietest(audio, start + _HALF_MS, start + most)
        yield start, middle
        start = middle
    yield start, end


def _quietest(audio: Audio, start_ms: int, end_ms: int) -> int:
    rate = Audio.SAMPLE_RATE_HZ // 1000
    pcm = audio.pcm[start_ms * rate : end_ms * rate].astype(np.float32)
    frames = pcm[: len(pcm) // (_FRAME_MS * rate) * _FRAME_MS * rate]
    energy = (frames.reshape(-1, _FRAME_MS * rate) ** 2).sum(axis=1)
    return start_ms + int(energy.argmin()) * _FRAME_MS + _FRAME_MS // 2
