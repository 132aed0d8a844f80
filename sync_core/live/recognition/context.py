"""The utterances that ended last: a model recognises speech better in its context."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio
from sync_core.document.records import Word
from sync_core.live.recognition.hypothesis import shift_words

__all__ = ["NO_CONTEXT", "Context", "RecentUtterances"]

_SAMPLES_PER_MS = Audio.SAMPLE_RATE_HZ // 1000


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
        return len(self.pcm) // _SAMPLES_PER_MS

    def prepend_to(self, audio: Audio) -> Audio:
        """Return audio with this in front of it."""
        if not len(self.pcm):
            return audio
        joined = np.concatenate([self.pcm, audio.pcm])
        return Audio(joined, duration_ms=self.duration_ms + audio.duration_ms)

    def place_words_before(self, time_ms: int) -> list[Word]:
        """Return its words as if it ended at a time."""
        return shift_words(self.words, time_ms - self.duration_ms)


NO_CONTEXT = Context(np.empty(0, np.int16), ())


class RecentUtterances:
    """Keeps what was said last.

    Args:
        max_ms: How much of it is ever asked for.
    """

    def __init__(self, max_ms: int) -> None:
        self._max_ms = max_ms
        self._utterances: deque[Context] = deque()

    def add(self, audio: Audio, words: Sequence[Word]) -> None:
        """Keep an utterance; its words' times are in ms from its audio's start."""
        whole = len(audio.pcm) - len(audio.pcm) % _SAMPLES_PER_MS
        self._utterances.append(Context(audio.pcm[:whole], tuple(words)))
        while sum(each.duration_ms for each in self._utterances) > self._max_ms:
            self._utterances.popleft()

    def select_last(self, max_ms: int) -> Context:
        """Return as many of the last utterances as fit."""
        found = NO_CONTEXT
        for each in reversed(self._utterances):
            if each.duration_ms + found.duration_ms > max_ms:
                break
            found = Context(
                np.concatenate([each.pcm, found.pcm]),
                (*each.words, *shift_words(found.words, each.duration_ms)),
            )
        return found
