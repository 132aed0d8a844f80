"""Where audio is quiet: the places at which it may be cut."""

from __future__ import annotations

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core.audio import Audio

__all__ = ["Loudness", "measure_loudness"]

STEP_MS = 10
_CHUNK_MS = 60_000
_FLOOR_DB = -90.0
_SPAN_STEPS = 6
"""A cut wants this much quiet around it: 60 ms, longer than a stop's closure mostly is
beside a voiced sound."""


@frozen(eq=False)
class Loudness:
    """Level of some audio, step by step."""

    db: NDArray[np.float32]
    """Of each 10 ms, below full scale."""

    def find_quietest(self, start_ms: int, end_ms: int) -> tuple[int, float]:
        """Return the middle of the quietest 60 ms of a stretch, and their level, dB."""
        first = max(0, start_ms // STEP_MS)
        behind = min(len(self.db), max(end_ms // STEP_MS, first + 1))
        stretch = self.db[first:behind]
        if not len(stretch):
            return start_ms, 0.0
        width = min(_SPAN_STEPS, len(stretch))
        sums = np.convolve(stretch, np.ones(width, np.float32), "valid") / width
        lowest = float(sums.min())
        # Of a long silence, the middle.
        ties = np.flatnonzero(sums <= lowest + 3.0)
        run = np.split(ties, np.flatnonzero(np.diff(ties) > 1) + 1)
        longest = max(run, key=len)
        middle = first + (int(longest[0]) + int(longest[-1]) + width) / 2
        return round(middle * STEP_MS), lowest

    def quiet_share(self, start_ms: int, end_ms: int, limit_db: float) -> float:
        """Return which share of a stretch lies below a level."""
        stretch = self.db[start_ms // STEP_MS : max(1, end_ms // STEP_MS)]
        return float(np.mean(stretch < limit_db)) if len(stretch) else 1.0

    @property
    def speech_db(self) -> float:
        """The 90th percentile of the levels, digital zeros left out."""
        heard = self.db[self.db > _FLOOR_DB + 1]
        return float(np.percentile(heard, 90)) if len(heard) else _FLOOR_DB


def measure_loudness(audio: Audio) -> Loudness:
    """Take the level of all of the audio, a minute at a time."""
    per_step = STEP_MS * Audio.SAMPLE_RATE_HZ // 1000
    chunk = _CHUNK_MS // STEP_MS * per_step
    levels = [
        _measure_levels(audio.pcm[at : at + chunk], per_step)
        for at in range(0, len(audio.pcm), chunk)
    ]
    return Loudness(np.concatenate(levels))


def _measure_levels(pcm: NDArray[np.int16], per_step: int) -> NDArray[np.float32]:
    count = -(-len(pcm) // per_step)
    padded = np.zeros(count * per_step, np.float32)
    padded[: len(pcm)] = pcm
    padded /= 32768
    power = np.square(padded.reshape(count, per_step)).mean(axis=1)
    db: NDArray[np.float32] = 10 * np.log10(np.maximum(power, 10 ** (_FLOOR_DB / 10)))
    return db
