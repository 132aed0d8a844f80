"""Long stretches of sound that are not the script's: music, noise, other speech.

In them any little word can be made out somewhere, far from its sentence. So words count
only in runs. What lies between two runs is taken out of the search, except for as much
sound beside them as the words need that may still be missing there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from attrs import frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.decode.durations import AMPLE_PHONE_FRAMES
from sync_core_plugins.hmm.decode.words import SAMPLES_PER_FRAME
from sync_core_plugins.hmm.verify.evidence import MIN_FRAME_GAIN, MIN_RUN_WORDS
from sync_core_plugins.hmm.verify.garbage_decoder import GARBAGE_FRAME_COST, PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["RunGap", "find_non_script_sounds", "find_run_gaps"]

MIN_EVIDENCE = 1_500
"""A run counts that fits as well as right scripts do, or so much better than unscripted
speech at its price. No run by chance did in 80 clips with scripts of others."""
MAX_PHONE_FRAMES = 30
"""A word of more frames a phone is none: 0.3 s, four times the usual."""
MAX_WORD_DISTANCE_FRAMES = 50
"""Between two words of a run."""
MIN_SOUND_FRAMES = 200
"""A stretch is taken out if it holds so much sound."""
ASIDE_FRAMES = 50
"""Sound that words may need which have not been found, beside that for their phones."""
MARGIN_FRAMES = 15
"""What is left beside a word without a pause: the word may reach into it."""
MIN_QUIET_FRAMES = 15
"""Of a pause between sounds; longer than a stop's closure mostly is."""
ABOVE_FLOOR_DB, BELOW_SPEECH_DB = 6.0, 30.0
"""What counts as quiet."""


@frozen
class RunGap:
    """What lies between two runs of words, in frames."""

    start: int
    end: int
    phones: int
    """Of the script's words that belong between the two runs."""


def find_run_gaps(
    path: Sequence[PathSegment], script: PronouncedScript, frames: int
) -> list[RunGap]:
    """Return what lies before, between and after the runs of words.

    Args:
        path: The best path through the script.
        script: The script.
        frames: Length of the clip.
    """
    sizes = script.sizes
    sure = [run for run in _find_runs(path, sizes) if _is_sure(run)]
    if not sure:
        return []
    found: list[RunGap] = []
    at, slot = 0, 0
    for run in sure:
        found.append(RunGap(at, run[0].start, sum(sizes[slot : run[0].slot])))
        at, slot = run[-1].end, (run[-1].slot or 0) + 1
    found.append(RunGap(at, frames, sum(sizes[slot:])))
    return found


def _find_runs(
    path: Sequence[PathSegment], sizes: Sequence[int]
) -> Iterator[list[PathSegment]]:
    run: list[PathSegment] = []
    for one in path:
        if one.slot is None or one.end - one.start > MAX_PHONE_FRAMES * sizes[one.slot]:
            continue
        last = run[-1] if run else one
        follows = one.slot == (last.slot or 0) + 1
        if run and not (follows and one.start - last.end <= MAX_WORD_DISTANCE_FRAMES):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _is_sure(run: Sequence[PathSegment]) -> bool:
    frames = sum(one.end - one.start for one in run)
    gain = sum(one.gain for one in run)
    fits = gain >= MIN_FRAME_GAIN * frames
    differs = gain + GARBAGE_FRAME_COST * frames >= MIN_EVIDENCE
    return len(run) >= MIN_RUN_WORDS and (fits or differs)


def find_non_script_sounds(
    gaps: Sequence[RunGap], pcm: NDArray[np.int16]
) -> list[tuple[int, int]]:
    """Return the long sounds between runs that hold none of the script, in frames.

    Args:
        gaps: What lies between runs of words, one more than there are runs.
        pcm: The clip.
    """
    db = _measure_levels_db(pcm)
    if not len(db):
        return []
    spoken = [db[a.end : b.start] for a, b in pairwise(gaps)]
    loud = np.percentile(np.concatenate([*spoken, db[:1]]), 90)
    limit = max(np.percentile(db, 5) + ABOVE_FLOOR_DB, loud - BELOW_SPEECH_DB)
    stretches: list[tuple[int, int]] = []
    for gap in gaps:
        sounds = _split_at_pauses(db[gap.start : gap.end] > limit, gap.start)
        start, end = _leave_margins(gap, sounds)
        inside = sum(
            min(b, end) - max(a, start) for a, b in sounds if b > start and a < end
        )
        if inside >= MIN_SOUND_FRAMES:
            stretches.append((start, end))
    return stretches


def _leave_margins(gap: RunGap, sounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Leave beside both runs the sound that missing words may need."""
    need = AMPLE_PHONE_FRAMES * gap.phones + ASIDE_FRAMES if gap.phones else 0
    start, end = gap.end, gap.start
    spent = 0
    for first, behind in sounds:
        spent += behind - first
        if spent > need:
            touches = first - gap.start < MIN_QUIET_FRAMES and gap.start > 0
            start = first + (max(need, MARGIN_FRAMES) if touches else 0)
            break
    spent = 0
    for first, behind in reversed(sounds):
        spent += behind - first
        if spent > need:
            touches = gap.end - behind < MIN_QUIET_FRAMES
            end = behind - (max(need, MARGIN_FRAMES) if touches else 0)
            break
    return start, end


def _split_at_pauses(loud: NDArray[np.bool_], offset: int) -> list[tuple[int, int]]:
    """Return the stretches between pauses."""
    at = np.flatnonzero(loud) + offset
    if not len(at):
        return []
    breaks = np.flatnonzero(np.diff(at) > MIN_QUIET_FRAMES) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(at, breaks)]


def _measure_levels_db(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return the level of every frame."""
    count = len(pcm) // SAMPLES_PER_FRAME
    frames = pcm[: count * SAMPLES_PER_FRAME].reshape(-1, SAMPLES_PER_FRAME)
    power = np.mean(np.square(frames.astype(np.float32)), axis=1)
    levels: NDArray[np.float32] = 10 * np.log10(power + 1)
    return levels
