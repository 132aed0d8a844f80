"""Times as files write them: clock times, seconds, starts with ends."""

from __future__ import annotations

import re

from sync_core_plugins.serialization.problems import Problems

__all__ = ["Times", "format_seconds", "parse_clock", "repair_times"]

_NUMBER = r"[0-9]{1,9}"
_CLOCK = re.compile(
    rf"(?:(?:({_NUMBER}):)?({_NUMBER}):)?({_NUMBER})"
    r"(?:[.,]([0-9]{1,9})|:([0-9]{3}))?"
)

Times = tuple[int, int] | tuple[None, None]


def repair_times(
    where: int | str, start_ms: int | None, end_ms: int | None, problems: Problems
) -> Times:
    """Return the times as a document may have them, and note what was wrong.

    Half a pair is no time; what is negative becomes 0; an end before its start
    becomes the start.
    """
    if start_ms is None and end_ms is None:
        return None, None
    if start_ms is None or end_ms is None:
        problems.add(where, "a start without an end, or the reverse: left out")
        return None, None
    if start_ms < 0 or end_ms < 0:
        problems.add(where, "a time before zero: set to zero")
        start_ms, end_ms = max(start_ms, 0), max(end_ms, 0)
    if end_ms < start_ms:
        problems.add(where, "ends before it starts: its end is set to its start")
        end_ms = start_ms
    return start_ms, end_ms


def parse_clock(text: str) -> int | None:
    """Read ``[[H:]M:]S[.fff]`` as milliseconds; None if it is no time.

    Hours and minutes may be missing and numbers may be of any length; the decimals
    may stand behind a dot, a comma, or a third colon; white space does not count.
    """
    match = _CLOCK.fullmatch("".join(text.split()))
    if match is None:
        return None
    hours, minutes, seconds, decimals, thousandths = match.groups(default="0")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    nanos = int((decimals if match[4] else thousandths).ljust(9, "0"))
    return whole * 1000 + (nanos + 500_000) // 1_000_000


def format_seconds(milliseconds: int) -> str:
    """Write a time in seconds, exactly."""
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}"
