"""A stretch of a script as a script of its own."""

from __future__ import annotations

from attrs import evolve

from sync_core.text import Script

__all__ = ["script_part"]


def script_part(script: Script, first: int, behind: int) -> Script:
    """Give some of a script's words, with what stands between them.

    The tokens are those of the whole, for a text cut in two may be read otherwise.

    Args:
        script: The whole.
        first: The first word, counted among ``script.words``.
        behind: The word behind the last one.
    """
    start, end = script.words[first].start, script.words[behind - 1].end
    tokens = [
        evolve(token, start=token.start - start, end=token.end - start)
        for token in script.tokens
        if start <= token.start and token.end <= end
    ]
    return Script(script.text[start:end], tuple(tokens))
