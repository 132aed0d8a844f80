"""Long stretches of sound that are not the script's: music, noise, other speech.

In them any little word can be made out somewhere, far from its sentence. So words count
only in runs; what lies between two runs is taken out of the search, but for as much
sound beside them as the words need that may still be missing there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.decode.forced_aligner import FRAME_MS, SOUNDS, FoundWord
from sync_core_plugins.hmm.verify.garbage_decoder import EACH_FRAME, Heard

__all__ = ["Hole", "drawn_out", "holes", "sounding"]

LEAST_RUN = 3
"""Words in a row that are not taken for chance,"""
LEAST_FIT = -8
"""with so much gain a frame: that of right scripts (-1 to 14),"""
LEAST_EVIDENCE = 1_500
"""or that fit so much better than unscripted speech at its price. No run by chance did
in 80 clips with scripts of others."""
SLOW_PHONE = 30
"""Frames a phone from which a word is none: 0.3 s, four times the usual."""
NEAR = 50
"""Frames between two words of a run at most."""
LEAST_FRAMES = 200
"""A hole holds at least so much sound."""
PHONE_FRAMES, ASIDE = 12, 50
"""Sound that words may need which have not been found: half as much again as usual for
each phone, and half a second."""
LONG_PHONE, LONG_WORD, ALONE = 20, 20, 50
"""A word of more frames than this a phone and a word, so far from both its neighbours,
is none. Of the 695 words of 80 hand-labelled clips none is so long."""
FAR_TOO_LONG = 3
"""Nor is one of so many times more frames, wherever it stands."""
MARGIN = 15
"""Frames of a hole left beside a word without a pause: the word may reach into it."""
QUIET_FRAMES = 15
"""Of a pause between sounds, at least; longer than a stop's closure mostly is."""
_ABOVE_FLOOR_DB, _BELOW_SPEECH_DB = 6.0, 30.0
"""What counts as quiet."""
_SAMPLES = 16 * FRAME_MS

Phones = Sequence[Sequence[Sequence[str]]]


@frozen
class Hole:
    """What lies between two runs of words, in frames."""

    start: int
    end: int
    phones: int
    """Of the script's words that belong between the two runs."""


def holes(heard: Sequence[Heard], readings: Phones, frames: int) -> list[Hole]:
    """Give what lies before, between and behind the runs of words.

    Args:
        heard: The best way through the script.
        readings: Of each slot, its readings as rows of phones.
        frames: Length of the clip.
    """
    sizes = [min(map(len, rows), default=0) for rows in readings]
    sure = [run for run in _runs(heard, sizes) if _is_sure(run)]
    if not sure:
        return []
    found: list[Hole] = []
    at, slot = 0, 0
    for run in sure:
        found.append(Hole(at, run[0].start, sum(sizes[slot : run[0].slot])))
        at, slot = run[-1].end, (run[-1].slot or 0) + 1
    found.append(Hole(at, frames, sum(sizes[slot:])))
    return found


def _runs(heard: Sequence[Heard], sizes: Sequence[int]) -> Iterator[list[Heard]]:
    run: list[Heard] = []
    for one in heard:
        if one.slot is None or one.end - one.start > SLOW_PHONE * sizes[one.slot]:
            continue
        last = run[-1] if run else one
        if run and (one.slot != (last.slot or 0) + 1 or one.start - last.end > NEAR):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _is_sure(run: Sequence[Heard]) -> bool:
    frames = sum(one.end - one.start for one in run)
    gain = sum(one.gain for one in run)
    fits = gain >= LEAST_FIT * frames or gain + EACH_FRAME * frames >= LEAST_EVIDENCE
    return len(run) >= LEAST_RUN and fits


def sounding(found: Sequence[Hole], pcm: NDArray[np.int16]) -> list[tuple[int, int]]:
    """Give the long sounds in holes that hold none of the script, in frames.

    Args:
        found: What lies between runs of words, one more than there are runs.
        pcm: The clip.
    """
    db = _levels(pcm)
    if not len(db):
        return []
    spoken = [db[a.end : b.start] for a, b in pairwise(found)]
    loud = np.percentile(np.concatenate([*spoken, db[:1]]), 90)
    limit = max(np.percentile(db, 5) + _ABOVE_FLOOR_DB, loud - _BELOW_SPEECH_DB)
    stretches: list[tuple[int, int]] = []
    for hole in found:
        sounds = _sounds(db[hole.start : hole.end] > limit, hole.start)
        start, end = _inner(hole, sounds)
        inside = sum(
            min(b, end) - max(a, start) for a, b in sounds if b > start and a < end
        )
        if inside >= LEAST_FRAMES:
            stretches.append((start, end))
    return stretches


def _inner(hole: Hole, sounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Leave beside both runs the sound that missing words may need."""
    need = PHONE_FRAMES * hole.phones + ASIDE if hole.phones else 0
    start, end = hole.end, hole.start
    spent = 0
    for first, behind in sounds:
        spent += behind - first
        if spent > need:
            touches = first - hole.start < QUIET_FRAMES and hole.start > 0
            start = first + (max(need, MARGIN) if touches else 0)
            break
    spent = 0
    for first, behind in reversed(sounds):
        spent += behind - first
        if spent > need:
            touches = hole.end - behind < QUIET_FRAMES
            end = behind - (max(need, MARGIN) if touches else 0)
            break
    return start, end


def drawn_out(words: Sequence[FoundWord]) -> list[tuple[int, int]]:
    """Give where words were found that are too long for any, in frames."""
    spoken = [word for word in words if not word.is_filler]
    if not spoken:
        return []
    ends = [-ALONE, *(word.end for word in spoken)]
    starts = [*(word.start for word in spoken[1:]), spoken[-1].end + ALONE]
    return [
        (word.start, word.end)
        for word, before, behind in zip(spoken, ends, starts, strict=False)
        if not word.name.startswith(SOUNDS)
        and _is_drawn_out(word, min(word.start - before, behind - word.end))
    ]


def _is_drawn_out(word: FoundWord, apart: int) -> bool:
    limit = LONG_PHONE * len(word.phones) + LONG_WORD
    return word.frames > (limit if apart >= ALONE else FAR_TOO_LONG * limit)


def _sounds(loud: NDArray[np.bool_], offset: int) -> list[tuple[int, int]]:
    """Give the stretches between pauses."""
    at = np.flatnonzero(loud) + offset
    if not len(at):
        return []
    breaks = np.flatnonzero(np.diff(at) > QUIET_FRAMES) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(at, breaks)]


def _levels(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    frames = pcm[: len(pcm) // _SAMPLES * _SAMPLES].reshape(-1, _SAMPLES)
    power = np.mean(np.square(frames.astype(np.float32)), axis=1)
    levels: NDArray[np.float32] = 10 * np.log10(power + 1)
    return levels
