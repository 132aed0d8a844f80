"""A stretch of a script as a script of its own."""

from __future__ import annotations

from bisect import bisect_left

from attrs import evolve

from sync_core.script.script import Script

__all__ = ["script_part"]


def script_part(script: Script, first: int, behind: int) -> Script:
    """Give some of a script's words, with all that stands between them.

    What SSML says about the words stays with them; marks stay with the whole. The
    part's text begins with its first word: offsets of the whole are larger by
    ``script.words[first].start``.

    Args:
        script: The whole.
        first: The place of the part's first word among ``script.words``.
        behind: The place behind its last word.

    Example:
        >>> from sync_core import Script
        >>> whole = Script.parse('<speak>One <sub alias="two">II</sub> 3.</speak>')
        >>> [word.said for word in script_part(whole, 1, 3).words]
        ['two', '3.']
    """
    start, end = script.words[first].start, script.words[behind - 1].end
    low = bisect_left(script.tokens, start, key=lambda token: token.start)
    high = bisect_left(script.tokens, end, key=lambda token: token.start)
    tokens = (
        evolve(token, start=token.start - start, end=token.end - start)
        for token in script.tokens[low:high]
    )
    breaks = (at - start for at in script.breaks if start <= at < end)
    return Script(
        script.text[start:end],
        tuple(tokens),
        breaks=tuple(breaks),
        is_ssml=script.is_ssml,
    )
