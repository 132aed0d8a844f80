"""Words that were found before a pause though they were said after it.

A breath or a click at the end of a sentence passes for the first word of the next one.
Words before a pause are drawn out; one that is as short as can be is aligned once more
after the pause. It stays there if what is heard there loses less by it than the word
itself cost in its old place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from attrs import evolve
from numpy.typing import NDArray  # noqa: TID253

from sync_core_plugins.hmm.alignment import Alignment
from sync_core_plugins.hmm.corrections.short_words import MAX_SHORT_PHONE_FRAMES
from sync_core_plugins.hmm.decode.durations import AMPLE_PHONE_FRAMES
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.realign import realign, trim_pauses
from sync_core_plugins.hmm.decode.token_spans import find_token_spans
from sync_core_plugins.hmm.decode.words import SAMPLES_PER_FRAME, DecodedWord

__all__ = ["correct_words_before_pauses", "is_too_short", "move_words_behind_pauses"]

SENTENCE_ENDS = frozenset(".!?…")
MIN_PAUSE_FRAMES = 50
"""Between a short word and the next one. In an hour of read sentences 4 of 740 words
before such a pause were so short, and 2 of them in the wrong place."""
OPENING_FACTOR = 4
"""So many times as much may be lost if the word begins a sentence that goes on behind
the pause, for hardly anybody pauses there. In three hours of read sentences 8 words
were so short before a pause: the 7 that belonged there end a sentence, the one that did
not begins one.
"""
MIN_PHRASE_PAUSE_FRAMES = 20
"""A pause that separates phrases."""
MARGIN_FRAMES = 20
"""What of the pause goes with the phrase, beside room for the word."""


def correct_words_before_pauses(
    alignment: Alignment, aligner: ForcedAligner
) -> Alignment:
    """Return the alignment with short words before pauses moved behind them."""
    openings = _find_openings(alignment)
    words = move_words_behind_pauses(
        aligner, alignment.words, alignment.audio.pcm, openings
    )
    return evolve(alignment, words=words)


def is_too_short(frames: int, phones: int, pause: int) -> bool:
    """Return whether a word is too short to stand before a pause.

    Args:
        frames: How long it is.
        phones: How many phones it has.
        pause: Frames between it and the next word.
    """
    return pause >= MIN_PAUSE_FRAMES and frames <= MAX_SHORT_PHONE_FRAMES * phones


def move_words_behind_pauses(
    aligner: ForcedAligner,
    words: Sequence[DecodedWord],
    pcm: NDArray[np.int16],
    openings: Collection[int] = (),
) -> list[DecodedWord]:
    """Return the words with short ones behind the pause, where they fit there.

    Args:
        aligner: What found them.
        words: The words and pauses of a clip.
        pcm: The clip.
        openings: Which of the words, counted without pauses, begin a sentence that goes
            on behind them.
    """
    words = list(words)
    spoken = [at for at, word in enumerate(words) if not word.is_filler]
    for number, (at, after) in reversed(list(enumerate(pairwise(spoken)))):
        one, pause = words[at], words[after].start - words[at].end
        size = len(one.phones)
        if one.is_unscripted or not is_too_short(one.frames, size, pause):
            continue
        behind = _find_phrase_end(words, after)
        factor = OPENING_FACTOR if number in openings else 1
        moved = _realign_behind(aligner, words, (at, after, behind), pcm, factor)
        if moved:
            frames = moved[0].start - one.start
            silence = evolve(words[at + 1], start=one.start, frames=frames)
            words[at:behind] = [silence, *moved]
    return words


def _realign_behind(
    aligner: ForcedAligner,
    words: Sequence[DecodedWord],
    places: tuple[int, int, int],
    pcm: NDArray[np.int16],
    factor: int,
) -> list[DecodedWord] | None:
    """Return a word with the phrase behind it; None if the phrase loses too much.

    Args:
        aligner: What found them.
        words: The words and pauses of a clip.
        places: Of the word, of the phrase's first word, and after its last.
        pcm: The clip.
        factor: How many times the word's own score may be lost.
    """
    at, after, behind = places
    one, phrase = words[at], words[after:behind]
    lead = MARGIN_FRAMES + AMPLE_PHONE_FRAMES * len(one.phones)
    start = max(one.end, words[after].start - lead)
    stretch = start, _find_silence_end(words, behind, len(pcm) // SAMPLES_PER_FRAME)
    alone = realign(aligner, phrase, stretch, pcm)
    both = realign(aligner, [one, *phrase], stretch, pcm)
    if alone and both and _sum_scores(both) - _sum_scores(alone) > one.score * factor:
        return trim_pauses(both)
    return None


def _find_openings(alignment: Alignment) -> set[int]:
    """Return the decoded words that begin a sentence, if they are not all of it."""
    names = [word.name for word in alignment.words if not word.is_filler]
    spans = find_token_spans(names, [part.slots for part in alignment.parts])
    script = alignment.request.script
    begin = {
        first
        for part, (first, behind) in zip(alignment.parts, spans, strict=True)
        if part.token is not None
        and first < behind
        and script.text[: script.words[part.token].start].rstrip()[-1:] in SENTENCE_ENDS
    }
    return {number for number in begin if number + 1 not in begin}


def _find_phrase_end(words: Sequence[DecodedWord], at: int) -> int:
    """Return the place after the last word before a pause."""
    last = at
    for here in range(at, len(words)):
        if words[here].is_filler:
            continue
        if words[here].start - words[last].end >= MIN_PHRASE_PAUSE_FRAMES:
            break
        last = here
    return last + 1


def _find_silence_end(words: Sequence[DecodedWord], behind: int, frames: int) -> int:
    """Return where the silence behind a phrase that goes with it ends."""
    later = next((w.start for w in words[behind:] if not w.is_filler), frames)
    return min(words[behind - 1].end + MARGIN_FRAMES, later)


def _sum_scores(words: Sequence[DecodedWord]) -> int:
    return sum(word.score for word in words)
