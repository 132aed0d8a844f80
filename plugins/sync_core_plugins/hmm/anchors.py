"""Where in long audio words of its script are certainly heard.

Window after window is compared with the part of the script that may follow; only runs
of words that fit too well for chance are kept. While nothing is found, the part grows.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

import numpy as np  # noqa: TID253
from attrs import define, frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core import AlignmentRequest, Anchor
from sync_core_plugins.hmm.corrections.repeated_phrases import with_nearest
from sync_core_plugins.hmm.corrections.words_before_pauses import is_stub
from sync_core_plugins.hmm.decode.forced_aligner import FRAME_MS, Slot
from sync_core_plugins.hmm.verify.comparison import Judge, Lookup, readings_of
from sync_core_plugins.hmm.verify.garbage_decoder import EACH_FRAME, EACH_OUT, Heard
from sync_core_plugins.hmm.verify.phone_loop import FreeChain

__all__ = ["find_anchors"]

RATE = 16
"""Samples a millisecond."""
SHORTEST_MS, LONGEST_MS = 20_000, 30_000
"""A window: long enough for its sentences to tell their place among repeated ones."""
QUIET_MS = 200
"""Windows are cut in the middle of the quietest stretch of this length."""
AHEAD, FARTHEST = 400, 6_400
"""Words looked at beyond the last one heard: four windows' worth, and at most, after
windows in which nothing was found, 40 minutes' worth."""
LEAST_RUN = 5
"""Words in a row; the outer two are no anchors, for they may have been cut or may
belong to other speech."""
LEAST_EVIDENCE = 3_000
"""By how much a run fits better than unscripted speech at its price. In 80 clips with
scripts of others no run by chance reached 1500; ten right words have 3000 to 7000."""
NEAR = 30
"""A run that begins farther than so many words ahead"""
LEAST_COVER = 0.5
"""has to cover this share of its window's speech: a sentence alone may be repeated."""


@frozen
class _Run:
    """Words in a row; places are slots of the part that was looked at."""

    heard: tuple[Heard, ...]

    @property
    def frames(self) -> int:
        return sum(one.end - one.start for one in self.heard)

    @property
    def evidence(self) -> int:
        return sum(one.gain for one in self.heard) + EACH_FRAME * self.frames


@define
class _Reader:
    """Where in the script the audio has come to."""

    judge: Judge
    tokens: Sequence[Sequence[Slot]]
    lookup: Lookup
    next: int = 0
    ahead: int = AHEAD

    def read(self, pcm: NDArray[np.int16], offset_ms: int) -> list[Anchor]:
        """Give the anchors of one window."""
        part = self.tokens[self.next : self.next + self.ahead]
        owners = [at for at, token in enumerate(part, self.next) for _ in token]
        if not owners:
            return []
        slots = [slot for token in part for slot in token]
        heard, chain = self.judge.listen(
            pcm.tobytes(), slots, self.lookup, _costs(slots)
        )
        heard = with_nearest(heard, slots)
        runs = self._certain(list(_runs(heard)), chain, owners)
        if not runs:
            self.ahead = min(2 * self.ahead, FARTHEST)
            return []
        self.next, self.ahead = owners[_place(runs[-1].heard[-1])] + 1, AHEAD
        return [
            anchor
            for run in runs
            for anchor in _anchors(run, owners, offset_ms, self._stranded(run, slots))
        ]

    def _stranded(self, run: _Run, slots: Sequence[Slot]) -> set[int]:
        """Give the places of words that may belong behind the pause after them."""
        places: set[int] = set()
        for one, after in pairwise(run.heard):
            ways = readings_of(slots[_place(one)], self.lookup)
            phones = min(map(len, ways), default=0)
            if is_stub(one.end - one.start, phones, after.start - one.end):
                places.add(_place(one))
        return places

    def _certain(
        self, runs: Sequence[_Run], chain: FreeChain, owners: Sequence[int]
    ) -> list[_Run]:
        """Leave out runs by chance, and far ones that may belong elsewhere."""
        groups: list[list[_Run]] = [[]]
        last = self.next
        for run in runs:
            if len(run.heard) < LEAST_RUN or run.evidence < LEAST_EVIDENCE:
                continue
            if owners[_place(run.heard[0])] - last > NEAR:
                groups.append([])
            groups[-1].append(run)
            last = owners[_place(run.heard[-1])]
        least = LEAST_COVER * chain.speech_frames
        near, *far = groups
        sure = [one for one in far if sum(run.frames for run in one) >= least]
        return [run for group in (near, *sure) for run in group]


def find_anchors(
    request: AlignmentRequest,
    judge: Judge,
    tokens: Sequence[Sequence[Slot]],
    lookup: Lookup,
) -> list[Anchor]:
    """Give anchors in order of time, at most one a token.

    Half of the progress is this work's; the other half is the alignment's.

    Raises:
        CancelledError: The caller asked to stop.
    """
    pcm, duration = request.audio.pcm, request.audio.duration_ms
    reader = _Reader(judge, tokens, lookup)
    anchors: list[Anchor] = []
    for start, end in _windows(pcm):
        request.check_cancel()
        anchors += reader.read(pcm[start * RATE : end * RATE], start)
        if request.progress is not None:
            request.progress(min(end, duration) // 2, duration)
    return anchors


def _windows(pcm: NDArray[np.int16]) -> Iterator[tuple[int, int]]:
    """Cut audio where it is quiet; gives milliseconds."""
    start, length = 0, -(-len(pcm) // RATE)
    while length - start > LONGEST_MS:
        first, last = (start + ms for ms in (SHORTEST_MS, LONGEST_MS))
        tail = pcm[first * RATE : last * RATE].astype(np.float64)
        levels = np.mean(np.square(tail.reshape(-1, 10 * RATE)), axis=1)
        steps = QUIET_MS // 10
        sums = np.convolve(levels, np.ones(steps), "valid")
        end = first + int(np.argmin(sums)) * 10 + QUIET_MS // 2
        yield start, end
        start = end
    yield start, length


def _costs(slots: Sequence[Slot]) -> list[int]:
    """Let leaving out near words cost more than leaving out far ones.

    So of two places that fit alike the nearer one is taken.
    """
    count = len(slots)
    return [
        0 if () in slot else EACH_OUT * (2 * count - at) // (2 * count)
        for at, slot in enumerate(slots)
    ]


def _runs(heard: Sequence[Heard]) -> Iterator[_Run]:
    """Give the words that follow each other in script and audio."""
    run: list[Heard] = []
    for one in heard:
        if run and (one.slot is None or one.slot != _place(run[-1]) + 1):
            yield _Run(tuple(run))
            run = []
        if one.slot is not None:
            run.append(one)
    if run:
        yield _Run(tuple(run))


def _place(one: Heard) -> int:
    if one.slot is None:
        raise ValueError(f"{one!r} is not in the script")
    return one.slot


def _anchors(
    run: _Run, owners: Sequence[int], offset_ms: int, stranded: Container[int]
) -> Iterator[Anchor]:
    """Give the inner words of a run, of a token with many slots its first."""
    seen = owners[_place(run.heard[0])]
    for one in run.heard[1:-1]:
        word = owners[_place(one)]
        if word != seen and _place(one) not in stranded:
            start, end = (
                offset_ms + frame * FRAME_MS for frame in (one.start, one.end)
            )
            yield Anchor(word, start, end)
        seen = word
