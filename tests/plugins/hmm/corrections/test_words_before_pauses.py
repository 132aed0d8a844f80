"""Little words that were found on the wrong side of a pause."""

from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve

from sync_core.audio import Audio
from sync_core_plugins.hmm.corrections.words_before_pauses import (
    is_too_short,
    move_words_behind_pauses,
)
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.words import FRAME_MS, DecodedWord, Slot

pytestmark = pytest.mark.engine
PAUSE_MS = 1_200
SAID = "in may he had no radio five sandwiches and not much sleep".split()
BEHIND = 2
"""The words from here on stand behind the pause."""


@pytest.fixture(scope="module")
def joined(clip: Audio) -> np.ndarray:
    """Two words, a pause, and a sentence."""
    hush = np.random.default_rng(1).normal(0, 5, PAUSE_MS * 16).astype(np.int16)
    head, tail = clip.slice(0, 325).pcm, clip.slice(4_850, 8_300).pcm
    return np.concatenate([head, hush, tail])


@pytest.fixture(scope="module")
def words(search: ForcedAligner, joined: np.ndarray) -> list[DecodedWord]:
    slots: list[Slot] = [((word,),) for word in SAID]
    found = search.align(joined.tobytes(), slots)
    assert found is not None
    return found


def spoken(words: list[DecodedWord]) -> list[DecodedWord]:
    return [word for word in words if not word.is_filler]


def stranded(words: list[DecodedWord], fit: int) -> list[DecodedWord]:
    """Put the first word behind the pause right before it."""
    at = words.index(spoken(words)[BEHIND])
    one, pause, before = words[at], words[at - 1], words[at - 2]
    assert pause.is_filler
    start = before.end + 5
    moved = evolve(one, start=start, frames=6, score=6 * fit)
    rest = evolve(pause, start=start + 6, frames=one.end - start - 6)
    return [
        *words[: at - 1],
        evolve(pause, frames=5),
        moved,
        rest,
        *words[at + 1 :],
    ]


def test_a_word_that_is_heard_behind_the_pause_goes_there(
    search: ForcedAligner, words: list[DecodedWord], joined: np.ndarray
) -> None:
    found = move_words_behind_pauses(search, stranded(words, -70), joined)
    assert [w.name for w in spoken(found)] == [w.name for w in spoken(words)]
    assert found[0].start == 0
    for one, after in pairwise(found):
        assert one.end == after.start
    for one, right in zip(spoken(found), spoken(words), strict=True):
        assert one.start * FRAME_MS == pytest.approx(right.start * FRAME_MS, abs=60)


def shortened(words: list[DecodedWord], fit: int) -> list[DecodedWord]:
    """Have the last word before the pause be short, and heard that well."""
    at = words.index(spoken(words)[BEHIND - 1])
    short = evolve(words[at], frames=8, score=8 * fit)
    pause = words[at + 1]
    assert pause.is_filler
    rest = evolve(pause, start=short.end, frames=words[at + 2].start - short.end)
    return [*words[:at], short, rest, *words[at + 2 :]]


def test_a_short_word_that_was_said_before_the_pause_stays(
    search: ForcedAligner, words: list[DecodedWord], joined: np.ndarray
) -> None:
    said = shortened(words, -15)
    assert move_words_behind_pauses(search, said, joined) == said
    assert move_words_behind_pauses(search, said, joined, {BEHIND - 1}) == said


def test_a_word_that_begins_a_sentence_goes_there_more_easily(
    search: ForcedAligner, words: list[DecodedWord], joined: np.ndarray
) -> None:
    said = shortened(words, -60)
    assert move_words_behind_pauses(search, said, joined) == said
    found = spoken(move_words_behind_pauses(search, said, joined, {BEHIND - 1}))
    assert [w.name for w in found] == [w.name for w in spoken(words)]
    assert found[BEHIND - 1].start > PAUSE_MS // FRAME_MS // 2


def test_what_is_too_short_before_a_pause() -> None:
    assert is_too_short(10, 2, 50)
    assert not is_too_short(11, 2, 50)
    assert not is_too_short(10, 2, 49)
