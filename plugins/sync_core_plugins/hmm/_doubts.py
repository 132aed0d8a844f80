"""What a user should look at after an alignment."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sync_core import Finding, Script, WordTiming

__all__ = ["DOUBTFUL", "doubts"]

DOUBTFUL = 0.5
"""None of 693 words of right scripts was below; of 1008 of wrong ones 1 was above."""


def doubts(script: Script, timings: Sequence[WordTiming]) -> list[Finding]:
    """Give a finding for each run of words whose confidence is low."""
    findings: list[Finding] = []
    numbered = enumerate(timings)
    for low, run in groupby(numbered, key=lambda pair: _is_low(pair[1])):
        if low:
            places = [at for at, _ in run]
            findings.append(_finding(script, timings, places[0], places[-1]))
    return findings


def _is_low(timing: WordTiming) -> bool:
    return timing.confidence is not None and timing.confidence < DOUBTFUL


def _finding(
    script: Script, timings: Sequence[WordTiming], first: int, last: int
) -> Finding:
    start, end = script.words[first].start, script.words[last].end
    words = "1 word" if first == last else f"{last - first + 1} words"
    quoted = script.text[start:end]
    if len(quoted) > 60:
        quoted = f"{quoted[:40].rstrip()} … {quoted[-15:].lstrip()}"
    return Finding(
        code="low-confidence",
        severity="warning",
        message=f"the audio may not say {words} of the script here: {quoted!r}",
        start_ms=timings[first].start_ms,
        end_ms=timings[last].end_ms,
        script_span=(start, end),
    )
