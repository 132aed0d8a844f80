"""The audio of one utterance, and how far it was decoded."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio
from sync_core.live.recognition.vad import FRAME_MS

__all__ = ["Utterance"]

_SAMPLES_PER_MS = Audio.SAMPLE_RATE_HZ // 1000
_MIN_CAPACITY_SAMPLES = 1 << 16


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
        """How far it was decoded, on the stream's clock."""
        self.fully_decoded_ms = start_ms
        """How far it reached when it was last decoded as one that may have ended."""
        capacity = max(2 * len(samples), _MIN_CAPACITY_SAMPLES)
        self._pcm = np.empty(capacity, np.int16)
        self._count = 0
        self._append(samples)

    @property
    def end_ms(self) -> int:
        """Where its audio ends by now."""
        return self.start_ms + self._count // _SAMPLES_PER_MS

    @property
    def speech_end_ms(self) -> int:
        """Where its last sound ends."""
        return self.end_ms - self.silence_ms

    @property
    def last_frame_start_ms(self) -> int:
        """Where its last frame begins."""
        return self.end_ms - FRAME_MS

    @property
    def is_fully_decoded(self) -> bool:
        """Whether it was decoded as a whole, down to its last sound."""
        return self.fully_decoded_ms >= self.speech_end_ms

    @property
    def duration_ms(self) -> int:
        """How much audio it holds."""
        return self._count // _SAMPLES_PER_MS

    def add_frame(self, frame: NDArray[np.int16], is_speech: bool) -> None:
        """Take one frame, or any samples at the stream's end."""
        self._append(frame)
        is_whole = len(frame) == FRAME_MS * _SAMPLES_PER_MS
        length_ms = FRAME_MS if is_whole else len(frame) // _SAMPLES_PER_MS
        self.silence_ms = 0 if is_speech else self.silence_ms + length_ms

    def copy_audio(
        self, start_ms: int | None = None, end_ms: int | None = None
    ) -> Audio:
        """Return a copy of a stretch of the stream's clock; None: all that is there."""
        low = self.start_ms if start_ms is None else max(start_ms, self.start_ms)
        high = self.end_ms if end_ms is None else min(end_ms, self.end_ms)
        first = (low - self.start_ms) * _SAMPLES_PER_MS
        behind = (high - self.start_ms) * _SAMPLES_PER_MS
        if high == self.end_ms:
            behind = self._count
        pcm = self._pcm[first:behind].copy()
        return Audio(pcm, duration_ms=max(0, high - low))

    def cut_before(self, start_ms: int) -> None:
        """Discard everything before a time."""
        first = (start_ms - self.start_ms) * _SAMPLES_PER_MS
        kept = self._pcm[first : self._count].copy()
        self._pcm[: len(kept)] = kept
        self._count, self.start_ms = len(kept), start_ms

    def _append(self, samples: NDArray[np.int16]) -> None:
        needed = self._count + len(samples)
        if needed > len(self._pcm):
            self._pcm = np.concatenate([self._pcm, np.empty(needed, np.int16)])
        self._pcm[self._count : needed] = samples
        self._count = needed
