"""Words on the audio's clock, held to where somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import Word
from sync_core_plugins.whisper_cpp.chunking import Slice, Span
from sync_core_plugins.whisper_cpp.tokens import Heard

__all__ = ["Placed"]

# Closures within a word, such as a long [k:], are shorter than this.
_PAUSE_MS = 250


class Placed:
    """Words that never run backwards, nor past the end.

    Args:
        duration_ms: Of the audio.
    """

    def __init__(self, duration_ms: int) -> None:
        self._duration_ms = duration_ms
        self._floor = 0

    def words(self, heard: Sequence[Heard], piece: Slice) -> list[Word]:
        """Bring words of one slice onto the audio's clock."""
        spans = _between_pauses(piece.speech)
        return [self._word(word, piece.start_ms, spans) for word in heard]

    def _word(self, word: Heard, offset: int, spans: Sequence[Span]) -> Word:
        start, end = _in_speech(word.start_ms + offset, word.end_ms + offset, spans)
        start = min(max(start, self._floor), self._duration_ms)
        end = min(max(end, start), self._duration_ms)
        self._floor = end
        return Word(word.text, start, end, min(1.0, max(0.0, word.confidence)))


def _between_pauses(speech: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in speech:
        if joined and start - joined[-1][1] < _PAUSE_MS:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _in_speech(start: int, end: int, spans: Sequence[Span]) -> Span:
    """Cut off the pause that attention lets a word swallow before or behind it."""
    most, best = 0, (start, end)
    for low, high in spans:
        inside = (max(start, low), min(end, high))
        if inside[1] - inside[0] > most:
            most, best = inside[1] - inside[0], inside
    return best
