"""Anchors in long audio: words of the script that are certainly heard.

Window after window is compared with the part of the script that may follow; only runs
of words that fit too well for chance are kept. While nothing is found, the part grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np  # noqa: TID253
from attrs import define, frozen
from numpy.typing import NDArray  # noqa: TID253

from sync_core import AlignmentRequest, Anchor
from sync_core_plugins.hmm.alignment import Tokens
from sync_core_plugins.hmm.decode.words import FRAME_MS, Slot
from sync_core_plugins.hmm.engines import Engines
from sync_core_plugins.hmm.verify.garbage_decoder import (
    DELETED_WORD_COST,
    GARBAGE_FRAME_COST,
    PathSegment,
)
from sync_core_plugins.hmm.verify.phone_loop import PhoneLoop
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

__all__ = ["find_anchors"]

SAMPLES_PER_MS = 16
MIN_WINDOW_MS, MAX_WINDOW_MS = 20_000, 30_000
"""A window: long enough for its sentences to tell their place among repeated ones."""
QUIET_MS = 200
"""Windows are cut in the middle of the quietest stretch of this length."""
MIN_AHEAD_WORDS, MAX_AHEAD_WORDS = 400, 6_400
"""Words looked at beyond the last one heard: four windows' worth, and at most, after
windows in which nothing was found, 40 minutes' worth."""
MIN_RUN_WORDS = 5
"""Words in a row; the outer two are no anchors, for they may have been cut or may
belong to other speech."""
MIN_EVIDENCE = 3_000
"""By how much a run fits better than unscripted speech at its price. In 80 clips with
scripts of others no run by chance reached 1500; ten right words have 3000 to 7000."""
MAX_NEAR_WORDS = 30
"""A run that begins farther than so many words ahead"""
MIN_COVER = 0.5
"""has to cover this share of its window's speech: a sentence alone may be repeated."""


@frozen
class _Run:
    """Words in a row; places are slots of the part that was looked at."""

    path: tuple[PathSegment, ...]

    @property
    def frames(self) -> int:
        return sum(one.end - one.start for one in self.path)

    @property
    def evidence(self) -> int:
        return sum(one.gain for one in self.path) + GARBAGE_FRAME_COST * self.frames


@define
class _Reader:
    """Follows the script from window to window."""

    engines: Engines
    tokens: Tokens
    next: int = 0
    """The first token that was not read yet."""
    ahead: int = MIN_AHEAD_WORDS

    def read(self, pcm: NDArray[np.int16], offset_ms: int) -> list[Anchor]:
        """Return the anchors of one window."""
        part = self.tokens[self.next : self.next + self.ahead]
        owners = [at for at, token in enumerate(part, self.next) for _ in token]
        if not owners:
            return []
        slots = [slot for token in part for slot in token]
        script = PronouncedScript.of(slots, self.engines.aligner.lookup)
        path, loop = self.engines.comparer.decode(
            pcm.tobytes(), script, _list_costs(slots)
        )
        runs = self._select_certain(list(_find_runs(path)), loop, owners)
        if not runs:
            self.ahead = min(2 * self.ahead, MAX_AHEAD_WORDS)
            return []
        self.next, self.ahead = owners[_slot(runs[-1].path[-1])] + 1, MIN_AHEAD_WORDS
        return [
            anchor for run in runs for anchor in _list_anchors(run, owners, offset_ms)
        ]

    def _select_certain(
        self, runs: Sequence[_Run], loop: PhoneLoop, owners: Sequence[int]
    ) -> list[_Run]:
        """Leave out runs by chance, and far ones that may belong elsewhere."""
        groups: list[list[_Run]] = [[]]
        last = self.next
        for run in runs:
            if len(run.path) < MIN_RUN_WORDS or run.evidence < MIN_EVIDENCE:
                continue
            if owners[_slot(run.path[0])] - last > MAX_NEAR_WORDS:
                groups.append([])
            groups[-1].append(run)
            last = owners[_slot(run.path[-1])]
        least = MIN_COVER * loop.speech_frames
        near, *far = groups
        certain = [one for one in far if sum(run.frames for run in one) >= least]
        return [run for group in (near, *certain) for run in group]


def find_anchors(
    request: AlignmentRequest, tokens: Tokens, engines: Engines
) -> list[Anchor]:
    """Return anchors in order of time, at most one a token.

    Half of the progress is this work's; the other half is the alignment's.

    Raises:
        CancelledError: The caller asked to stop.
    """
    pcm, duration = request.audio.pcm, request.audio.duration_ms
    reader = _Reader(engines, tokens)
    anchors: list[Anchor] = []
    for start, end in _cut_windows(pcm):
        request.check_cancel()
        samples = pcm[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS]
        anchors += reader.read(samples, start)
        if request.progress is not None:
            request.progress(min(end, duration) // 2, duration)
    return anchors


def _cut_windows(pcm: NDArray[np.int16]) -> Iterator[tuple[int, int]]:
    """Cut audio where it is quiet; yield milliseconds."""
    start, length = 0, -(-len(pcm) // SAMPLES_PER_MS)
    while length - start > MAX_WINDOW_MS:
        first, last = (start + ms for ms in (MIN_WINDOW_MS, MAX_WINDOW_MS))
        tail = pcm[first * SAMPLES_PER_MS : last * SAMPLES_PER_MS].astype(np.float64)
        steps = tail.reshape(-1, 10 * SAMPLES_PER_MS)
        levels = np.mean(np.square(steps), axis=1)
        sums = np.convolve(levels, np.ones(QUIET_MS // 10), "valid")
        end = first + int(np.argmin(sums)) * 10 + QUIET_MS // 2
        yield start, end
        start = end
    yield start, length


def _list_costs(slots: Sequence[Slot]) -> list[int]:
    """Return what deleting each word costs, near words more than far ones.

    So of two places that fit alike the nearer one is taken.
    """
    count = len(slots)
    return [
        0 if () in slot else DELETED_WORD_COST * (2 * count - at) // (2 * count)
        for at, slot in enumerate(slots)
    ]


def _find_runs(path: Sequence[PathSegment]) -> Iterator[_Run]:
    """Yield the words that follow each other in script and audio."""
    run: list[PathSegment] = []
    for one in path:
        if run and (one.slot is None or one.slot != _slot(run[-1]) + 1):
            yield _Run(tuple(run))
            run = []
        if one.slot is not None:
            run.append(one)
    if run:
        yield _Run(tuple(run))


def _slot(one: PathSegment) -> int:
    if one.slot is None:
        raise ValueError(f"{one!r} is not in the script")
    return one.slot


def _list_anchors(run: _Run, owners: Sequence[int], offset_ms: int) -> Iterator[Anchor]:
    """Yield the inner words of a run, of a token with many slots its first."""
    seen = owners[_slot(run.path[0])]
    for one in run.path[1:-1]:
        word = owners[_slot(one)]
        if word != seen:
            start, end = (
                offset_ms + frame * FRAME_MS for frame in (one.start, one.end)
            )
            yield Anchor(word, start, end)
        seen = word
