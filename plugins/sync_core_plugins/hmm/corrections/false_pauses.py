"""Words that the forced alignment took for silence.

The acoustic model hears sounds against the clip's average. Where that misleads it, as
with much noise or long pauses, a word of normal loudness can pass for silence. Such a
pause is loud, and fits badly. The words around it are then aligned once more, in that
piece of the clip alone, whose average is their own. The new alignment is taken if words
and pauses together fit better; speech that the script lacks rarely does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import evolve
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.decode.fit import compute_fit
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.realign import realign, trim_pauses
from sync_core_plugins.hmm.decode.words import FRAME_MS, SAMPLES_PER_FRAME, DecodedWord
from sync_core_plugins.hmm.refine.acoustics import STEP_MS, Acoustics, measure_acoustics

__all__ = ["correct_false_pauses", "realign_false_pauses"]

# Of 317 pauses of 0.2 s and more in 107 labelled clips, 5 were loud and fitted badly
# by these numbers; 4 of them held words by the labels.
MIN_FRAMES = 20
MIN_PAUSE_FIT = -25.0
"""Mean score a frame; real pauses are mostly above -20."""
LOUD_LEVEL, LOUD_SHARE = 0.6, 0.4
"""This share of the pause is nearer to the clip's loudest than to silence."""
MARGIN_FRAMES = 20
"""What of the pauses around it goes with the piece."""
STEPS_PER_FRAME = int(FRAME_MS / STEP_MS)


def correct_false_pauses(alignment: Alignment, aligner: ForcedAligner) -> Alignment:
    """Return the alignment with false pauses righted; a trusted one stays."""
    if alignment.request.trusted:
        return alignment
    pcm = alignment.audio.pcm
    acoustics = alignment.acoustics or measure_acoustics(pcm)
    words = realign_false_pauses(aligner, alignment.words, pcm, acoustics)
    return evolve(alignment, words=words, acoustics=acoustics)


def realign_false_pauses(
    aligner: ForcedAligner,
    words: Sequence[DecodedWord],
    pcm: NDArray[np.int16],
    acoustics: Acoustics,
) -> list[DecodedWord]:
    """Return the words with those around false pauses aligned once more.

    Args:
        aligner: What found them.
        words: The words and pauses of a clip.
        pcm: The clip.
        acoustics: The clip, measured.
    """
    words = list(words)
    at = 0
    while at < len(words):
        behind = _find_run_end(words, at)
        if behind == at or not _is_false(words[at:behind], acoustics):
            at = max(behind, at + 1)
            continue
        first, last = _find_piece(words, at, behind, acoustics)
        better = _realign_piece(aligner, words, (first, last), pcm)
        if better and _is_better(better, words[first:last], acoustics):
            words[first:last] = better
            last = first + len(better)
        at = last
    return words


def _find_run_end(words: Sequence[DecodedWord], at: int) -> int:
    """Return the first word after the pauses that start here."""
    while at < len(words) and words[at].is_filler:
        at += 1
    return at


def _is_false(pauses: Sequence[DecodedWord], acoustics: Acoustics) -> bool:
    frames = pauses[-1].end - pauses[0].start
    if frames < MIN_FRAMES or sum(p.score for p in pauses) / frames > MIN_PAUSE_FIT:
        return False
    first, last = pauses[0].start * STEPS_PER_FRAME, pauses[-1].end * STEPS_PER_FRAME
    levels = acoustics.levels[first:last]
    return bool(np.mean(np.max(levels, axis=1) > LOUD_LEVEL) > LOUD_SHARE)


def _is_better(
    new: Sequence[DecodedWord], old: Sequence[DecodedWord], acoustics: Acoustics
) -> bool:
    ends = [(at, _find_run_end(new, at)) for at in range(len(new))]
    if any(_is_false(new[at:end], acoustics) for at, end in ends if end > at):
        return False
    return compute_fit(new) >= compute_fit(old)


def _find_piece(
    words: Sequence[DecodedWord], at: int, behind: int, acoustics: Acoustics
) -> tuple[int, int]:
    """Return the words between the true pauses on either side of a false one."""
    first, last = at, behind
    while first and not words[first - 1].is_filler:
        first -= 1
    while last < len(words):
        end = _find_run_end(words, last)
        if end > last and not _is_false(words[last:end], acoustics):
            break
        last = max(end, last + 1)
    return first, last


def _realign_piece(
    aligner: ForcedAligner,
    words: Sequence[DecodedWord],
    piece: tuple[int, int],
    pcm: NDArray[np.int16],
) -> list[DecodedWord] | None:
    """Align words in their piece of the clip alone; None if no path holds them."""
    inner = words[slice(*piece)]
    before = [word.end for word in words[: piece[0]] if not word.is_filler]
    behind = [word.start for word in words[piece[1] :] if not word.is_filler]
    start = max(inner[0].start - MARGIN_FRAMES, *before[-1:], 0)
    frames = len(pcm) // SAMPLES_PER_FRAME
    end = min(inner[-1].end + MARGIN_FRAMES, *behind[:1], frames)
    found = realign(aligner, inner, (start, end), pcm)
    return trim_pauses(found) if found else None
