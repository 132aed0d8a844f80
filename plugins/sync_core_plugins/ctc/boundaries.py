"""Boundaries of words and phones, from the peaks of a CTC model.

Peaks only tell roughly where a sound is. Beside a pause an edge is where the clip
gets loud or fades; between two sounds it is where the spectrum changes fastest near
the place that both peaks speak for. A stop begins with its closure, unless a pause
hides it: the convention of TIMIT's labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sync_core_plugins.ctc.acoustics import STEP_MS, Acoustics
from sync_core_plugins.ctc.pauses import PauseFinder
from sync_core_plugins.ctc.peak_calibration import Peak, PeakCalibration
from sync_core_plugins.ctc.spectral_change import find_spectral_change

__all__ = ["BoundaryFinder"]

_MIN_PHONE_MS = 10.0
"""No phone is made shorter."""
_BEFORE_PEAK_MS, _BEHIND_PEAK_MS = 60, 20
"""How far before the peak of a sound, and behind that of the next one, the boundary
between the two is looked for."""


class BoundaryFinder:
    """Finds the boundaries of the words of one clip.

    Args:
        clip: The audio.
        calibration: Where the model's peaks lie.
        words: The peaks of each word that was said, in order.
    """

    def __init__(
        self,
        clip: Acoustics,
        calibration: PeakCalibration,
        words: Sequence[Sequence[Peak]],
    ) -> None:
        self._clip = clip
        self._calibration = calibration
        self._words = words
        self._end_ms = (len(clip) - 1) * STEP_MS
        self._pauses = PauseFinder(clip, calibration, words)

    def find_edges(self, parted: frozenset[int] = frozenset()) -> list[list[float]]:
        """Return the edges of each word's phones in ms: one more than there are phones.

        Args:
            parted: The words that do not follow on the one before, for other speech
                stands between.
        """
        bounds = self._find_word_bounds(parted)
        found: list[list[float]] = []
        least = 0.0
        for peaks, (start, end) in zip(self._words, bounds, strict=True):
            room = _MIN_PHONE_MS * len(peaks)
            start = min(max(start, least), self._end_ms - room)
            end = min(max(end, start + room), self._end_ms)
            found.append(self._find_phone_edges(peaks, max(start, 0.0), end))
            least = found[-1][-1]
        return found

    def _find_word_bounds(self, parted: frozenset[int]) -> list[tuple[float, float]]:
        """Return where each word starts and ends."""
        words = self._words
        if not words:
            return []
        starts, ends = [self._pauses.find_onset(words[0][0], 0.0)], []
        for at, (before, behind) in enumerate(pairwise(words), 1):
            end, start = self._find_word_boundary(before, behind, at in parted)
            ends.append(end)
            starts.append(start)
        ends.append(self._pauses.find_offset(words[-1][-1], self._end_ms))
        return list(zip(starts, ends, strict=True))

    def _find_word_boundary(
        self, before: Sequence[Peak], behind: Sequence[Peak], parted: bool
    ) -> tuple[float, float]:
        """Return where a word ends and where the next one starts."""
        last, first = before[-1], behind[0]
        if parted:
            return self._find_bounds_of_extra_speech(last, first)
        pause = self._pauses.find_pause(last, first)
        if pause is not None:
            middle = sum(pause) / 2
            end = self._pauses.find_offset(last, middle)
            return end, self._pauses.find_onset(first, middle)
        earliest = before[-2].at_ms if len(before) > 1 else 0.0
        low = max(last.at_ms - _BEFORE_PEAK_MS, earliest)
        edge = self._find_change(last, first, low, first.at_ms + _BEHIND_PEAK_MS)
        return edge, edge

    def _find_bounds_of_extra_speech(
        self, last: Peak, first: Peak
    ) -> tuple[float, float]:
        """Return the edges of two words between which there is other speech.

        Where no pause ends that speech, only the peaks tell.
        """
        before = self._calibration.get_offsets(last.unit)
        behind = self._calibration.get_offsets(first.unit)
        middle = (last.at_ms + first.at_ms) / 2
        high = min(middle, last.at_ms - before.behind_end + 2 * before.end_spread)
        low = max(middle, first.at_ms - behind.behind_start - 2 * behind.start_spread)
        end = self._pauses.find_offset(last, high)
        start = self._pauses.find_onset(first, low)
        if end > high - 2 * STEP_MS:
            end = min(last.at_ms - before.behind_end, middle)
        if start < low + 2 * STEP_MS:
            start = max(first.at_ms - behind.behind_start, middle)
        return end, start

    def _find_phone_edges(
        self, peaks: Sequence[Peak], start: float, end: float
    ) -> list[float]:
        """Return the edges of a word's phones between its start and end."""
        edges = [start]
        for at, (left, right) in enumerate(pairwise(peaks), 1):
            low = max(start, left.at_ms - _BEFORE_PEAK_MS)
            high = min(end, right.at_ms + _BEHIND_PEAK_MS)
            edge = self._find_change(left, right, low, high)
            latest = end - _MIN_PHONE_MS * (len(peaks) - at)
            edges.append(min(max(edge, edges[-1] + _MIN_PHONE_MS), latest))
        return [*edges, end]

    def _find_change(self, left: Peak, right: Peak, low: float, high: float) -> float:
        """Return where one sound becomes another."""
        expected, spread = self._predict_change(left, right)
        return find_spectral_change(self._clip, expected, spread, (low, high))

    def _predict_change(self, left: Peak, right: Peak) -> tuple[float, float]:
        """Return the place that two peaks speak for, and its standard deviation."""
        before = self._calibration.get_offsets(left.unit)
        behind = self._calibration.get_offsets(right.unit)
        weights = before.end_spread**-2, behind.start_spread**-2
        places = left.at_ms - before.behind_end, right.at_ms - behind.behind_start
        total = sum(weights)
        middle = (places[0] * weights[0] + places[1] * weights[1]) / total
        return middle, total**-0.5
