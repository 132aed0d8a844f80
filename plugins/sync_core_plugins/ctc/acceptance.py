"""Whether the audio says the script: what an alignment must reach to be accepted."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core import AlignmentError
from sync_core_plugins.ctc.acoustic_model import Spelling
from sync_core_plugins.ctc.decoder import AlignedWord, Alignment

__all__ = ["compute_coverage", "is_solid", "require_fit"]

MIN_COVERAGE = 0.3
"""Share of a believed script that has to be found, for the rest to count as missing."""
_MIN_SOLID_UNITS = 15
"""Units in runs of words found one behind the other, from which a script is believed.
In 104 English clips, the scripts of others had 12 or fewer (95 in 100; at most 17),
right ones between the scripts of two other clips 14 or more (95 in 100)."""
_MIN_RUN_WORDS = 3
_MIN_SCORE, _MIN_SCORE_SHORT, _SHORT_SCRIPT_UNITS = -2.6, -5.0, 12
"""Score from which it is believed otherwise, with all of it placed somewhere; for a
script of fewer than 12 units a lower one. English: right scripts above -1.6, those of
other clips below -2.5; French, Spanish, Italian, Russian: above -2.3, below -2.8;
Czech nonsense words: above -2.7, below -2.5 (95 in 100)."""


def is_solid(alignment: Alignment) -> bool:
    """Return whether enough units lie in runs of neighbouring words."""
    return _count_units_in_runs(alignment) >= _MIN_SOLID_UNITS


def compute_coverage(alignment: Alignment, spellings: Sequence[Spelling]) -> float:
    """Return the share of the script's units that was found, 0..1."""
    found = sum(len(word.peaks) for word in alignment.words if word.readable)
    total = _count_units(spellings)
    return found / total if total else 1.0


def require_fit(
    alignment: Alignment | None, spellings: Sequence[Spelling]
) -> Alignment:
    """Return the alignment of a script that fits the audio.

    Raises:
        AlignmentError: There is none, or its score is too low.
    """
    is_short = _count_units(spellings) < _SHORT_SCRIPT_UNITS
    min_score = _MIN_SCORE_SHORT if is_short else _MIN_SCORE
    if alignment is None or alignment.score < min_score:
        raise AlignmentError(
            "the audio does not seem to say the script: its "
            f"{len(spellings)} words fit nowhere in it"
        )
    return alignment


def _count_units(spellings: Sequence[Spelling]) -> int:
    return sum(min(map(len, s.branches), default=0) for s in spellings)


def _count_units_in_runs(alignment: Alignment) -> int:
    behind_extra = {slot for slot, _, _ in alignment.extra}
    runs: list[list[AlignedWord]] = [[]]
    for word in alignment.words:
        last = runs[-1][-1:]
        if last and (last[0].slot + 1 != word.slot or word.slot in behind_extra):
            runs.append([])
        runs[-1].append(word)
    solid = [run for run in runs if len(run) >= _MIN_RUN_WORDS]
    return sum(len(word.peaks) for run in solid for word in run)
