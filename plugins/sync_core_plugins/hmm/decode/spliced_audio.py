"""A clip as the acoustic model likes it: no long silence, and not cut to the bone.

The model hears sounds against the clip's average, which long silence skews, and so does
a clip of a few hundred milliseconds that begins and ends with speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

__all__ = ["Condensed", "condensed"]

_RATE = 16
"""Samples a millisecond."""
_STEP_MS = 10
_LONG_MS, _KEPT_MS = 2_000, 500
"""Of longer silence, so much stays at either side."""
_ABOVE_FLOOR_DB, _BELOW_LOUD_DB = 6.0, 25.0
"""What is as even as the quietest 5 % of the clip, and far below its loudest."""
_PAUSE_MS = 300
"""What stands on either side for a stretch that was cleared."""
_SHORT_MS, _PAD_MS = 1_000, 100
_PAD_LEVEL = 4
"""Root mean square of the noise around a short clip, in units of 16 bit."""


@frozen(eq=False)
class Condensed:
    """Samples to search in, and the way back to the clip's clock."""

    pcm: NDArray[np.int16]
    duration_ms: int
    """Of the clip."""
    lead_ms: int = 0
    """What was put before it."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Where something was cut out, on the clock of these samples, and how much."""
    whole: Condensed | None = None
    """What it was cut out of, if not of the clip itself."""

    def original_ms(self, time_ms: int) -> int:
        """Give a time in these samples as one in the clip."""
        time_ms -= self.lead_ms
        moved = time_ms + sum(length for at, length in self.cuts if at <= time_ms)
        if self.whole is not None:
            return self.whole.original_ms(moved)
        return min(max(0, moved), self.duration_ms)

    def cleared(self, stretches: Sequence[tuple[int, int]]) -> Condensed:
        """Put short pauses in the place of stretches, in ms on these samples' clock."""
        pcm = self.pcm.copy()
        inner: list[tuple[int, int]] = []
        generator = np.random.default_rng(1)
        level = _floor(pcm)
        for start, end in stretches:
            kept = min(_PAUSE_MS, (end - start) // 2)
            inner.append((start + kept, end - kept))
            hush = generator.normal(0, level, (end - start) * _RATE)
            pcm[start * _RATE : end * _RATE] = hush.astype(np.int16)
        samples, cuts = _cut(pcm, inner)
        return Condensed(samples, self.duration_ms, cuts=cuts, whole=self)

    def without(self, stretches: Sequence[tuple[int, int]]) -> Condensed:
        """Take more out; the stretches are in ms on the clock of these samples."""
        inner = [(start + _KEPT_MS, end - _KEPT_MS) for start, end in stretches]
        pcm, cuts = _cut(self.pcm, inner)
        return Condensed(pcm, self.duration_ms, cuts=cuts, whole=self)


def condensed(pcm: NDArray[np.int16], duration_ms: int) -> Condensed:
    """Take long silence out of a clip, and put a little around a short one."""
    if duration_ms < _SHORT_MS:
        noise = np.random.default_rng(1).normal(0, _PAD_LEVEL, 2 * _PAD_MS * _RATE)
        head, tail = np.split(noise.astype(np.int16), 2)
        return Condensed(np.concatenate([head, pcm, tail]), duration_ms, _PAD_MS)
    samples, cuts = _cut(pcm, _long_silence(pcm))
    return Condensed(samples, duration_ms, cuts=cuts)


def _cut(
    pcm: NDArray[np.int16], stretches: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.int16], tuple[tuple[int, int], ...]]:
    """Cut stretches out; give what is left, and where how much is gone."""
    kept: list[NDArray[np.int16]] = []
    cuts: list[tuple[int, int]] = []
    done = gone = 0
    for start, end in stretches:
        kept.append(pcm[done * _RATE : start * _RATE])
        cuts.append((start - gone, end - start))
        done, gone = end, gone + end - start
    if not cuts:
        return pcm, ()
    kept.append(pcm[done * _RATE :])
    return np.concatenate(kept), tuple(cuts)


def _floor(pcm: NDArray[np.int16]) -> float:
    """Give the level of the quietest 5 %, in units of 16 bit."""
    db = _levels(pcm)
    return max(_PAD_LEVEL, 10 ** (float(np.percentile(db, 5)) / 20))


def _long_silence(pcm: NDArray[np.int16]) -> list[tuple[int, int]]:
    """Give the inner parts of long silence, in ms."""
    db = _levels(pcm)
    floor, loud = np.percentile(db, 5), np.percentile(db, 99)
    quiet = db <= min(floor + _ABOVE_FLOOR_DB, loud - _BELOW_LOUD_DB)
    found: list[tuple[int, int]] = []
    at = 0
    for is_quiet, run in groupby(quiet):
        length = len(list(run)) * _STEP_MS
        if is_quiet and length >= _LONG_MS:
            found.append((at + _KEPT_MS, at + length - _KEPT_MS))
        at += length
    return found


def _levels(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    """Give the level of every 10 ms in dB."""
    step = _STEP_MS * _RATE
    frames = pcm[: len(pcm) // step * step].reshape(-1, step).astype(np.float32)
    levels: NDArray[np.float32] = 10 * np.log10(np.mean(np.square(frames), axis=1) + 1)
    return levels
