"""Words on the audio's clock, clipped to where somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import Word
from sync_core_plugins.whisper_cpp.chunking import Chunk, Span
from sync_core_plugins.whisper_cpp.tokens import TimedWord

__all__ = ["WordPlacer"]

# Closures within a word, such as a long [k:], are shorter than this.
_MIN_PAUSE_MS = 250


class WordPlacer:
    """Places words one behind the other, none behind the end of the audio.

    Args:
        duration_ms: Of the audio.
    """

    def __init__(self, duration_ms: int) -> None:
        self._duration_ms = duration_ms
        self._floor = 0

    def place(self, heard: Sequence[TimedWord], chunk: Chunk) -> list[Word]:
        """Return the words of one chunk on the audio's clock."""
        spans = _join_close_spans(chunk.speech)
        return [self._place_word(word, chunk.start_ms, spans) for word in heard]

    def _place_word(self, word: TimedWord, offset: int, spans: Sequence[Span]) -> Word:
        start, end = _clip_to_speech(
            word.start_ms + offset, word.end_ms + offset, spans
        )
        start = min(max(start, self._floor), self._duration_ms)
        end = min(max(end, start), self._duration_ms)
        self._floor = end
        return Word(word.text, start, end, min(1.0, max(0.0, word.confidence)))


def _join_close_spans(speech: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in speech:
        if joined and start - joined[-1][1] < _MIN_PAUSE_MS:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _clip_to_speech(start: int, end: int, spans: Sequence[Span]) -> Span:
    """Return a word's times without the pause that attention may add to either end."""
    most, best = 0, (start, end)
    for low, high in spans:
        inside = (max(start, low), min(end, high))
        if inside[1] - inside[0] > most:
            most, best = inside[1] - inside[0], inside
    return best
