"""Little words on the wrong side of a pause.

A breath or a click at the end of a sentence passes for the first word of the next one.
It shows, for words before a pause are drawn out: one that is as short as can be is
looked for once more behind the pause. It stays there if what is heard there loses less
by it than the word itself cost in its old place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from attrs import evolve
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.corrections.false_pauses import looked_for, without_ends
from sync_core_plugins.hmm.decode.forced_aligner import (
    FRAME_MS,
    SOUNDS,
    FoundWord,
    Search,
)

__all__ = ["is_stub", "rejoined"]

STUB_FRAMES = 5
"""Frames a phone at most,"""
PAUSE_FRAMES = 50
"""and so many between it and the next word at least. In an hour of read sentences 4 of
740 words before such a pause were so short, and 2 of them in the wrong place."""
OPENING = 4
"""So many times as much may be lost if the word begins a sentence that goes on behind
the pause, for hardly anybody pauses there. In three hours of read sentences 8 words
were so short before a pause: the 7 that belonged there end a sentence, the one that did
not begins one.
"""
PHRASE_FRAMES = 20
"""A pause of so many parts phrases."""
PHONE_FRAMES, MARGIN_FRAMES = 12, 20
"""What of the pause goes with the phrase: room for the word, half as much again as is
usual for each phone, and some silence."""
_SAMPLES = 16 * FRAME_MS


def is_stub(frames: int, phones: int, pause: int) -> bool:
    """Say whether a word is too short to stand before a pause.

    Args:
        frames: How long it is.
        phones: How many phones it has.
        pause: Frames between it and the next word.
    """
    return pause >= PAUSE_FRAMES and frames <= STUB_FRAMES * phones


def rejoined(
    search: Search,
    found: Sequence[FoundWord],
    pcm: NDArray[np.int16],
    opening: Collection[int] = (),
) -> list[FoundWord]:
    """Give the words with stranded ones behind the pause, where they fit there.

    Args:
        search: What found them.
        found: The words and pauses of a clip.
        pcm: The clip.
        opening: Which of the words, counted without pauses, begin a sentence that goes
            on behind them.
    """
    words = list(found)
    spoken = [at for at, word in enumerate(words) if not word.is_filler]
    for number, (at, after) in reversed(list(enumerate(pairwise(spoken)))):
        one, pause = words[at], words[after].start - words[at].end
        if one.name.startswith(SOUNDS) or not is_stub(
            one.frames, len(one.phones), pause
        ):
            continue
        behind = _phrase_end(words, after)
        phrase = words[after:behind]
        lead = MARGIN_FRAMES + PHONE_FRAMES * len(one.phones)
        start = max(one.end, words[after].start - lead)
        stretch = start, _end(words, behind, len(pcm) // _SAMPLES)
        alone = looked_for(search, phrase, stretch, pcm)
        both = looked_for(search, [one, *phrase], stretch, pcm)
        least = one.score * (OPENING if number in opening else 1)
        if alone and both and _total(both) - _total(alone) > least:
            moved = without_ends(both)
            silence = evolve(
                words[at + 1], start=one.start, frames=moved[0].start - one.start
            )
            words[at:behind] = [silence, *moved]
    return words


def _phrase_end(words: Sequence[FoundWord], at: int) -> int:
    """Give the place behind the last word before a pause."""
    last = at
    for here in range(at, len(words)):
        if words[here].is_filler:
            continue
        if words[here].start - words[last].end >= PHRASE_FRAMES:
            break
        last = here
    return last + 1


def _end(words: Sequence[FoundWord], behind: int, frames: int) -> int:
    """Give where the silence behind a phrase that goes with it ends."""
    later = next((w.start for w in words[behind:] if not w.is_filler), frames)
    return min(words[behind - 1].end + MARGIN_FRAMES, later)


def _total(words: Sequence[FoundWord]) -> int:
    return sum(word.score for word in words)
