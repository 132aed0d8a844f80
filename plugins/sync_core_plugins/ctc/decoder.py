"""Decoding: the words of a script in the audio, those missing and what is extra."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np  # noqa: TID253
from attrs import field, frozen

from sync_core_plugins.ctc.acoustic_model import AcousticModel, Floats, Scores, Spelling
from sync_core_plugins.ctc.lattice import Columns, WordModel
from sync_core_plugins.ctc.peak_calibration import Peak
from sync_core_plugins.ctc.viterbi import PathSpan, find_best_path

__all__ = ["DEFAULT_COSTS", "AlignedWord", "Alignment", "Costs", "Stretch", "decode"]

_BLANK_PENALTY = 0.05
"""What each blank frame within a word costs: words do not go on over pauses."""
_PEAK_LOG_PROBABILITY = -0.7
"""From here on a sound is likelier than not in a frame."""
_MIN_STAR_MS = 100
"""From the first to the last peak that the star takes in: two sounds at least."""


@frozen
class Costs:
    """What it costs to differ from the script, in logarithms of probability."""

    peak: float
    """For each peak of the model that the star takes in."""
    star: float
    """For each stretch of the star."""
    word: float
    """For each word that is left out, ..."""
    unit: float
    """... and for each of its phones."""


DEFAULT_COSTS = Costs(peak=1.2, star=4.0, word=3.0, unit=0.7)
"""Chosen on 48 hand-labelled English clips and 4 of other languages. With 3 to 5 words
put into each script, F1 of missing words is 0.98 (0.85 in the 4); with 3 or 4 words cut
out, F1 of the time of extra speech is 0.92 (0.86); of 510 words of unedited scripts 1
is missing, of 183 in harder clips (single words, nonsense words, child-directed
speech) 7. Lower costs find more words that were swapped for others (F1 0.64 here),
at the price of those. Measured without _BLANK_PENALTY."""


@frozen
class AlignedWord:
    """A word of the script that was said."""

    slot: int
    peaks: tuple[Peak, ...]
    fit: float
    """The mean score of its units; 0 is best."""
    readable: bool = True


Stretch = tuple[int, float, float]
"""Speech that is not in the script: the word it stands before, from and to (ms)."""


@frozen
class Alignment:
    """What was found of a script."""

    words: tuple[AlignedWord, ...]
    extra: tuple[Stretch, ...] = field(default=())
    """Speech that is not in the script."""
    score: float = 0.0
    """Of the whole path, for each unit of the script or each peak of the audio,
    whichever are more; 0 is best."""


def decode(
    model: AcousticModel,
    frames: Floats,
    spellings: Sequence[Spelling],
    costs: Costs | None,
) -> Alignment | None:
    """Find the script; None if it has no room in the audio.

    Args:
        model: Gave the frames.
        frames: Its log-probabilities.
        spellings: The words.
        costs: None if the whole script was said and nothing else.
    """
    units = sorted({u for s in spellings for row in s.branches for u in row})
    column = {unit: at for at, unit in enumerate(units)}
    scores = model.score(frames, units)
    table, columns = _stack_scores(scores, len(units), costs)
    words = [_model_word(spelling, column, columns, costs) for spelling in spellings]
    path = find_best_path(table, words, columns, -costs.star if costs else 0.0)
    if path is None:
        return None
    ms = model.frame_ms
    peaks = int(np.count_nonzero(scores.best > _PEAK_LOG_PROBABILITY))
    written = sum(len(word.branches[0]) for word in words)
    return Alignment(
        tuple(
            _read_word(span, spellings, scores.units, column, ms) for span in path.words
        ),
        tuple(
            (star.slot, star.start * ms, star.end * ms)
            for star in path.stars
            if (star.end - star.start) * ms >= _MIN_STAR_MS
        ),
        path.score / max(written, peaks, 1),
    )


def _stack_scores(
    scores: Scores, units: int, costs: Costs | None
) -> tuple[Floats, Columns]:
    """Return the scores side by side: units, pause, blank, star."""
    penalty = costs.peak if costs else DEFAULT_COSTS.peak
    star = np.maximum(scores.best - np.float32(penalty), scores.pause)
    blank = scores.blank - np.float32(_BLANK_PENALTY)
    table = np.column_stack((scores.units, scores.pause, blank, star))
    columns = Columns(units, units + 1, units + 2 if costs else None)
    return table.astype(np.float32, copy=False), columns


def _model_word(
    spelling: Spelling, column: dict[str, int], columns: Columns, costs: Costs | None
) -> WordModel:
    if not spelling.branches:
        # Whatever is heard there, as long as a short word at least.
        return WordModel(
            ((columns.pause + 2,),), deletion_score=0.0 if costs else float("-inf")
        )
    rows = tuple(tuple(column[unit] for unit in row) for row in spelling.branches)
    if costs is None:
        return WordModel(rows)
    units = min(map(len, rows))
    return WordModel(rows, deletion_score=-(costs.word + costs.unit * units))


def _read_word(
    span: PathSpan,
    spellings: Sequence[Spelling],
    scores: Floats,
    column: dict[str, int],
    frame_ms: float,
) -> AlignedWord:
    spelling = spellings[span.slot]
    if not spelling.branches:
        ends = (span.start + 1) * frame_ms, span.end * frame_ms
        return AlignedWord(span.slot, tuple(Peak("", at) for at in ends), 0.0, False)
    peaks: list[Peak] = []
    total = 0.0
    for unit, (first, end) in zip(
        spelling.branches[span.branch], span.edges, strict=True
    ):
        part = scores[first:end, column[unit]]
        weights = np.exp(part)
        centre = float((np.arange(len(part)) * weights).sum() / weights.sum())
        peaks.append(Peak(unit, (first + centre) * frame_ms))
        total += float(part.max())
    return AlignedWord(span.slot, tuple(peaks), total / len(peaks))
