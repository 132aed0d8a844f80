"""How far a word's times can be trusted."""

from __future__ import annotations

from bisect import bisect_right

__all__ = ["estimate_within_100_ms"]

_DISAGREEMENT_MS = (150.0, 200.0, 300.0)
_SHARES = (0.91, 0.84, 0.70, 0.61)
"""Of 953 words of hand-labelled speech in six languages, those with both edges within
100 ms of the labels, by how far the two readings of the script, in pieces of words and
in Whisper's own tokens, are apart (754, 76, 74 and 49 words)."""

Span = tuple[int, int]


def estimate_within_100_ms(one: Span, other: Span) -> float:
    """Return the chance that both edges of a word lie within 100 ms of the truth.

    Args:
        one: Its start and end by one reading.
        other: The same by the other.
    """
    apart = max(abs(one[0] - other[0]), abs(one[1] - other[1]))
    return _SHARES[bisect_right(_DISAGREEMENT_MS, apart)]
