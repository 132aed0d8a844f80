"""From the peaks of a CTC model to edges of words and phones.

Peaks only tell roughly where a sound is. Beside a pause an edge is where the clip
gets loud or fades; between two sounds it is where the spectrum changes fastest near
the place that both peaks speak for. A stop begins with its closure, unless a pause
hides it: the convention of TIMIT's labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.ctc.acoustics import STEP_MS, Acoustics
from sync_core_plugins.ctc.ipa import kind, sounds
from sync_core_plugins.ctc.peak_calibration import Calibration, PeakPlace

__all__ = ["Peak", "Placer", "speech_within"]

Floats = NDArray[np.float32]

# The numbers below were chosen together, one after the other over coarse steps, on
# hand-labelled clips (97 of English, 132 of other languages) and prompts joined with
# known gaps, and not yet checked on speakers kept apart. The two lengths of silence
# matter most: on the joined prompts they moved the mean by up to 12 ms.
_CLOSURE_MS = 90.0
"""Silence longer than this beside a stop is a pause, shorter its closure."""
_PAUSE_MS = 30.0
"""The same where no stop is near."""
_QUIET, _QUIETER = 0.4, 0.35
"""Shares of the way from silence to the loudest nearby, for the two."""
_LOUD, _LOUD_NOISE = 0.4, 0.25
"""Where a word begins, on the same scale; noisy sounds rise slowly."""
_FADED_DB = 40.0
"""A word has ended where it is this far below the clip's loudest part, ..."""
_ABOVE_NOISE_DB = 8.0
"""... or this little above the noise of the pauses."""
_BRIDGE_MS = 40.0
"""Dips that do not end a word."""
_CLEAR_DB = 6.0
"""With less between silence and speech, loudness says nothing."""
_HALF_MS, _REACH_MS, _VARIANCE = 40.0, 30.0, 20.0
"""How far to look to each side for a change and how far to go; the variance of a band
of a steady sound, in square decibels."""
_LEAST_MS = 10.0
"""No phone is made shorter."""
_NOISY = ("stop", "affricate", "fricative", "h")


@frozen
class Peak:
    """A phone or character, and where the model peaked."""

    unit: str
    at_ms: float


