"""Words that the search took for silence are looked for again."""

from typing import cast

import numpy as np
import pytest

from sync_core_plugins.hmm.corrections.false_pauses import realign_false_pauses
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.words import DecodedPhone, DecodedWord, Slot
from sync_core_plugins.hmm.refine.acoustics import measure_acoustics

RATE = 16
LOUD = np.random.default_rng(3).normal(0, 3000, 1000 * RATE)
QUIET = np.random.default_rng(4).normal(0, 5, 1000 * RATE)


class Again:
    """Finds the words it is asked for, half a second each, behind a pause of 0.2 s."""

    def __init__(self, fit: int = -5) -> None:
        self.fit = fit
        self.asked: list[tuple[int, list[str]]] = []

    def align(self, samples: bytes, slots: list[Slot]) -> list[DecodedWord]:
        names = [slot[0][0] for slot in slots]
        self.asked.append((len(samples) // (2 * RATE), names))
        words = [
            found(name, 20 + 50 * at, 50, self.fit) for at, name in enumerate(names)
        ]
        return [found("<sil>", 0, 20), *words, found("<sil>", words[-1].end, 10)]


def found(name: str, start: int, frames: int, fit: int = -5) -> DecodedWord:
    phones = (DecodedPhone("AH", start, frames, fit * frames),)
    return DecodedWord(name, start, frames, fit * frames, phones)


def clip(fit: int) -> list[DecodedWord]:
    """Loud sound between pauses, in its middle a stretch that was taken for one."""
    return [
        found("oh", 0, 50),
        found("<sil>", 50, 50),
        found("<sil>", 100, 50, fit),
        found("was(2)", 150, 30),
        found("a", 180, 20),
        found("<sil>", 200, 100),
    ]


def test_a_false_pause_sends_the_words_around_it_back() -> None:
    pcm = np.concatenate([QUIET, LOUD, QUIET]).astype(np.int16)
    search = Again()
    better = realign_false_pauses(
        cast(ForcedAligner, search), clip(-60), pcm, measure_acoustics(pcm)
    )
    assert [word.name for word in better if not word.is_filler] == ["oh", "was", "a"]
    starts = [word.start for word in better]
    assert starts == sorted(starts)


@pytest.mark.parametrize("fit", [-5, -20])
def test_a_pause_that_fits_is_left_alone(fit: int) -> None:
    pcm = np.concatenate([QUIET, LOUD, QUIET]).astype(np.int16)
    words = clip(fit)
    search = Again()
    assert (
        realign_false_pauses(
            cast(ForcedAligner, search), words, pcm, measure_acoustics(pcm)
        )
        == words
    )
    assert not search.asked


def test_what_fits_worse_is_not_taken() -> None:
    pcm = np.concatenate([QUIET, LOUD, QUIET]).astype(np.int16)
    search = Again(fit=-70)
    assert realign_false_pauses(
        cast(ForcedAligner, search), clip(-60), pcm, measure_acoustics(pcm)
    ) == clip(-60)
    assert [names for _, names in search.asked] == [["oh", "was", "a"]]
