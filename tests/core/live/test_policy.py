"""When words are settled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live_words import words
from sync_core import InputError, Word, match_form
from sync_core.live.policy import LocalAgreement, agreement

texts = st.lists(st.sampled_from("the a cat sat on mat".split()), max_size=12)


@given(st.lists(texts, min_size=1, max_size=6), st.integers(2, 4), st.integers(0, 400))
def test_nothing_is_settled_that_not_all_agree_on(
    heard: list[list[str]], count: int, guard: int
) -> None:
    policy, last = LocalAgreement(count, guard), 0
    for at, text in enumerate(heard):
        last = policy.settled(words(text), 10_000)
        if at < count - 1:
            assert last == 0
    if len(heard) >= count:
        forms = [[match_form(t) for t in text] for text in heard[-count:]]
        assert last == min(agreement(forms[-1], other) for other in forms)


def test_case_and_punctuation_are_no_disagreement() -> None:
    policy = LocalAgreement()
    policy.settled(words("In may 1927"), 10_000)
    assert policy.settled(words("in May, 1927."), 10_000) == 3


def test_what_is_heard_at_the_very_end_is_not_settled() -> None:
    policy = LocalAgreement(2, 200)
    for _ in range(2):
        count = policy.settled(words("one two three"), 900)
    assert count == 2


def test_settled_words_are_taken_off_every_hypothesis() -> None:
    policy = LocalAgreement()
    policy.settled(words("one two"), 10_000)
    policy.took(policy.settled(words("one two three"), 10_000))
    assert policy.settled(words("three four"), 10_000) == 1
    policy.reset()
    assert policy.settled(words("three four"), 10_000) == 0


def test_a_doubtful_word_waits_and_all_behind_it() -> None:
    heard = [
        Word("one", 0, 300, 0.9),
        Word("two", 300, 600, 0.2),
        Word("three", 600, 900, 0.9),
    ]
    policy = LocalAgreement(2, 200, doubtful=0.4, patience_ms=1_000)
    policy.settled(heard, 1_200)
    assert policy.settled(heard, 1_599) == 1
    assert policy.settled(heard, 1_600) == 3


def test_words_without_a_confidence_do_not_wait() -> None:
    policy = LocalAgreement(2, 200, doubtful=0.4, patience_ms=10_000)
    policy.settled(words("one two"), 1_000)
    assert policy.settled(words("one two"), 1_000) == 2


def test_it_takes_two_to_agree() -> None:
    with pytest.raises(InputError, match="takes 2"):
        LocalAgreement(1)


@given(texts, texts)
def test_agreement_is_mutual(one: list[str], other: list[str]) -> None:
    count = agreement(one, other)
    assert count == agreement(other, one)
    assert one[:count] == other[:count]
    assert one[count : count + 1] != other[count : count + 1] or count == len(one)
