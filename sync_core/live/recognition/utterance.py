"""The audio of one utterance, and when to listen to it."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio
from sync_core.live.recognition.vad import FRAME_MS

__all__ = ["Utterance"]

_PER_MS = Audio.SAMPLE_RATE_HZ // 1000


class Utterance:
    """Grows frame by frame; its front is cut off when it gets long.

    Args:
        start_ms: Where its audio begins on the stream's clock.
        samples: The audio from before its first sound and that sound, shape (n,).
    """

    def __init__(self, start_ms: int, samples: NDArray[np.int16]) -> None:
        self.start_ms = start_ms
        self.silence_ms = 0
        """How long it has been silent at the end."""
        self.decoded_ms = start_ms
        """How far it was listened to, on the stream's clock."""
        self.whole_ms = start_ms
        """How far it was when it was last listened to as one that may have ended."""
        self._pcm = np.empty(max(2 * len(samples), 1 << 16), np.int16)
        self._count = 0
        self._append(samples)

    @property
    def end_ms(self) -> int:
        """Where its audio ends by now."""
        return self.start_ms + self._count // _PER_MS

    @property
    def speech_end_ms(self) -> int:
        """Where its last sound ends."""
        return self.end_ms - self.silence_ms

    @property
    def is_heard(self) -> bool:
        """Whether it was listened to as a whole, down to its last sound."""
        return self.whole_ms >= self.speech_end_ms

    @property
    def length_ms(self) -> int:
        """How much audio it holds."""
        return self._count // _PER_MS

    def grow(self, frame: NDArray[np.int16], is_speech: bool) -> None:
        """Take one frame, or any samples at the stream's end."""
        self._append(frame)
        length = FRAME_MS if len(frame) == FRAME_MS * _PER_MS else len(frame) // _PER_MS
        self.silence_ms = 0 if is_speech else self.silence_ms + length

    def audio(self, start_ms: int | None = None, end_ms: int | None = None) -> Audio:
        """Copy a stretch out, by the stream's clock; None: all that is there."""
        low = self.start_ms if start_ms is None else max(start_ms, self.start_ms)
        high = self.end_ms if end_ms is None else min(end_ms, self.end_ms)
        first = (low - self.start_ms) * _PER_MS
        behind = (high - self.start_ms) * _PER_MS
        if high == self.end_ms:
            behind = self._count
        pcm = self._pcm[first:behind].copy()
        return Audio(pcm, duration_ms=max(0, high - low))

    def cut(self, start_ms: int) -> None:
        """Let go of everything before a time."""
        first = (start_ms - self.start_ms) * _PER_MS
        kept = self._pcm[first : self._count].copy()
        self._pcm[: len(kept)] = kept
        self._count, self.start_ms = len(kept), start_ms

    def _append(self, samples: NDArray[np.int16]) -> None:
        needed = self._count + len(samples)
        if needed > len(self._pcm):
            self._pcm = np.concatenate([self._pcm, np.empty(needed, np.int16)])
        self._pcm[self._count : needed] = samples
        self._count = needed
