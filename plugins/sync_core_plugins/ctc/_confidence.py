"""How far an aligned word can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sync_core_plugins.ctc._search import Heard

__all__ = ["confidences"]

_NEIGHBOURS = 3
"""Words to each side whose fit counts as well."""
_OWN, _LOCAL, _UNITS, _BIAS = 0.5, 0.5, 0.1, 2.0
_MOST_UNITS = 5


def confidences(words: Sequence[Heard]) -> list[float]:
    """Give the chance that both edges of each word are within 50 ms."""
    found: list[float] = []
    for at, word in enumerate(words):
        around = words[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
        local = sum(other.fit for other in around) / len(around)
        units = min(len(word.peaks), _MOST_UNITS)
        logit = _BIAS + _OWN * word.fit + _LOCAL * local + _UNITS * units
        found.append(1 / (1 + math.exp(-logit)))
    return found
