"""Pauses that are none: words that the search took for silence.

The acoustic model hears sounds against the clip's average. Where that misleads it, as
with much noise or long pauses, a word of normal loudness can pass for silence. It
shows: such a pause is loud, and fits badly. The words around it are then looked for
once more, in that piece of the clip alone, whose average is their own. What is found is
taken if words and pauses together fit better; speech that the script lacks rarely does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import evolve
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.decode.forced_aligner import FRAME_MS, FoundWord, Search
from sync_core_plugins.hmm.refine.acoustics import STEP_MS, Acoustics
from sync_core_plugins.hmm.report.confidence import fit

__all__ = ["looked_for", "repaired", "without_ends"]

# Of 317 pauses of 0.2 s and more in 107 labelled clips, 5 were loud and fitted badly
# by these numbers; 4 of them held words by the labels.
LEAST_FRAMES = 20
WORST_FIT = -25.0
"""Mean score a frame; real pauses are mostly above -20."""
LOUD_LEVEL, LOUD_SHARE = 0.6, 0.4
"""This share of the pause is nearer to the clip's loudest than to silence."""
MARGIN_FRAMES = 20
"""What of the pauses around it goes with the piece."""
_STEPS = int(FRAME_MS / STEP_MS)
_SAMPLES = 16 * FRAME_MS


def repaired(
    search: Search,
    found: Sequence[FoundWord],
    pcm: NDArray[np.int16],
    acoustics: Acoustics,
) -> list[FoundWord]:
    """Give the words with those around false pauses looked for once more.

    Args:
        search: What found them.
        found: The words and pauses of a clip.
        pcm: The clip.
        acoustics: The clip, measured.
    """
    words = list(found)
    at = 0
    while at < len(words):
        behind = _run(words, at)
        if behind == at or not _is_false(words[at:behind], acoustics):
            at = max(behind, at + 1)
            continue
        first, last = _piece(words, at, behind, acoustics)
        better = _again(search, words, (first, last), pcm)
        if better and _is_better(better, words[first:last], acoustics):
            words[first:last] = better
            last = first + len(better)
        at = last
    return words


def _run(words: Sequence[FoundWord], at: int) -> int:
    """Give the first word behind the pauses that start here."""
    while at < len(words) and words[at].is_filler:
        at += 1
    return at


def _is_false(pauses: Sequence[FoundWord], acoustics: Acoustics) -> bool:
    frames = pauses[-1].end - pauses[0].start
    if frames < LEAST_FRAMES or sum(p.score for p in pauses) / frames > WORST_FIT:
        return False
    levels = acoustics.levels[pauses[0].start * _STEPS : pauses[-1].end * _STEPS]
    return bool(np.mean(np.max(levels, axis=1) > LOUD_LEVEL) > LOUD_SHARE)


def _is_better(
    new: Sequence[FoundWord], old: Sequence[FoundWord], acoustics: Acoustics
) -> bool:
    starts = [at for at in range(len(new)) if _run(new, at) > at]
    if any(_is_false(new[at : _run(new, at)], acoustics) for at in starts):
        return False
    return fit(new) >= fit(old)


def _piece(
    words: Sequence[FoundWord], at: int, behind: int, acoustics: Acoustics
) -> tuple[int, int]:
    """Give the words between the true pauses on either side of a false one."""
    first, last = at, behind
    while first and not words[first - 1].is_filler:
        first -= 1
    while last < len(words):
        end = _run(words, last)
        if end > last and not _is_false(words[last:end], acoustics):
            break
        last = max(end, last + 1)
    return first, last


def _again(
    search: Search,
    words: Sequence[FoundWord],
    piece: tuple[int, int],
    pcm: NDArray[np.int16],
) -> list[FoundWord] | None:
    """Look for the words in their piece of the clip; None if they are not there."""
    inner = words[slice(*piece)]
    before = [word.end for word in words[: piece[0]] if not word.is_filler]
    behind = [word.start for word in words[piece[1] :] if not word.is_filler]
    start = max(inner[0].start - MARGIN_FRAMES, *before[-1:], 0)
    end = min(inner[-1].end + MARGIN_FRAMES, *behind[:1], len(pcm) // _SAMPLES)
    found = looked_for(search, inner, (start, end), pcm)
    return without_ends(found) if found else None


def looked_for(
    search: Search,
    words: Sequence[FoundWord],
    stretch: tuple[int, int],
    pcm: NDArray[np.int16],
) -> list[FoundWord] | None:
    """Look for words in a stretch of frames alone; None if they are not there."""
    start, end = stretch
    said = [re.sub(r"\(\d+\)$", "", w.name) for w in words if not w.is_filler]
    samples = pcm[start * _SAMPLES : end * _SAMPLES].tobytes()
    found = search.align(samples, [((word,),) for word in said]) if said else None
    return [_moved(word, start) for word in found] if found else None


def without_ends(words: Sequence[FoundWord]) -> list[FoundWord]:
    """Leave out the pauses at either end."""
    spoken = [at for at, word in enumerate(words) if not word.is_filler]
    return list(words[spoken[0] : spoken[-1] + 1])


def _moved(word: FoundWord, frames: int) -> FoundWord:
    phones = tuple(evolve(p, start=p.start + frames) for p in word.phones)
    return evolve(word, start=word.start + frames, phones=phones)
