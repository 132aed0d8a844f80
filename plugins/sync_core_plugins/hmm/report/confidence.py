"""How far an aligned word can be trusted.

The product of three chances: that the words were said at all, which the fit of the
acoustic model tells, and for either edge that it lies within 50 ms of where a person
would put it, which depends on the sounds that meet there. All constants were fitted
on 80 hand-labelled clips (8 speakers, 695 words) and the same clips with the scripts
of others. Over speakers left out of the fit, of 185 words at 0.9 or above 95 % had both
edges within 50 ms (fitted on four speakers and tried on the other four, 93 % of 159).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sync_core_plugins.hmm.decode.forced_aligner import FoundWord

__all__ = ["WORST_FIT", "confidences", "fit"]

WORST_FIT = -42.0
"""Mean score a frame below which a clip does not say its script at all. Right scripts
went down to -22 (read speech) and -36 (one badly distorted clip); 3 of 125 wrong ones
were above -42, the rest below or without any path."""
NEIGHBOURS = 5
"""Words to each side whose fit counts as well: one word alone says little."""
_OWN, _LOCAL, _BIAS = 0.051, 0.236, 9.62
"""Weights of the word's own fit and of its neighbourhood's in the logit."""
_LEAST_SCORE = -80.0

_VOICED = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW L R W Y".split())
_NASALS = frozenset("M N NG".split())
_STOPS = frozenset("P T K B D G CH JH".split())
# Half as much again as the share of edges more than 50 ms off, by what meets there
# (from 5 in 27, a stop's release before a pause, to none in 102, a nasal and a vowel,
# drawn to the mean): with the shares themselves, 92 % of the words at 0.9 and above of
# speakers left out were right, with these 95 %.
_ONSET_SONORANT, _ONSET = 0.18, 0.04
_OFFSET_SONORANT, _OFFSET_STOP, _OFFSET = 0.15, 0.22, 0.07
_TWO_SONORANTS, _NASAL_AND_VOWEL = 0.115, 0.01
_WITH_H, _SONORANT_AND_OTHER, _TWO_OBSTRUENTS = 0.08, 0.04, 0.12


def fit(words: Sequence[FoundWord]) -> float:
    """Give the mean score a frame; 0 is best."""
    frames = sum(word.frames for word in words)
    return sum(word.score for word in words) / frames if frames else 0.0


def confidences(
    words: Sequence[FoundWord], stretches: Sequence[tuple[int, int]]
) -> list[float]:
    """Give the confidence of each token.

    Args:
        words: What the search found, with pauses.
        stretches: Each token's first spoken word and the one behind its last,
            pauses not counted.
    """
    spoken = [at for at, word in enumerate(words) if not word.is_filler]
    found: list[float] = []
    for first, behind in stretches:
        own = [words[at] for at in spoken[first:behind]]
        around = spoken[max(0, first - NEIGHBOURS) : behind + NEIGHBOURS]
        start, end = spoken[first], spoken[behind - 1]
        said = _said(fit(own), fit([words[at] for at in around]))
        risks = _risk(words, start - 1, start), _risk(words, end, end + 1)
        found.append(said * (1 - risks[0]) * (1 - risks[1]))
    return found


def _said(own: float, local: float) -> float:
    own, local = max(own, _LEAST_SCORE), max(local, _LEAST_SCORE)
    return 1 / (1 + math.exp(-(_BIAS + _OWN * own + _LOCAL * local)))


def _risk(words: Sequence[FoundWord], before: int, behind: int) -> float:
    """Give the chance that the edge between two words is far off."""
    left = _phone(words, before, -1)
    right = _phone(words, behind, 0)
    if left is None:
        return _ONSET_SONORANT if _is_sonorant(right) else _ONSET
    if right is None:
        if _is_sonorant(left):
            return _OFFSET_SONORANT
        return _OFFSET_STOP if left in _STOPS else _OFFSET
    sonorants = _is_sonorant(left) + _is_sonorant(right)
    if sonorants == 2:
        nasals = (left in _NASALS) + (right in _NASALS)
        return _NASAL_AND_VOWEL if nasals == 1 else _TWO_SONORANTS
    if sonorants == 0:
        return _TWO_OBSTRUENTS
    return _WITH_H if "HH" in (left, right) else _SONORANT_AND_OTHER


def _phone(words: Sequence[FoundWord], at: int, edge: int) -> str | None:
    """Give the name of a word's first or last phone; None for a pause."""
    if not 0 <= at < len(words) or words[at].is_filler:
        return None
    return words[at].phones[edge].name


def _is_sonorant(phone: str | None) -> bool:
    return phone in _VOICED or phone in _NASALS
