"""What of a script an audio says, and what it says besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise, product

from attrs import field, frozen

from sync_core_plugins.hmm.corrections.absorbed_words import with_swallowed
from sync_core_plugins.hmm.decode.forced_aligner import FoundWord, Slot
from sync_core_plugins.hmm.verify.garbage_decoder import EACH_OUT, Heard, flexible_path
from sync_core_plugins.hmm.verify.non_script import Hole, holes
from sync_core_plugins.hmm.verify.phone_loop import ChainPhone, FreeChain, free_chain
from sync_core_plugins.hmm.verify.senones import AcousticModel, SenoneScorer

__all__ = [
    "Judge",
    "Judgement",
    "Part",
    "Unscripted",
    "is_suspicious",
    "readings_of",
    "speech",
]

POOR_SCORE = 35
"""A frame's score, 0 being best, beyond which words seldom fit: of the words of 31
unedited pieces of read speech, 5 % were above."""
SUSPICION = 700
"""How far such scores may add up over neighbouring words. All 61 pieces with three or
more words cut out, repeated, swapped or put in went beyond, 46 of 56 of those with
fewer, and 2 of the 31 unedited ones."""
LEAST_SHARE = 0.5
"""Of the script's words, or of the audio's speech, to take an audio for one that says
its script,"""
LEAST_FIT = -8
"""with no less gain a frame (right scripts had -1 to 14, wrong ones with half of their
words found -12 to -15),"""
LEAST_RUN, LEAST_GAIN = 3, 600
"""or else so many words in a row, with so much gain. In 80 clips with scripts of others
runs by chance gained up to 500; right runs of the same length gain about 1000. Of 240
such scripts 2 were aligned all the same: their strict alignment fits."""
LEAST_PHONES, LEAST_FRAMES = 2, 10
"""Less is no unscripted speech but a breath or a click."""
LONG_GAP = 200
"""Frames from which a stretch without speech is better left out of the search."""
STUB_FRAMES = 5
"""Frames a phone up to which a word beside a gap is doubted. On edited clips of read
speech this rights 13 of 23 words that were found beside a cut though they were not
said, and loses 6 of 131 that were."""
WAYS = 4
"""Pronunciations of a row of words that are tried; the dictionary has few with more."""

Lookup = Callable[[str], str | None]


@frozen
class Unscripted:
    """A stretch of speech that is not in the script."""

    phones: tuple[str, ...]
    """What it sounds like."""


Part = int | Unscripted
"""A token of the script, by its place, or speech that is not in it."""


def is_suspicious(words: Sequence[FoundWord]) -> bool:
    """Say whether a strict alignment, pauses included, may hide another text."""
    total = 0
    for word in words:
        total = max(0, total - word.score - POOR_SCORE * word.frames)
        if total > SUSPICION:
            return True
    return False


@frozen
class Judgement:
    """What an audio says, and where it says nothing for long."""

    chain: FreeChain
    """What it sounds like without a script."""
    holes: list[Hole]
    """What lies between runs of words."""
    parts: list[Part] | None = None
    """None if that cannot be told, as when it is not the script at all."""
    gaps: list[tuple[int, int]] = field(factory=list)
    """Stretches of frames between what is said: silence, noise, music."""


class Judge:
    """Compares audio and script; opens its own engine."""

    def __init__(self) -> None:
        self._model = AcousticModel()
        self._scorer = SenoneScorer()

    def listen(
        self,
        samples: bytes,
        slots: Sequence[Slot],
        lookup: Lookup,
        out: Sequence[int],
    ) -> tuple[list[Heard], FreeChain]:
        """Give what is heard, and what it sounds like without a script.

        Args:
            samples: 16 kHz 16 bit mono.
            slots: The script.
            lookup: Gives a dictionary word's phones, parted by spaces.
            out: What it costs to leave out each slot.
        """
        scores = self._scorer.scores(samples)
        chain = free_chain(scores, self._model)
        readings = [readings_of(slot, lookup) for slot in slots]
        heard = flexible_path(scores, self._model, chain, readings, out)
        return list(_without_stubs(heard, readings)), chain

    def judged(
        self, samples: bytes, tokens: Sequence[Sequence[Slot]], lookup: Lookup
    ) -> Judgement:
        """Give what is said, in order.

        Args:
            samples: 16 kHz 16 bit mono.
            tokens: The script.
            lookup: Gives a dictionary word's phones, parted by spaces.
        """
        slots = [slot for token in tokens for slot in token]
        out = [0 if () in slot else EACH_OUT for slot in slots]
        heard, chain = self.listen(samples, slots, lookup, out)
        readings = [readings_of(slot, lookup) for slot in slots]
        around = holes(heard, readings, len(chain.scores))
        heard = _without_islands(heard) if len(slots) >= LEAST_RUN else heard
        matched = _matched(heard, tokens)
        share = max(len(matched) / len(tokens), _covered(heard, chain))
        if _has_run(heard) or (share >= LEAST_SHARE and _fits(heard)):
            heard = with_swallowed(heard, readings)
            parts = list(_parts(heard, chain, _matched(heard, tokens)))
            return Judgement(chain, around, parts, _gaps(heard, chain))
        return Judgement(chain, around)

    def close(self) -> None:
        """Let go of the engine."""
        self._scorer.close()


def readings_of(slot: Slot, lookup: Lookup) -> list[list[str]]:
    """Give the ways to say a slot as rows of phones."""
    rows = [
        [phone for word in words for phone in word.split()]
        for row in slot
        if row
        for words in islice(product(*(_ways(word, lookup) for word in row)), WAYS)
    ]
    return [row for at, row in enumerate(rows) if row not in rows[:at]]


def _ways(word: str, lookup: Lookup) -> Iterator[str]:
    yield lookup(word) or ""
    at = 2
    while other := lookup(f"{word}({at})"):
        yield other
        at += 1


def _without_stubs(
    heard: Sequence[Heard], readings: Sequence[Sequence[Sequence[str]]]
) -> Iterator[Heard]:
    """Drop short words beside those that were left out, where any sound fits better.

    At a cut a breath or a release passes for a little word: "the", "to".
    """
    slots = [one.slot for one in heard if one.slot is not None]
    beside = {
        slot
        for before, behind in pairwise(slots)
        if behind > before + 1
        for slot in (before, behind)
    }
    for one in heard:
        if one.slot in beside and one.slot is not None and one.gain < 0:
            phones = min(map(len, readings[one.slot]), default=0)
            if one.end - one.start <= STUB_FRAMES * phones:
                continue
        yield one


def _without_islands(heard: Sequence[Heard]) -> list[Heard]:
    """Take a word or two amid unscripted speech for a part of it.

    In long unscripted speech something always sounds like one word of the script.
    """
    kept: list[Heard] = []
    island: list[Heard] = []
    for one in heard:
        if one.slot is not None:
            island.append(one)
            continue
        if kept and len(island) < LEAST_RUN:
            kept[-1] = Heard(None, kept[-1].start, one.end)
        else:
            kept += [*island, one]
        island = []
    return kept + island


def _matched(
    heard: Sequence[Heard], tokens: Sequence[Sequence[Slot]]
) -> dict[int, int]:
    """Give the tokens most of which was heard, by the place of their last slot."""
    slots = {one.slot for one in heard}
    matched: dict[int, int] = {}
    behind = 0
    for at, token in enumerate(tokens):
        first, behind = behind, behind + len(token)
        asked = [i for i in range(first, behind) if () not in token[i - first]]
        found = [i for i in range(first, behind) if i in slots]
        if found and 2 * len(slots.intersection(asked)) >= len(asked):
            matched[found[-1]] = at
    return matched


def _gaps(heard: Sequence[Heard], chain: FreeChain) -> list[tuple[int, int]]:
    edges = [0, *(edge for one in heard for edge in (one.start, one.end))]
    edges.append(len(chain.scores))
    return [
        (start, end)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end - start >= LONG_GAP
    ]


def _covered(heard: Sequence[Heard], chain: FreeChain) -> float:
    """Give the share of the speech that lies in words of the script."""
    frames = sum(one.end - one.start for one in heard if one.slot is not None)
    return frames / max(1, chain.speech_frames)


def _fits(heard: Sequence[Heard]) -> bool:
    """Say whether the words of the script fit no worse than right ones do."""
    words = [one for one in heard if one.slot is not None]
    frames = sum(one.end - one.start for one in words)
    return sum(one.gain for one in words) >= LEAST_FIT * frames


def _has_run(heard: Sequence[Heard]) -> bool:
    """Say whether words in a row fit well enough not to do so by chance."""
    words, gain = 0, 0
    for before, one in pairwise([Heard(None, 0, 0), *heard]):
        follows = before.slot is not None and one.slot == before.slot + 1
        words, gain = (words + 1, gain + one.gain) if follows else (1, one.gain)
        if one.slot is not None and words >= LEAST_RUN and gain >= LEAST_GAIN:
            return True
    return False


def _parts(
    heard: Sequence[Heard], chain: FreeChain, matched: dict[int, int]
) -> Iterator[Part]:
    for one in heard:
        if one.slot in matched:
            yield matched[one.slot]
        if one.slot is not None:
            continue
        for phones in speech(chain, one.start, one.end):
            yield Unscripted(tuple(phone.name for phone in phones))


def speech(chain: FreeChain, start: int, end: int) -> Iterator[tuple[ChainPhone, ...]]:
    """Give what may be speech between two frames, parted by pauses."""
    for phones in chain.speech(start, end):
        frames = phones[-1].end - phones[0].start
        if len(phones) >= LEAST_PHONES and frames >= LEAST_FRAMES:
            yield phones
