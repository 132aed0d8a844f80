"""Segments, out of the words of a Whisper engine that works in seconds."""

from __future__ import annotations

import math
from collections.abc import Iterable

from attrs import evolve

from sync_core import Segment, Word, seconds_to_ms
from sync_core_plugins.whisper_family.languages import is_spaced

__all__ = ["EngineWord", "SegmentBuilder"]

EngineWord = tuple[str, float, float, float]
"""A word as the engine cuts it: text with its leading space, start and end in seconds,
probability."""


class SegmentBuilder:
    """Builds segments whose times never run back or past the end of the audio.

    Args:
        duration_ms: Of the audio.
        language: The engine's code.
    """

    def __init__(self, duration_ms: int, language: str) -> None:
        self._duration_ms = duration_ms
        self._spaced = is_spaced(language)
        self._floor = 0

    def build(
        self,
        text: str,
        pieces: Iterable[EngineWord],
        mean_log_probability: float,
        within: tuple[float, float],
    ) -> Segment | None:
        """Return a segment, or None if it says nothing.

        Args:
            text: All of its text.
            pieces: Its words; where the engine has none, the text stays without.
            mean_log_probability: Of its tokens.
            within: Its start and end in seconds, if there are no words to tell.
        """
        words = self._make_words(pieces)
        text = text.strip()
        if not text:
            return None
        start_ms, end_ms = self._clamp_times(*within)
        if words:
            start_ms = words[0].start_ms or 0
            end_ms = max(word.end_ms or 0 for word in words)
        confidence = _clamp_probability(math.exp(mean_log_probability))
        return Segment(words, text, start_ms, end_ms, confidence=confidence)

    def _clamp_times(self, start: float, end: float) -> tuple[int, int]:
        start_ms = max(self._floor, min(seconds_to_ms(start), self._duration_ms))
        return start_ms, max(start_ms, min(seconds_to_ms(end), self._duration_ms))

    def _make_words(self, pieces: Iterable[EngineWord]) -> list[Word]:
        words: list[Word] = []
        for raw, start, end, probability in pieces:
            start_ms, end_ms = self._clamp_times(start, end)
            text, score = raw.strip(), _clamp_probability(probability)
            if words and self._spaced and text and not raw[0].isspace():
                words[-1] = _append_mark(words[-1], text, end_ms, score)
            elif text:
                words.append(Word(text, start_ms, end_ms, score))
                self._floor = start_ms
        return words


def _append_mark(word: Word, tail: str, end_ms: int, score: float) -> Word:
    """Return a word with what the engine cut off at a mark, as ``.org``."""
    return evolve(
        word,
        text=word.text + tail,
        end_ms=max(word.end_ms or 0, end_ms),
        confidence=min(word.confidence or 0, score),
    )


def _clamp_probability(value: float) -> float:
    return min(1.0, max(0.0, float(value)))
