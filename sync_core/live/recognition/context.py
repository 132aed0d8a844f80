"""The utterances that ended last: a model hears better what it hears in its context."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio
from sync_core.document.records import Word
from sync_core.live.recognition.hypothesis import moved

__all__ = ["NOTHING", "Context", "Past"]

_PER_MS = Audio.SAMPLE_RATE_HZ // 1000


@frozen(eq=False)
class Context:
    """Whole utterances in a row, without the long pauses between them."""

    pcm: NDArray[np.int16]
    """Shape (n,), a whole number of milliseconds."""
    words: tuple[Word, ...]
    """Said in it; times in ms from its start."""

    @property
    def duration_ms(self) -> int:
        """How long it is."""
        return len(self.pcm) // _PER_MS

    def followed_by(self, audio: Audio) -> Audio:
        """Put audio behind it."""
        if not len(self.pcm):
            return audio
        joined = np.concatenate([self.pcm, audio.pcm])
        return Audio(joined, duration_ms=self.duration_ms + audio.duration_ms)

    def words_before(self, time_ms: int) -> list[Word]:
        """Give its words as if it ended at a time."""
        return moved(self.words, time_ms - self.duration_ms)


NOTHING = Context(np.empty(0, np.int16), ())


class Past:
    """What was said last.

    Args:
        most_ms: How much of it is ever asked for.
    """

    def __init__(self, most_ms: int) -> None:
        self._most_ms = most_ms
        self._utterances: deque[Context] = deque()

    def add(self, audio: Audio, words: Sequence[Word]) -> None:
        """Keep an utterance; its words' times are in ms from its audio's start."""
        whole = len(audio.pcm) - len(audio.pcm) % _PER_MS
        self._utterances.append(Context(audio.pcm[:whole], tuple(words)))
        while sum(each.duration_ms for each in self._utterances) > self._most_ms:
            self._utterances.popleft()

    def last(self, most_ms: int) -> Context:
        """Give as many of the last utterances as fit."""
        found = NOTHING
        for each in reversed(self._utterances):
            if each.duration_ms + found.duration_ms > most_ms:
                break
            found = Context(
                np.concatenate([each.pcm, found.pcm]),
                (*each.words, *moved(found.words, each.duration_ms)),
            )
        return found
