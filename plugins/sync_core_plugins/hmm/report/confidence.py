"""How far an aligned word can be trusted.

The product of three chances: that the words were said at all, which the fit of the
acoustic model tells, and for either boundary that it lies within 50 ms of where a
person would put it, which depends on the sounds that meet there. All constants were
fitted on 80 hand-labelled clips (8 speakers, 695 words) and the same clips with the
scripts of others. Over speakers left out of the fit, of 185 words at 0.9 or above 95 %
had both edges within 50 ms (fitted on four speakers and tried on the other four, 93 %
of 159).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sync_core_plugins.hmm.decode.fit import compute_fit
from sync_core_plugins.hmm.decode.words import DecodedWord

__all__ = ["estimate_confidences"]

NEIGHBOURS = 5
"""Words to each side whose fit counts as well: one word alone says little."""
OWN_WEIGHT, LOCAL_WEIGHT, BIAS = 0.051, 0.236, 9.62
"""Weights of the word's own fit and of its neighbourhood's in the logit."""
MIN_FRAME_SCORE = -80.0

VOICED = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW L R W Y".split())
NASALS = frozenset("M N NG".split())
STOPS = frozenset("P T K B D G CH JH".split())
# Half as much again as the share of edges more than 50 ms off, by what meets there
# (from 5 in 27, a stop's release before a pause, to none in 102, a nasal and a vowel,
# drawn to the mean): with the shares themselves, 92 % of the words at 0.9 and above of
# speakers left out were right, with these 95 %.
ONSET_SONORANT_RISK, ONSET_RISK = 0.18, 0.04
OFFSET_SONORANT_RISK, OFFSET_STOP_RISK, OFFSET_RISK = 0.15, 0.22, 0.07
TWO_SONORANTS_RISK, NASAL_AND_VOWEL_RISK = 0.115, 0.01
WITH_H_RISK, SONORANT_AND_OTHER_RISK, TWO_OBSTRUENTS_RISK = 0.08, 0.04, 0.12


def estimate_confidences(
    words: Sequence[DecodedWord], spans: Sequence[tuple[int, int]]
) -> list[float]:
    """Return the confidence of each token.

    Args:
        words: What was decoded, with pauses.
        spans: Each token's first spoken word and the one after its last,
            pauses not counted.
    """
    spoken = [at for at, word in enumerate(words) if not word.is_filler]
    found: list[float] = []
    for first, behind in spans:
        own = [words[at] for at in spoken[first:behind]]
        around = spoken[max(0, first - NEIGHBOURS) : behind + NEIGHBOURS]
        start, end = spoken[first], spoken[behind - 1]
        chance = _estimate_spoken(
            compute_fit(own), compute_fit([words[at] for at in around])
        )
        risks = (
            _estimate_risk(words, start - 1, start),
            _estimate_risk(words, end, end + 1),
        )
        found.append(chance * (1 - risks[0]) * (1 - risks[1]))
    return found


def _estimate_spoken(own: float, local: float) -> float:
    """Return the chance that a word was said at all."""
    own, local = max(own, MIN_FRAME_SCORE), max(local, MIN_FRAME_SCORE)
    return 1 / (1 + math.exp(-(BIAS + OWN_WEIGHT * own + LOCAL_WEIGHT * local)))


def _estimate_risk(words: Sequence[DecodedWord], before: int, behind: int) -> float:
    """Return the chance that the boundary between two words is far off."""
    left = _find_phone(words, before, -1)
    right = _find_phone(words, behind, 0)
    if left is None:
        return ONSET_SONORANT_RISK if _is_sonorant(right) else ONSET_RISK
    if right is None:
        if _is_sonorant(left):
            return OFFSET_SONORANT_RISK
        return OFFSET_STOP_RISK if left in STOPS else OFFSET_RISK
    sonorants = _is_sonorant(left) + _is_sonorant(right)
    if sonorants == 2:
        nasals = (left in NASALS) + (right in NASALS)
        return NASAL_AND_VOWEL_RISK if nasals == 1 else TWO_SONORANTS_RISK
    if sonorants == 0:
        return TWO_OBSTRUENTS_RISK
    return WITH_H_RISK if "HH" in (left, right) else SONORANT_AND_OTHER_RISK


def _find_phone(words: Sequence[DecodedWord], at: int, edge: int) -> str | None:
    """Return the name of a word's first or last phone; None for a pause."""
    if not 0 <= at < len(words) or words[at].is_filler:
        return None
    return words[at].phones[edge].name


def _is_sonorant(phone: str | None) -> bool:
    return phone in VOICED or phone in NASALS
