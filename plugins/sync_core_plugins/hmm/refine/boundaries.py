"""Edges finer than the acoustic model's 10 ms frames.

The convention is that of hand labels: a word starts where its first sound can be seen
in the signal and ends where the last one fades; between two sounds the edge is where
the spectrum changes fastest from one to the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np  # noqa: TID253
from attrs import field, frozen

from sync_core_plugins.hmm.decode.forced_aligner import FRAME_MS, FoundPhone, FoundWord
from sync_core_plugins.hmm.refine.acoustics import STEP_MS, Acoustics, Envelope
from sync_core_plugins.hmm.refine.boundary_model import ChangeEdge, Changes
from sync_core_plugins.hmm.refine.sound_classes import KINDS, kind_of

__all__ = ["PlacedWord", "change_edges", "place"]

OFFSET_MS = 7.5
"""Half the window (25.6 ms) less half the hop (10 ms): where a frame's start lies."""
LEAST_MS = 15.0
"""No sound is made shorter than this, half of the acoustic model's shortest."""
LEAST_RISE_DB = 6.0
"""With less, the clip has no silence to compare with."""
_STOPS, _FRICATIVES, _NASALS = KINDS["stop"], KINDS["fricative"], KINDS["nasal"]

# The numbers beside pauses were chosen on 80 hand-labelled clips of read American
# English (8 speakers) and checked on three other labelled sets.
_CLOSURE_MS = 20.0
"""What of a stop is closed at the least: a vowel's tail is no release."""
_STOP_FORWARD_MS, _STOP_BACK_MS = 30.0, -10.0
"""How far a release may reach beyond the model's edge, and the model's bias."""
_HUSH_BACK_MS, _HUSH_FORWARD_MS = 50.0, 70.0
_HUSH_LEVEL, _LEAST_HUSH_MS = 0.4, 15.0
"""Every band below this level for so long is a hush between two words."""

Place = Literal["change", "onset", "offset"]


@frozen
class PlacedWord:
    """A spoken word with the edges of its phones: one more than there are phones."""

    found: FoundWord
    edges_ms: tuple[int, ...] = field(default=())


@frozen
class _Edge:
    """One edge as the acoustic model gave it."""

    place: Place
    at_ms: float
    before: FoundPhone | None
    behind: FoundPhone | None
    low_ms: float
    high_ms: float
    far_ms: float
    """The word's other end."""


def place(
    words: Sequence[FoundWord], acoustics: Acoustics, duration_ms: int
) -> list[PlacedWord]:
    """Give the spoken words refined edges, in order and without overlap.

    Args:
        words: What the search found, with pauses.
        acoustics: The clip.
        duration_ms: The clip's length.
    """
    changes = Changes.of(acoustics)
    placed: list[PlacedWord] = []
    least = resumed = 0.0
    for at, word in enumerate(words):
        if word.is_filler:
            continue
        edges = _edges(words, at, duration_ms)
        joined = at > 0 and not words[at - 1].is_filler
        times: list[float] = [resumed] if joined else []
        for left, edge in enumerate(edges[len(times) :], len(times)):
            room = (len(edges) - 1 - left) * LEAST_MS
            most = max(least, min(edge.high_ms, duration_ms - room))
            time = min(max(_refined(edge, acoustics, changes, least), least), most)
            times.append(time)
            least = time + LEAST_MS
        times[-1], resumed = _parted(edges[-1], times, acoustics)
        least = resumed + LEAST_MS
        placed.append(PlacedWord(word, tuple(round(time) for time in times)))
    return placed


def _edges(words: Sequence[FoundWord], at: int, duration_ms: int) -> list[_Edge]:
    """Give the edges of one word, each with the stretch in which it may lie."""
    word = words[at]
    pause = _pause_middles(words, at, duration_ms)
    before = words[at - 1].phones[-1] if at and not words[at - 1].is_filler else None
    behind = words[at + 1] if at + 1 < len(words) else None
    follower = behind.phones[0] if behind and not behind.is_filler else None
    phones = [before, *word.phones, follower]
    edges: list[_Edge] = []
    for left, right in pairwise(phones):
        time = _ms(right.start) if right else _ms(word.end)
        where: Place = "change" if left and right else "onset" if right else "offset"
        low = _ms(left.start) if left else pause[0]
        high = _middle(right) if right and left else pause[1]
        far = _ms(word.end) if where == "onset" else _ms(word.start)
        if where == "onset" and right:
            high = _ms(word.end) - len(word.phones) * LEAST_MS
        edges.append(_Edge(where, time, left, right, low, high, far))
    return edges


def _pause_middles(
    words: Sequence[FoundWord], at: int, duration_ms: int
) -> tuple[float, float]:
    """Give how far the word may reach into the pauses around it."""
    first, last = at, at
    while first and words[first - 1].is_filler:
        first -= 1
    while last + 1 < len(words) and words[last + 1].is_filler:
        last += 1
    start, end = _ms(words[first].start), _ms(words[last].end)
    low = (start + _ms(words[at].start)) / 2 if first else 0.0
    behind = last + 1 < len(words)
    high = (_ms(words[at].end) + end) / 2 if behind else float(duration_ms)
    return low, high


def _refined(
    edge: _Edge, acoustics: Acoustics, changes: Changes, least: float
) -> float:
    if edge.place == "onset" and edge.behind:
        return _onset(edge, edge.behind.name, acoustics)
    if edge.place == "offset" and edge.before:
        return _offset(edge, edge.before.name, acoustics, least)
    change = _change_edge(edge)
    return changes.place(change) if change else edge.at_ms