class Placer:
    """Places the words of one clip.

    Args:
        acoustics: The clip.
        calibration: Where the model's peaks lie.
        words: The peaks of each word that was said, in order.
    """

    def __init__(
        self,
        acoustics: Acoustics,
        calibration: Calibration,
        words: Sequence[Sequence[Peak]],
    ) -> None:
        self._clip = acoustics
        self._calibration = calibration
        self._words = words
        self._end_ms = (len(acoustics) - 1) * STEP_MS
        self._faded = self._fading_level()

    def edges(self, parted: frozenset[int] = frozenset()) -> list[list[float]]:
        """Give the edges of each word's phones: one more than there are phones.

        Args:
            parted: The words that do not follow on the one before, for other speech
                stands between.
        """
        bounds = self._bounds(parted)
        found: list[list[float]] = []
        least = 0.0
        for peaks, (start, end) in zip(self._words, bounds, strict=True):
            room = _LEAST_MS * len(peaks)
            start = min(max(start, least), self._end_ms - room)
            end = min(max(end, start + room), self._end_ms)
            found.append(self._inner(peaks, max(start, 0.0), end))
            least = found[-1][-1]
        return found

    def _bounds(self, parted: frozenset[int]) -> list[tuple[float, float]]:
        words = self._words
        if not words:
            return []
        starts, ends = [self._onset(words[0][0], 0.0)], []
        for at, (before, behind) in enumerate(pairwise(words), 1):
            end, start = self._between(before, behind, at in parted)
            ends.append(end)
            starts.append(start)
        ends.append(self._offset(words[-1][-1], self._end_ms))
        return list(zip(starts, ends, strict=True))

    def _between(
        self, before: Sequence[Peak], behind: Sequence[Peak], parted: bool
    ) -> tuple[float, float]:
        """Give where a word ends and where the next one starts."""
        last, first = before[-1], behind[0]
        if parted:
            return self._beside_speech(last, first)
        pause = self._pause(last, first)
        if pause is not None:
            middle = sum(pause) / 2
            return self._offset(last, middle), self._onset(first, middle)
        low = max(last.at_ms - 60, before[-2].at_ms if len(before) > 1 else 0.0)
        edge = self._change(last, first, low, first.at_ms + 20)
        return edge, edge

    def _beside_speech(self, last: Peak, first: Peak) -> tuple[float, float]:
        """Place two edges between which there is other speech.

        Where no pause ends that speech, only the peaks tell.
        """
        one, other = self._place(last), self._place(first)
        middle = (last.at_ms + first.at_ms) / 2
        high = min(middle, last.at_ms - one.behind_end + 2 * one.end_spread)
        low = max(middle, first.at_ms - other.behind_start - 2 * other.start_spread)
        end, start = self._offset(last, high), self._onset(first, low)
        if end > high - 2 * STEP_MS:
            end = min(last.at_ms - one.behind_end, middle)
        if start < low + 2 * STEP_MS:
            start = max(first.at_ms - other.behind_start, middle)
        return end, start

    def _inner(self, peaks: Sequence[Peak], start: float, end: float) -> list[float]:
        """Give the edges of a word's phones between its start and end."""
        edges = [start]
        for at, (left, right) in enumerate(pairwise(peaks), 1):
            low = max(start, left.at_ms - 60)
            edge = self._change(left, right, low, min(end, right.at_ms + 20))
            most = end - _LEAST_MS * (len(peaks) - at)
            edges.append(min(max(edge, edges[-1] + _LEAST_MS), most))
        return [*edges, end]

    def _change(self, left: Peak, right: Peak, low: float, high: float) -> float:
        """Find where one sound becomes another."""
        middle, spread = self._expected(left, right)
        first = max(0, round(max(low, middle - _HALF_MS) / STEP_MS))
        rows = self._clip.bands[first : round(min(high, middle + _HALF_MS) / STEP_MS)]
        count = len(rows)
        if count < 8:
            return middle
        sums = np.cumsum(rows, axis=0, dtype=np.float64)
        cut = np.arange(2, count - 1)
        within = -np.sum(sums[cut - 1] ** 2, axis=1) / cut
        within -= np.sum((sums[-1] - sums[cut - 1]) ** 2, axis=1) / (count - cut)
        moved = (first + cut - 0.5) * STEP_MS - middle
        cost = within / (rows.shape[1] * _VARIANCE) + (moved / spread) ** 2 / 2
        cost[np.abs(moved) > _REACH_MS] = np.inf
        best = int(np.argmin(cost))
        return middle + float(moved[best]) if np.isfinite(cost[best]) else middle

    def _expected(self, left: Peak, right: Peak) -> tuple[float, float]:
        """Give the place that two peaks speak for, and its spread."""
        one, other = self._place(left), self._place(right)
        weights = one.end_spread**-2, other.start_spread**-2
        places = left.at_ms - one.behind_end, right.at_ms - other.behind_start
        total = sum(weights)
        middle = (places[0] * weights[0] + places[1] * weights[1]) / total
        return middle, total**-0.5

    def _place(self, peak: Peak) -> PeakPlace:
        return self._calibration.place(peak.unit)

    def _pause(self, last: Peak, first: Peak) -> tuple[float, float] | None:
        """Find the longest silence between two words, if it is a pause."""
        start, end = _step(last.at_ms), _step(first.at_ms)
        if end <= start:
            return None
        clip = self._clip
        peak = self._loudest(clip.loud, last.at_ms - 300, first.at_ms + 300)
        bright = self._loudest(clip.bright, last.at_ms - 300, first.at_ms + 300)
        if peak - clip.floor < _CLEAR_DB + 4:
            return None
        stop = kind(first.unit) in ("stop", "affricate") or _is_voiceless_stop(last)
        ways = [(_QUIET, _CLOSURE_MS)] + [(_QUIETER, _PAUSE_MS)] * (not stop)
        for share, least in ways:
            quiet = clip.loud[start:end] < clip.floor + share * (peak - clip.floor)
            dull = clip.bright_floor + share * (bright - clip.bright_floor)
            low, high = _longest(quiet & (clip.bright[start:end] < dull))
            if (high - low) * STEP_MS >= least:
                return (start + low) * STEP_MS, (start + high) * STEP_MS
        return None

    def _onset(self, first: Peak, low: float) -> float:
        """Walk back from a word's first peak to where it gets loud."""
        noisy = kind(first.unit) in _NOISY
        level, floor = self._level(noisy)
        ahead = first.at_ms + (160 if noisy else 80)
        peak = self._loudest(level, first.at_ms - 40, ahead)
        if peak - floor < _CLEAR_DB:
            return first.at_ms - self._calibration.place(first.unit).behind_start
        share = _LOUD_NOISE if noisy else _LOUD
        start = _step(low)
        part = level[start : _step(first.at_ms) + 1][::-1]
        walked = _walk(part > floor + share * (peak - floor))
        return first.at_ms - 20 if walked is None else first.at_ms - walked * STEP_MS

    def _offset(self, last: Peak, high: float) -> float:
        """Walk on from a word's last peak to where it has faded."""
        level, floor = self._level(False)
        peak = self._loudest(level, last.at_ms - 160, last.at_ms + 60)
        if peak - floor < _CLEAR_DB:
            return last.at_ms - self._calibration.place(last.unit).behind_end
        start = _step(last.at_ms)
        limit = min(self._faded, peak - _CLEAR_DB)
        walked = _walk(level[start : _step(high)] > limit)
        return last.at_ms + (20 if walked is None else walked * STEP_MS)

    def _level(self, noisy: bool) -> tuple[Floats, float]:
        clip = self._clip
        return (clip.bright, clip.bright_floor) if noisy else (clip.loud, clip.floor)

    def _loudest(self, level: Floats, start_ms: float, end_ms: float) -> float:
        part = level[_step(start_ms) : max(1, _step(end_ms))]
        return float(np.percentile(part, 95)) if len(part) else -100.0

    def _fading_level(self) -> float:
        """Give the level below which speech has faded."""
        level, words = self._clip.loud, self._words
        if not words:
            return self._clip.floor
        parts = [level[: _step(words[0][0].at_ms - 160)]]
        parts.append(level[_step(words[-1][-1].at_ms + 350) :])
        for before, behind in pairwise(words):
            first, end = before[-1].at_ms + 350, behind[0].at_ms - 160
            parts.append(level[_step(first) : _step(end)] if end > first else level[:0])
        quiet = np.concatenate(parts)
        least = float(np.percentile(level, 99)) - _FADED_DB
        if len(quiet) * STEP_MS < 50:
            return max(least, self._clip.floor + 1.5 * _ABOVE_NOISE_DB)
        return max(least, float(np.median(quiet)) + _ABOVE_NOISE_DB)


