"""Anchors, from phones that are heard with mistakes."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from sync_core.audio import Audio
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.script.script import Script
from sync_core_plugins.ctc.acoustic_model import Floats, Scores, Spelling
from sync_core_plugins.ctc.anchors import find_anchors, find_longest_chain
from sync_core_plugins.spoken_forms import Rows

LETTERS = "abcdefghijklmnop"
FRAMES_PER_LETTER = 4


class Parrot:
    """Hears given letters, one every 80 ms."""

    frame_ms = 20.0

    def __init__(self, heard: str) -> None:
        self._heard = heard

    def spell(self, words: Sequence[str], rows: Sequence[Rows]) -> list[Spelling]:
        return [Spelling((tuple(word),)) for word in words]

    def compute_log_probabilities(self, pcm: object) -> Iterator[Floats]:
        for letter in self._heard:
            frames = np.full((FRAMES_PER_LETTER, len(LETTERS) + 1), -9.0, np.float32)
            frames[0, LETTERS.index(letter)] = 0.0
            frames[1:, -1] = 0.0
            yield frames

    def classify_token(self, token: int) -> str | None:
        return LETTERS[token] if token < len(LETTERS) else None

    def classify(self, unit: str) -> str:
        return unit

    def score(self, frames: Floats, units: object) -> Scores:
        raise NotImplementedError

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def words() -> list[str]:
    rng = np.random.default_rng(3)
    return ["".join(rng.choice(list(LETTERS), 5)) for _ in range(400)]


def find(heard: str, words: list[str]) -> dict[int, int]:
    audio = Audio.load(np.ones(16_000, np.int16), sample_rate_hz=16_000)
    request = AlignmentRequest(audio, Script.parse(" ".join(words)))
    model = Parrot(heard)
    found = find_anchors(model, request, model.spell(words, [()] * len(words)))
    numbers = [anchor.word for anchor in found]
    assert numbers == sorted(set(numbers))
    return {a.word: (a.start_ms + a.end_ms) // 2 for a in found}


def mistaken(text: str, share: float) -> str:
    rng = np.random.default_rng(4)
    return "".join(
        str(rng.choice(list(LETTERS))) if rng.random() < share else c for c in text
    )


def test_words_are_found_where_they_are(words: list[str]) -> None:
    found = find(mistaken("".join(words), 0.15), words)
    assert len(found) > 100
    for word, at_ms in found.items():
        assert abs(at_ms - word * 5 * 80) <= 400


def test_text_that_was_not_said_has_no_anchors(words: list[str]) -> None:
    found = find("".join(words[:100] + words[200:]), words)
    assert not set(found) & set(range(101, 199))
    assert len(set(found) & set(range(200, 400))) > 150
    assert all(abs(at - (w - 100) * 400) <= 400 for w, at in found.items() if w > 200)


def test_another_text_has_no_anchors(words: list[str]) -> None:
    rng = np.random.default_rng(5)
    assert not find("".join(rng.choice(list(LETTERS), 2000)), words)


def test_a_moved_passage_does_not_pull_the_rest(words: list[str]) -> None:
    heard = "".join(words[:200] + words[380:390] + words[200:])
    found = find(heard, words)
    assert all(at >= (w * 400) - 400 for w, at in found.items())
    assert len(found) > 300


def test_the_longest_rising_chain() -> None:
    seeds = [(0, 5), (1, 1), (2, 9), (3, 2), (4, 3), (5, 0), (6, 4)]
    assert find_longest_chain(seeds) == [(1, 1), (3, 2), (4, 3), (6, 4)]
    assert find_longest_chain([]) == []
