"""Pairs of words of two texts."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync_core.live.measurement.word_alignment import align_words

WORDS = st.lists(st.sampled_from("abc"), max_size=7)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_pairs_hold_every_word_once_with_the_fewest_errors(
    one: list[str], other: list[str]
) -> None:
    pairs = align_words(one, other)
    assert [a for a, _ in pairs if a is not None] == [*range(len(one))]
    assert [b for _, b in pairs if b is not None] == [*range(len(other))]
    wrong = sum(
        a is None or b is None or one[a] != other[b] for a, b in pairs
    )  # fmt: skip
    assert wrong == distance(one, other)


def distance(one: list[str], other: list[str]) -> int:
    row = list(range(len(other) + 1))
    for at, word in enumerate(one, start=1):
        before, row = row, [at]
        for to, there in enumerate(other):
            row.append(
                min(before[to] + (word != there), before[to + 1] + 1, row[to] + 1)
            )
    return row[-1]
