"""Edges of words beside pauses: where a clip gets loud, and where it fades."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.ctc.acoustics import STEP_MS, Acoustics
from sync_core_plugins.ctc.ipa import classify_phone, parse_sounds
from sync_core_plugins.ctc.loudness import (
    MIN_CONTRAST_DB,
    OBSTRUENT_ONSET_LEVEL,
    ONSET_LEVEL,
    find_longest_run,
    measure_loud_run,
    to_step,
)
from sync_core_plugins.ctc.peak_calibration import Peak, PeakCalibration

__all__ = ["PauseFinder"]

Floats = NDArray[np.float32]

# The numbers below, and those of loudness.py and spectral_change.py, were chosen
# together, one after the other over coarse steps, on hand-labelled clips (97 of
# English, 132 of other languages) and prompts joined with known gaps, and not yet
# checked on speakers kept apart. The two lengths of silence matter most: on the joined
# prompts they moved the mean by up to 12 ms.
_MIN_PAUSE_AT_STOP_MS = 90.0
"""Silence longer than this beside a stop is a pause, shorter its closure."""
_MIN_PAUSE_MS = 30.0
"""The same where no stop is near."""
_PAUSE_LEVEL_AT_STOP, _PAUSE_LEVEL = 0.4, 0.35
"""Shares of the way from silence to the loudest nearby, for the two."""
_FADE_BELOW_PEAK_DB = 40.0
"""A word has ended where it is this far below the clip's loudest part, ..."""
_FADE_ABOVE_NOISE_DB = 8.0
"""... or this little above the noise of the pauses."""
_OBSTRUENTS = ("stop", "affricate", "fricative", "h")


class PauseFinder:
    """Finds pauses between the words of one clip, and the edges beside them.

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
        self._fade_db = _compute_fade_level(clip, words)

    def find_pause(self, last: Peak, first: Peak) -> tuple[float, float] | None:
        """Return the longest silence between two words in ms, if it is a pause.

        Args:
            last: The last peak of the word before.
            first: The first peak of the word behind.
        """
        start, end = to_step(last.at_ms), to_step(first.at_ms)
        if end <= start:
            return None
        clip = self._clip
        around_ms = last.at_ms - 300, first.at_ms + 300
        peak_db = _measure_peak(clip.level_db, *around_ms)
        emphasised_peak_db = _measure_peak(clip.emphasised_db, *around_ms)
        silence_db, emphasised_silence_db = clip.silence_db, clip.emphasised_silence_db
        if peak_db - silence_db < MIN_CONTRAST_DB + 4:
            return None
        for share, min_ms in _choose_limits(last, first):
            quiet_db = silence_db + share * (peak_db - silence_db)
            dull_db = emphasised_silence_db + share * (
                emphasised_peak_db - emphasised_silence_db
            )
            quiet = clip.level_db[start:end] < quiet_db
            dull = clip.emphasised_db[start:end] < dull_db
            low, high = find_longest_run(quiet & dull)
            if (high - low) * STEP_MS >= min_ms:
                return (start + low) * STEP_MS, (start + high) * STEP_MS
        return None

    def find_onset(self, first: Peak, low_ms: float) -> float:
        """Return where a word gets loud before its first peak, in ms.

        Args:
            first: The peak.
            low_ms: The word does not start before that.
        """
        clip = self._clip
        level, silence_db = clip.level_db, clip.silence_db
        share, ahead_ms = ONSET_LEVEL, 80
        if classify_phone(first.unit) in _OBSTRUENTS:
            level, silence_db = clip.emphasised_db, clip.emphasised_silence_db
            share, ahead_ms = OBSTRUENT_ONSET_LEVEL, 160
        peak_db = _measure_peak(level, first.at_ms - 40, first.at_ms + ahead_ms)
        if peak_db - silence_db < MIN_CONTRAST_DB:
            return first.at_ms - self._calibration.get_offsets(first.unit).behind_start
        part = level[to_step(low_ms) : to_step(first.at_ms) + 1][::-1]
        steps = measure_loud_run(part > silence_db + share * (peak_db - silence_db))
        return first.at_ms - 20 if steps is None else first.at_ms - steps * STEP_MS

    def find_offset(self, last: Peak, high_ms: float) -> float:
        """Return where a word has faded behind its last peak, in ms.

        Args:
            last: The peak.
            high_ms: The word does not end behind that.
        """
        level, silence_db = self._clip.level_db, self._clip.silence_db
        peak_db = _measure_peak(level, last.at_ms - 160, last.at_ms + 60)
        if peak_db - silence_db < MIN_CONTRAST_DB:
            return last.at_ms - self._calibration.get_offsets(last.unit).behind_end
        limit_db = min(self._fade_db, peak_db - MIN_CONTRAST_DB)
        loud = level[to_step(last.at_ms) : to_step(high_ms)] > limit_db
        steps = measure_loud_run(loud)
        return last.at_ms + (20 if steps is None else steps * STEP_MS)


def _choose_limits(last: Peak, first: Peak) -> list[tuple[float, float]]:
    """Return levels below which, and lengths in ms from which, silence is a pause."""
    limits = [(_PAUSE_LEVEL_AT_STOP, _MIN_PAUSE_AT_STOP_MS)]
    begins_with_stop = classify_phone(first.unit) in ("stop", "affricate")
    if not (begins_with_stop or _is_voiceless_stop(last)):
        limits.append((_PAUSE_LEVEL, _MIN_PAUSE_MS))
    return limits


def _measure_peak(level_db: Floats, start_ms: float, end_ms: float) -> float:
    part = level_db[to_step(start_ms) : max(1, to_step(end_ms))]
    return float(np.percentile(part, 95)) if len(part) else -100.0


def _compute_fade_level(clip: Acoustics, words: Sequence[Sequence[Peak]]) -> float:
    """Return the level in dB below which speech has faded."""
    level_db = clip.level_db
    if not words:
        return clip.silence_db
    parts = [level_db[: to_step(words[0][0].at_ms - 160)]]
    parts.append(level_db[to_step(words[-1][-1].at_ms + 350) :])
    for before, behind in pairwise(words):
        first_ms, end_ms = before[-1].at_ms + 350, behind[0].at_ms - 160
        if end_ms > first_ms:
            parts.append(level_db[to_step(first_ms) : to_step(end_ms)])
    quiet = np.concatenate(parts)
    fade_db = float(np.percentile(level_db, 99)) - _FADE_BELOW_PEAK_DB
    if len(quiet) * STEP_MS < 50:
        return max(fade_db, clip.silence_db + 1.5 * _FADE_ABOVE_NOISE_DB)
    return max(fade_db, float(np.median(quiet)) + _FADE_ABOVE_NOISE_DB)


def _is_voiceless_stop(peak: Peak) -> bool:
    sounds = parse_sounds(peak.unit)
    is_stop = classify_phone(peak.unit) == "stop"
    return is_stop and bool(sounds) and not sounds[0].voiced
