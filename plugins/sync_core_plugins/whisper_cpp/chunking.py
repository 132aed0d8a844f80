"""Cutting audio of any length at pauses, into chunks that fit Whisper's window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np  # noqa: TID253
from attrs import frozen
from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: TID253

from sync_core import Audio

__all__ = ["Chunk", "Span", "cut_chunks"]

Span: TypeAlias = tuple[int, int]
"""Start and end in ms on the audio's clock."""

_WINDOW_MS = 30_000
# Silence on either side of the speech, where there is that much.
_MARGIN_MS = 300
_MAX_SPEECH_MS = _WINDOW_MS - 2 * _MARGIN_MS
# Silence at the audio's own beginning and end stays up to this length, so that a clip
# of one utterance is decoded whole, as the engine alone would decode it.
_EDGE_MS = 1_000
# Context ends with a pause of this length, and a chunk with it.
_LONG_PAUSE_MS = 3_000
# A full chunk is cut at the longest pause behind this point.
_HALF_WINDOW_MS = _WINDOW_MS // 2
# Silero is run on so much at once, which bounds its memory.
_BLOCK_MS = 60_000
_FRAME_MS = 20


@frozen
class Chunk:
    """A stretch to decode in one window."""

    start_ms: int
    end_ms: int
    speech: tuple[Span, ...]
    """Where in it somebody speaks."""


def cut_chunks(audio: Audio, threshold: float) -> Iterator[Chunk]:
    """Yield chunks of at most 30 s that begin and end in pauses, in order.

    Args:
        audio: Of any length.
        threshold: From which probability on something counts as speech.
    """
    length = audio.duration_ms
    most = _MAX_SPEECH_MS if length > _WINDOW_MS else _WINDOW_MS
    floor, held = 0, list[Span]()
    for span in _detect_speech(audio, threshold, most):
        while held and not _fits(held, span, most):
            count = _find_best_cut(held, span)
            following = held[count] if count < len(held) else span
            ceiling = (held[count - 1][1] + following[0]) // 2
            yield _make_chunk(held[:count], floor, ceiling, length)
            floor, held = ceiling, held[count:]
        held.append(span)
    if held:
        yield _make_chunk(held, floor, length, length)


def _fits(held: Sequence[Span], span: Span, most: int) -> bool:
    return span[0] - held[-1][1] < _LONG_PAUSE_MS and span[1] - held[0][0] <= most


def _find_best_cut(held: Sequence[Span], span: Span) -> int:
    """Return how many of the spans make a chunk, which ends in a pause."""
    if span[0] - held[-1][1] >= _LONG_PAUSE_MS:
        return len(held)
    following = [*held[1:], span]
    late = [
        number
        for number, here in enumerate(held, 1)
        if here[1] - held[0][0] >= _HALF_WINDOW_MS
    ] or [len(held)]
    return max(late, key=lambda n: following[n - 1][0] - held[n - 1][1])


def _make_chunk(spans: Sequence[Span], floor: int, ceiling: int, length: int) -> Chunk:
    """Return a chunk with silence around the speech, as far as there is room."""
    start = max(floor, spans[0][0] - _MARGIN_MS)
    end = min(ceiling, spans[-1][1] + _MARGIN_MS)
    first = 0 if floor == 0 and spans[0][0] <= _EDGE_MS else start
    last = length if ceiling == length <= spans[-1][1] + _EDGE_MS else end
    if last - first <= _WINDOW_MS:
        start, end = first, last
    return Chunk(start, end, tuple(spans))


def _detect_speech(audio: Audio, threshold: float, most: int) -> Iterator[Span]:
    """Yield spans of speech between pauses of 100 ms and more, none too long."""
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
            yield from _split_long_speech(audio, (start // rate, end // rate), most)


def _split_long_speech(audio: Audio, span: Span, most: int) -> Iterator[Span]:
    """Yield a span of speech in parts that fit, cut where it is quietest."""
    start, end = span
    while end - start > most:
        middle = _find_quietest_ms(audio, start + _HALF_WINDOW_MS, start + most)
        yield start, middle
        start = middle
    yield start, end


def _find_quietest_ms(audio: Audio, start_ms: int, end_ms: int) -> int:
    rate = Audio.SAMPLE_RATE_HZ // 1000
    pcm = audio.pcm[start_ms * rate : end_ms * rate].astype(np.float32)
    frames = pcm[: len(pcm) // (_FRAME_MS * rate) * _FRAME_MS * rate]
    energy = (frames.reshape(-1, _FRAME_MS * rate) ** 2).sum(axis=1)
    return start_ms + int(energy.argmin()) * _FRAME_MS + _FRAME_MS // 2
