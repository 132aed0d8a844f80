"""An excerpt of a script as a script of its own."""

from __future__ import annotations

from bisect import bisect_left

from attrs import evolve

from sync_core.script.script import Script

__all__ = ["extract_script"]


def extract_script(script: Script, first: int, stop: int) -> Script:
    """Return a range of a script's words, with the text between them, as a script.

    The words keep their SSML hints; the excerpt has no marks. Its text begins with its
    first word: offsets in the whole script are larger by ``script.words[first].start``.

    Args:
        script: The whole script.
        first: Index of the excerpt's first word in ``script.words``.
        stop: Index after its last word.

    Example:
        >>> from sync_core import Script
        >>> whole = Script.parse('<speak>One <sub alias="two">II</sub> 3.</speak>')
        >>> [word.said for word in extract_script(whole, 1, 3).words]
        ['two', '3.']
    """
    start, end = script.words[first].start, script.words[stop - 1].end
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