def _parted(
    edge: _Edge, times: Sequence[float], acoustics: Acoustics
) -> tuple[float, float]:
    """Give a word's end and the next one's start, apart where a hush parts them.

    The acoustic model has no pause that short. Between a fricative and a glide ("wash
    water") 11 of 29 labelled edges have one, of 20 to 65 ms, and no other sound that is
    as quiet; between other sounds a closure or a glottal stop looks the same.
    """
    end = times[-1]
    if edge.before is None or edge.behind is None:
        return end, end
    if (kind_of(edge.before.name), kind_of(edge.behind.name)) != ("fricative", "glide"):
        return end, end
    first = round(max(end - _HUSH_BACK_MS, times[-2] + LEAST_MS) / STEP_MS)
    last = round(min(end + _HUSH_FORWARD_MS, edge.high_ms) / STEP_MS)
    quiet = np.max(acoustics.levels[first:last], axis=1, initial=0.0) < _HUSH_LEVEL
    turns = np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]])))
    runs = [
        (int(b - a), first + int(a), first + int(b)) for a, b in turns.reshape(-1, 2)
    ]
    length, start, stop = max(runs, default=(0, 0, 0))
    if length * STEP_MS < _LEAST_HUSH_MS:
        return end, end
    return start * STEP_MS, stop * STEP_MS


def change_edges(
    words: Sequence[FoundWord], at: int, duration_ms: int
) -> list[ChangeEdge | None]:
    """Give the edges of one spoken word by the model; None beside a pause."""
    return [_change_edge(edge) for edge in _edges(words, at, duration_ms)]


def _change_edge(edge: _Edge) -> ChangeEdge | None:
    left, right = edge.before, edge.behind
    if left is None or right is None:
        return None
    return ChangeEdge(
        at_ms=edge.at_ms,
        low_ms=_ms(left.start),
        high_ms=_ms(right.start + right.frames),
        left=kind_of(left.name),
        right=kind_of(right.name),
        left_frames=left.frames,
        right_frames=right.frames,
    )


def _onset(edge: _Edge, phone: str, acoustics: Acoustics) -> float:
    """Find where the clip first gets loud near the start of a word."""
    noisy = phone in _STOPS or phone in _FRICATIVES
    envelope = acoustics.bright if noisy else acoustics.full
    share, span = (0.35, 300.0) if noisy else (0.45, 150.0)
    peak = _peak(envelope, edge.at_ms, min(edge.at_ms + span, edge.far_ms))
    start = max(edge.low_ms, edge.at_ms - 40.0)
    end = min(edge.high_ms, edge.at_ms + 120.0)
    loud = _loud(envelope, start, end, share, peak)
    if not loud and peak < envelope.floor_db + LEAST_RISE_DB:
        return edge.at_ms
    return start + STEP_MS * loud[0] if loud else end


def _offset(edge: _Edge, phone: str, acoustics: Acoustics, least: float) -> float:
    """Find where the clip was last loud near the end of a word."""
    if phone in _STOPS:
        return _release(edge, acoustics)
    fricative = phone in _FRICATIVES
    envelope = acoustics.high if fricative else acoustics.full
    span, back = (150.0, 150.0) if fricative else (300.0, 250.0)
    peak = _peak(envelope, max(edge.at_ms - span, edge.far_ms), edge.at_ms)
    start = max(least, edge.at_ms - back)
    # A nasal before a pause is as loud as other sounds' tails.
    share = 0.4 if phone in _NASALS else 0.5
    loud = _loud(envelope, start, min(edge.high_ms, edge.at_ms + 60.0), share, peak)
    return start + STEP_MS * (loud[-1] + 1) if len(loud) else edge.at_ms


def _release(edge: _Edge, acoustics: Acoustics) -> float:
    """Find where a stop's release before a pause fades, if it has one that does."""
    start = _ms(edge.before.start) if edge.before else edge.at_ms
    envelope = acoustics.bright
    peak = _peak(envelope, max(start - 300.0, edge.far_ms), edge.at_ms)
    first, last = start + _CLOSURE_MS, min(edge.at_ms + _STOP_FORWARD_MS, edge.high_ms)
    part = _cut(envelope, first, last)
    above = part > envelope.floor_db + 0.3 * (peak - envelope.floor_db)
    loud, quiet = np.flatnonzero(above), np.flatnonzero(~above)
    if not len(loud):
        return edge.at_ms
    if loud[-1] >= len(part) - 2:
        return edge.at_ms + _STOP_BACK_MS
    if quiet[0] > loud[-1]:
        return edge.at_ms
    return first + STEP_MS * (float(loud[-1]) + 1)


def _peak(envelope: Envelope, start_ms: float, end_ms: float) -> float:
    part = _cut(envelope, start_ms, end_ms)
    return float(np.percentile(part, 95)) if len(part) else envelope.floor_db


def _loud(
    envelope: Envelope, start_ms: float, end_ms: float, share: float, peak: float
) -> list[int]:
    """Give the steps that lie above a share of the way from silence to the peak."""
    part = _cut(envelope, start_ms, end_ms)
    if len(part) < 3:
        return []
    above = part > envelope.floor_db + share * (peak - envelope.floor_db)
    steady = np.convolve(above, [1, 1, 1], "same") >= 2
    return [int(step) for step in np.flatnonzero(steady)]


def _cut(
    envelope: Envelope, start_ms: float, end_ms: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    first = max(0, round(start_ms / STEP_MS))
    return envelope.db[first : max(first, round(end_ms / STEP_MS))]


def _ms(frame: int) -> float:
    return frame * FRAME_MS + OFFSET_MS if frame else 0.0


def _middle(phone: FoundPhone) -> float:
    return _ms(phone.start) + phone.frames * FRAME_MS / 2
