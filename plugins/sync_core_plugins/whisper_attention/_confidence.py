"""How far a word's times can be trusted, and what a user should look at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import groupby

from sync_core import Finding, Script, WordTiming

__all__ = ["findings", "within_100_ms"]

_DISAGREEMENT_MS = (150.0, 200.0, 300.0)
_SHARES = (0.91, 0.84, 0.70, 0.61)
"""Of 953 words of hand-labelled speech in six languages, those with both edges within
100 ms of the labels, by how far the two readings of the script, in pieces of words and
in Whisper's own tokens, are apart (754, 76, 74 and 49 words)."""
_DOUBTFUL = 0.5

Span = tuple[int, int]


def within_100_ms(one: Span, other: Span) -> float:
    """Give the chance that both edges of a word lie within 100 ms of the truth.

    Args:
        one: Its start and end by one reading.
        other: The same by the other.
    """
    apart = max(abs(one[0] - other[0]), abs(one[1] - other[1]))
    return _SHARES[bisect_right(_DISAGREEMENT_MS, apart)]


def findings(script: Script, timings: Sequence[WordTiming]) -> list[Finding]:
    """Give a finding for each run of words that are missing, or of low confidence."""
    return [
        *_runs(script, timings, "word-missing", lambda t: t.status == "missing"),
        *_runs(script, timings, "low-confidence", _is_doubtful),
    ]


def _is_doubtful(timing: WordTiming) -> bool:
    return timing.confidence is not None and timing.confidence < _DOUBTFUL


def _runs(
    script: Script,
    timings: Sequence[WordTiming],
    code: str,
    applies: Callable[[WordTiming], bool],
) -> list[Finding]:
    what = "does not seem to" if code == "word-missing" else "may not"
    found: list[Finding] = []
    for hit, run in groupby(enumerate(timings), key=lambda pair: applies(pair[1])):
        if not hit:
            continue
        places = [at for at, _ in run]
        first, last = script.words[places[0]], script.words[places[-1]]
        quoted = script.text[first.start : last.end]
        if len(quoted) > 60:
            quoted = f"{quoted[:40].rstrip()} … {quoted[-15:].lstrip()}"
        count = "1 word" if len(places) == 1 else f"{len(places)} words"
        found.append(
            Finding(
                code=code,
                severity="warning",
                message=f"the audio {what} say {count} of the script: {quoted!r}",
                start_ms=timings[places[0]].start_ms,
                end_ms=timings[places[-1]].end_ms,
                script_span=(first.start, last.end),
            )
        )
    return found
