"""A clip's samples with stretches cut out, and the way back to the clip's clock.

The acoustic model hears sounds against the clip's average. Long silence skews it, and
so does a clip of a few hundred milliseconds that begins and ends with speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["SplicedAudio", "splice_out_silence"]

SAMPLES_PER_MS = 16
STEP_MS = 10
MIN_SILENCE_MS, KEPT_SILENCE_MS = 2_000, 500
"""Of longer silence, so much stays at either side."""
ABOVE_FLOOR_DB, BELOW_LOUD_DB = 6.0, 25.0
"""Silence is as even as the quietest 5 % of the clip, and far below its loudest."""
PAUSE_MS = 300
"""What stands on either side for a stretch that was replaced by a pause."""
SHORT_CLIP_MS, PADDING_MS = 1_000, 100
PADDING_LEVEL = 4
"""Root mean square of the noise around a short clip, in units of 16 bit."""


@frozen(eq=False)
class SplicedAudio:
    """Samples to search in, and the way back to the clip's clock."""

    pcm: NDArray[np.int16]
    duration_ms: int
    """Of the clip."""
    lead_ms: int = 0
    """What was put before it."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Where something was cut out, on the clock of these samples, and how much."""
    source: SplicedAudio | None = None
    """What it was cut out of, if not of the clip itself."""

    def original_ms(self, time_ms: int) -> int:
        """Return a time in these samples as one in the clip."""
        time_ms -= self.lead_ms
        moved = time_ms + sum(length for at, length in self.cuts if at <= time_ms)
        if self.source is not None:
            return self.source.original_ms(moved)
        return min(max(0, moved), self.duration_ms)

    def replace_with_pauses(self, stretches: Sequence[tuple[int, int]]) -> SplicedAudio:
        """Put short pauses in the place of stretches, in ms on these samples' clock."""
        pcm = self.pcm.copy()
        inner: list[tuple[int, int]] = []
        generator = np.random.default_rng(1)
        level = _measure_floor(pcm)
        for start, end in stretches:
            kept = min(PAUSE_MS, (end - start) // 2)
            inner.append((start + kept, end - kept))
            noise = generator.normal(0, level, (end - start) * SAMPLES_PER_MS)
            pcm[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS] = noise.astype(np.int16)
        samples, cuts = _cut_out(pcm, inner)
        return SplicedAudio(samples, self.duration_ms, cuts=cuts, source=self)

    def cut_out(self, stretches: Sequence[tuple[int, int]]) -> SplicedAudio:
        """Cut out the inner parts of stretches, in ms on these samples' clock."""
        inner = [
            (start + KEPT_SILENCE_MS, end - KEPT_SILENCE_MS) for start, end in stretches
        ]
        pcm, cuts = _cut_out(self.pcm, inner)
        return SplicedAudio(pcm, self.duration_ms, cuts=cuts, source=self)


def splice_out_silence(pcm: NDArray[np.int16], duration_ms: int) -> SplicedAudio:
    """Cut long silence out of a clip, or put some faint noise around a short one."""
    if duration_ms < SHORT_CLIP_MS:
        size = 2 * PADDING_MS * SAMPLES_PER_MS
        noise = np.random.default_rng(1).normal(0, PADDING_LEVEL, size)
        head, tail = np.split(noise.astype(np.int16), 2)
        padded = np.concatenate([head, pcm, tail])
        return SplicedAudio(padded, duration_ms, PADDING_MS)
    samples, cuts = _cut_out(pcm, _find_long_silence(pcm))
    return SplicedAudio(samples, duration_ms, cuts=cuts)


def _cut_out(
    pcm: NDArray[np.int16], stretches: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.int16], tuple[tuple[int, int], ...]]:
    """Cut stretches out; return what is left, and where how much is gone."""
    kept: list[NDArray[np.int16]] = []
    cuts: list[tuple[int, int]] = []
    done = gone = 0
    for start, end in stretches:
        kept.append(pcm[done * SAMPLES_PER_MS : start * SAMPLES_PER_MS])
        cuts.append((start - gone, end - start))
        done, gone = end, gone + end - start
    if not cuts:
        return pcm, ()
    kept.append(pcm[done * SAMPLES_PER_MS :])
    return np.concatenate(kept), tuple(cuts)


def _measure_floor(pcm: NDArray[np.int16]) -> float:
    """Return the level of the quietest 5 %, in units of 16 bit."""
    db = _measure_levels_db(pcm)
    return max(PADDING_LEVEL, 10 ** (float(np.percentile(db, 5)) / 20))


def _find_long_silence(pcm: NDArray[np.int16]) -> list[tuple[int, int]]:
    """Return the inner parts of long silence, in ms."""
    db = _measure_levels_db(pcm)
    floor, loud = np.percentile(db, 5), np.percentile(db, 99)
    quiet = db <= min(floor + ABOVE_FLOOR_DB, loud - BELOW_LOUD_DB)
    found: list[tuple[int, int]] = []
    at = 0
    for is_quiet, run in groupby(quiet):
        length = len(list(run)) * STEP_MS
        if is_quiet and length >= MIN_SILENCE_MS:
            found.append((at + KEPT_SILENCE_MS, at + length - KEPT_SILENCE_MS))
        at += length
    return found


def _measure_levels_db(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return the level of every 10 ms."""
    step = STEP_MS * SAMPLES_PER_MS
    frames = pcm[: len(pcm) // step * step].reshape(-1, step).astype(np.float32)
    levels: NDArray[np.float32] = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1)
    return levels
