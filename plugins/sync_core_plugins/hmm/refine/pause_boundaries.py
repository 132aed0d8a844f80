"""Boundaries of words beside pauses, by where the clip gets loud or fades.

The numbers were chosen on 80 hand-labelled clips of read American English (8 speakers)
and checked on three other labelled sets.
"""

from __future__ import annotations

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.refine.acoustics import STEP_MS, Acoustics, Envelope
from sync_core_plugins.hmm.refine.sound_classes import SOUND_CLASSES

__all__ = ["PauseBoundary", "place_offset", "place_onset"]

MIN_RISE_DB = 6.0
"""With less, the clip has no silence to compare with."""
MIN_CLOSURE_MS = 20.0
"""Of a stop: a vowel's tail is no release."""
STOP_FORWARD_MS, STOP_BACK_MS = 30.0, -10.0
"""How far a release may reach beyond the model's boundary, and the model's bias."""

STOPS, FRICATIVES = SOUND_CLASSES["stop"], SOUND_CLASSES["fricative"]
NASALS = SOUND_CLASSES["nasal"]


@frozen
class PauseBoundary:
    """A boundary between a word and a pause as the acoustic model gave it."""

    at_ms: float
    low_ms: float
    high_ms: float
    far_ms: float
    """The word's other end."""


def place_onset(boundary: PauseBoundary, phone: str, acoustics: Acoustics) -> float:
    """Return where the clip first gets loud near the start of a word, in ms."""
    noisy = phone in STOPS or phone in FRICATIVES
    envelope = acoustics.bright if noisy else acoustics.full
    share, span = (0.35, 300.0) if noisy else (0.45, 150.0)
    at = boundary.at_ms
    peak = _measure_peak(envelope, at, min(at + span, boundary.far_ms))
    start = max(boundary.low_ms, at - 40.0)
    end = min(boundary.high_ms, at + 120.0)
    loud = _find_loud_steps(envelope, start, end, share, peak)
    if not loud and peak < envelope.floor_db + MIN_RISE_DB:
        return at
    return start + STEP_MS * loud[0] if loud else end


def place_offset(
    boundary: PauseBoundary,
    phone: str,
    phone_start_ms: float,
    least_ms: float,
    acoustics: Acoustics,
) -> float:
    """Return where the clip was last loud near the end of a word, in ms."""
    if phone in STOPS:
        return _place_release(boundary, phone_start_ms, acoustics)
    fricative = phone in FRICATIVES
    envelope = acoustics.high if fricative else acoustics.full
    span, back = (150.0, 150.0) if fricative else (300.0, 250.0)
    at = boundary.at_ms
    peak = _measure_peak(envelope, max(at - span, boundary.far_ms), at)
    start = max(least_ms, at - back)
    # A nasal before a pause is as loud as other sounds' tails.
    share = 0.4 if phone in NASALS else 0.5
    end = min(boundary.high_ms, at + 60.0)
    loud = _find_loud_steps(envelope, start, end, share, peak)
    return start + STEP_MS * (loud[-1] + 1) if loud else at


def _place_release(
    boundary: PauseBoundary, stop_start_ms: float, acoustics: Acoustics
) -> float:
    """Return where a stop's release before a pause fades, if it has one that does."""
    envelope, at = acoustics.bright, boundary.at_ms
    peak = _measure_peak(envelope, max(stop_start_ms - 300.0, boundary.far_ms), at)
    first = stop_start_ms + MIN_CLOSURE_MS
    part = _cut(envelope, first, min(at + STOP_FORWARD_MS, boundary.high_ms))
    above = part > envelope.floor_db + 0.3 * (peak - envelope.floor_db)
    loud, quiet = np.flatnonzero(above), np.flatnonzero(~above)
    if not len(loud):
        return at
    if loud[-1] >= len(part) - 2:
        return at + STOP_BACK_MS
    if quiet[0] > loud[-1]:
        return at
    return first + STEP_MS * (float(loud[-1]) + 1)


def _measure_peak(envelope: Envelope, start_ms: float, end_ms: float) -> float:
    part = _cut(envelope, start_ms, end_ms)
    return float(np.percentile(part, 95)) if len(part) else envelope.floor_db


def _find_loud_steps(
    envelope: Envelope, start_ms: float, end_ms: float, share: float, peak: float
) -> list[int]:
    """Return the steps that lie above a share of the way from silence to the peak."""
    part = _cut(envelope, start_ms, end_ms)
    if len(part) < 3:
        return []
    above = part > envelope.floor_db + share * (peak - envelope.floor_db)
    steady = np.convolve(above, [1, 1, 1], "same") >= 2
    return [int(step) for step in np.flatnonzero(steady)]


def _cut(envelope: Envelope, start_ms: float, end_ms: float) -> NDArray[np.float64]:
    first = max(0, round(start_ms / STEP_MS))
    return envelope.db[first : max(first, round(end_ms / STEP_MS))]
