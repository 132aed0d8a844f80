"""Words that are longer than any: noise or music was taken for them."""

from __future__ import annotations

from collections.abc import Sequence

from sync_core_plugins.hmm.decode.words import DecodedWord

__all__ = ["find_overlong_words"]

MAX_PHONE_FRAMES, MAX_WORD_FRAMES, ALONE_FRAMES = 20, 20, 50
"""A word of more frames than this a phone and a word, so far from both its neighbours,
is none. Of the 695 words of 80 hand-labelled clips none is so long."""
FACTOR_BESIDE_WORDS = 3
"""Nor is one of so many times more frames, wherever it stands."""


def find_overlong_words(words: Sequence[DecodedWord]) -> list[tuple[int, int]]:
    """Return where words were found that are too long for any, in frames."""
    spoken = [word for word in words if not word.is_filler]
    if not spoken:
        return []
    ends = [-ALONE_FRAMES, *(word.end for word in spoken)]
    starts = [*(word.start for word in spoken[1:]), spoken[-1].end + ALONE_FRAMES]
    return [
        (word.start, word.end)
        for word, before, behind in zip(spoken, ends, starts, strict=False)
        if not word.is_unscripted
        and _is_overlong(word, min(word.start - before, behind - word.end))
    ]


def _is_overlong(word: DecodedWord, distance: int) -> bool:
    limit = MAX_PHONE_FRAMES * len(word.phones) + MAX_WORD_FRAMES
    factor = 1 if distance >= ALONE_FRAMES else FACTOR_BESIDE_WORDS
    return word.frames > factor * limit