def _step(ms: float) -> int:
    return max(0, int(ms / STEP_MS))


def _is_voiceless_stop(peak: Peak) -> bool:
    found = sounds(peak.unit)
    return kind(peak.unit) == "stop" and bool(found) and not found[0].voiced


def _longest(mask: NDArray[np.bool_]) -> tuple[int, int]:
    """Give the longest run: its first place and the one behind its last."""
    turns = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(turns == 1), np.flatnonzero(turns == -1)
    if not len(starts):
        return 0, 0
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best])


def _walk(loud: NDArray[np.bool_]) -> int | None:
    """Give how far loud steps go on, over short dips; None if all is quiet."""
    places = np.flatnonzero(loud)
    if not len(places):
        return None
    gaps = np.flatnonzero(np.diff(places) * STEP_MS > _BRIDGE_MS)
    return int(places[gaps[0]] if len(gaps) else places[-1])


def speech_within(
    clip: Acoustics, first_ms: float, end_ms: float, least_ms: float
) -> tuple[int, int] | None:
    """Give from where to where it is loud in a stretch of a clip.

    None if it is loud for less than ``least_ms`` in all.
    """
    first = _step(first_ms)
    part = clip.loud[first : max(first, _step(end_ms))]
    if not len(part):
        return None
    peak = float(np.percentile(part, 95))
    places = np.flatnonzero(part > clip.floor + _LOUD_NOISE * (peak - clip.floor))
    if len(places) * STEP_MS < least_ms or peak - clip.floor < _CLEAR_DB:
        return None
    edges = (first + int(places[0])) * STEP_MS, (first + int(places[-1])) * STEP_MS
    return round(edges[0]), round(edges[1])
