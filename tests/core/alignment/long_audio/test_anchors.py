"""Which words of a script were heard."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core import Script, Word
from sync_core.alignment.long_audio import anchors as _matching
from sync_core.alignment.long_audio.anchors import match_anchors, match_words

WORDS = st.lists(st.sampled_from("abc"), max_size=9)


def fewest_changes(heard: list[str], script: list[str]) -> int:
    """Levenshtein's distance, cell by cell."""
    row = list(range(len(script) + 1))
    for i, form in enumerate(heard, start=1):
        before, row = row, [i]
        for j, other in enumerate(script, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (form != other)))
    return row[-1]


def changes(heard: list[str], script: list[str], pairs: list[tuple[int, int]]) -> int:
    spent = i = j = 0
    for at, place in [*pairs, (len(heard), len(script))]:
        spent += max(at - i, place - j)
        i, j = at + 1, place + 1
    return spent


@given(WORDS, WORDS)
def test_no_other_match_needs_fewer_changes(
    heard: list[str], script: list[str]
) -> None:
    pairs = match_words(heard, script)
    assert all(heard[at] == script[place] for at, place in pairs)
    assert pairs == sorted(pairs)
    assert changes(heard, script, pairs) == fewest_changes(heard, script)


@pytest.mark.parametrize("seed", range(5))
def test_the_band_follows_the_best_path(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_matching, "_BAND_WORDS", 40)
    chance = random.Random(seed)
    script = [str(chance.randrange(50)) for _ in range(300)]
    kept = [word for word in script if chance.random() > 0.1]
    heard = [word if chance.random() > 0.1 else "?" for word in kept]
    pairs = match_words(heard, script)
    assert changes(heard, script, pairs) == fewest_changes(heard, script)


def heard(text: str) -> list[Word]:
    return [Word(word, 100 * at, 100 * at + 90) for at, word in enumerate(text.split())]


def test_anchors_are_the_inner_words_of_runs() -> None:
    script = Script.parse("One two, three four five! Six seven eight.")
    anchors = match_anchors(script, heard("well one TWO three four nine six sevens"))
    assert [(a.word, a.start_ms, a.end_ms) for a in anchors] == [
        (1, 200, 290),
        (2, 300, 390),
    ]


def test_nothing_heard_gives_no_anchors() -> None:
    script = Script.parse("One two three.")
    assert match_anchors(script, []) == []
    assert match_anchors(script, [Word("one", None, None)] * 3) == []
