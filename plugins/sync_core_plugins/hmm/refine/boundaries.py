"""Boundaries finer than the acoustic model's 10 ms frames.

The convention is that of hand labels: a word starts where its first sound can be seen
in the signal and ends where the last one fades; between two sounds the boundary is
where the spectrum changes fastest from one to the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from attrs import field, frozen

from sync_core_plugins.hmm.decode.words import FRAME_MS, DecodedPhone, DecodedWord
from sync_core_plugins.hmm.refine.acoustics import Acoustics
from sync_core_plugins.hmm.refine.boundary_model import BoundaryModel, Transition
from sync_core_plugins.hmm.refine.pause_boundaries import (
    PauseBoundary,
    place_offset,
    place_onset,
)
from sync_core_plugins.hmm.refine.sound_classes import classify_phone

__all__ = ["PlacedWord", "find_transitions", "place_boundaries"]

OFFSET_MS = 7.5
"""Half the window (25.6 ms) less half the hop (10 ms): where a frame's start lies."""
MIN_PHONE_MS = 15.0
"""No sound is made shorter than this, half of the acoustic model's shortest."""


@frozen
class PlacedWord:
    """A spoken word with the boundaries of its phones: one more than of phones."""

    decoded: DecodedWord
    boundaries_ms: tuple[int, ...] = field(default=())


@frozen
class _Boundary:
    """One boundary as the acoustic model gave it."""

    at_ms: float
    before: DecodedPhone | None
    """None at the word's onset, after a pause."""
    behind: DecodedPhone | None
    """None at the word's offset, before a pause."""
    low_ms: float
    high_ms: float
    far_ms: float
    """The word's other end."""


def place_boundaries(
    words: Sequence[DecodedWord], acoustics: Acoustics, duration_ms: int
) -> list[PlacedWord]:
    """Return the spoken words with refined boundaries, in order and without overlap.

    Args:
        words: What was decoded, with pauses.
        acoustics: The clip.
        duration_ms: The clip's length.
    """
    model = BoundaryModel.of(acoustics)
    placed: list[PlacedWord] = []
    least = last = 0.0
    for at, word in enumerate(words):
        if word.is_filler:
            continue
        boundaries = _list_boundaries(words, at, duration_ms)
        joined = at > 0 and not words[at - 1].is_filler
        times: list[float] = [last] if joined else []
        for left, boundary in enumerate(boundaries[len(times) :], len(times)):
            room = (len(boundaries) - 1 - left) * MIN_PHONE_MS
            most = max(least, min(boundary.high_ms, duration_ms - room))
            time = _refine(boundary, acoustics, model, least)
            times.append(min(max(time, least), most))
            least = times[-1] + MIN_PHONE_MS
        last = times[-1]
        least = last + MIN_PHONE_MS
        placed.append(PlacedWord(word, tuple(round(time) for time in times)))
    return placed


def find_transitions(
    words: Sequence[DecodedWord], at: int, duration_ms: int
) -> list[Transition | None]:
    """Return the transitions of one spoken word's phones; None beside a pause."""
    boundaries = _list_boundaries(words, at, duration_ms)
    return [_find_transition(boundary) for boundary in boundaries]


def _list_boundaries(
    words: Sequence[DecodedWord], at: int, duration_ms: int
) -> list[_Boundary]:
    """Return the boundaries of one word, each with the stretch in which it may lie."""
    word = words[at]
    pause = _find_pause_middles(words, at, duration_ms)
    before = words[at - 1].phones[-1] if at and not words[at - 1].is_filler else None
    behind = words[at + 1] if at + 1 < len(words) else None
    follower = behind.phones[0] if behind and not behind.is_filler else None
    phones = [before, *word.phones, follower]
    boundaries: list[_Boundary] = []
    for left, right in pairwise(phones):
        time = _to_ms(right.start) if right else _to_ms(word.end)
        low = _to_ms(left.start) if left else pause[0]
        high = _find_middle(right) if right and left else pause[1]
        far = _to_ms(word.start)
        if right and not left:
            far = _to_ms(word.end)
            high = far - len(word.phones) * MIN_PHONE_MS
        boundaries.append(_Boundary(time, left, right, low, high, far))
    return boundaries


def _find_pause_middles(
    words: Sequence[DecodedWord], at: int, duration_ms: int
) -> tuple[float, float]:
    """Return how far the word may reach into the pauses around it."""
    first, last = at, at
    while first and words[first - 1].is_filler:
        first -= 1
    while last + 1 < len(words) and words[last + 1].is_filler:
        last += 1
    start, end = _to_ms(words[first].start), _to_ms(words[last].end)
    low = (start + _to_ms(words[at].start)) / 2 if first else 0.0
    behind = last + 1 < len(words)
    high = (_to_ms(words[at].end) + end) / 2 if behind else float(duration_ms)
    return low, high


def _refine(
    boundary: _Boundary, acoustics: Acoustics, model: BoundaryModel, least: float
) -> float:
    transition = _find_transition(boundary)
    if transition:
        return model.place(transition)
    beside = PauseBoundary(
        boundary.at_ms, boundary.low_ms, boundary.high_ms, boundary.far_ms
    )
    if boundary.behind:
        return place_onset(beside, boundary.behind.name, acoustics)
    if boundary.before:
        start = _to_ms(boundary.before.start)
        return place_offset(beside, boundary.before.name, start, least, acoustics)
    return boundary.at_ms


def _find_transition(boundary: _Boundary) -> Transition | None:
    left, right = boundary.before, boundary.behind
    if left is None or right is None:
        return None
    return Transition(
        at_ms=boundary.at_ms,
        low_ms=_to_ms(left.start),
        high_ms=_to_ms(right.start + right.frames),
        left=classify_phone(left.name),
        right=classify_phone(right.name),
        left_frames=left.frames,
        right_frames=right.frames,
    )


def _to_ms(frame: int) -> float:
    return frame * FRAME_MS + OFFSET_MS if frame else 0.0


def _find_middle(phone: DecodedPhone) -> float:
    return _to_ms(phone.start) + phone.frames * FRAME_MS / 2
