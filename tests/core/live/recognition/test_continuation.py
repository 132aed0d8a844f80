"""Where a new decoding goes on from what is settled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live_words import words
from sync_core import Word
from sync_core.live.recognition.continuation import Continuation, find_continuation

texts = st.lists(st.sampled_from("the a cat sat on mat".split()), max_size=12)


@given(texts, texts)
def test_what_goes_on_from_the_same_beginning_is_found(
    settled: list[str], more: list[str]
) -> None:
    found = find_continuation(words(settled), words([*settled, *more]))
    assert found == Continuation(len(settled), is_found=True)


@given(texts, texts)
def test_a_continuation_lies_within_what_was_heard(
    settled: list[str], heard: list[str]
) -> None:
    count = find_continuation(words(settled), words(heard)).count
    assert 0 <= count <= len(heard)
    if not settled:
        assert count == 0


@pytest.mark.parametrize(
    ("settled", "heard", "rest"),
    [
        ("the cat sat", "The cat, sat on it", "on it"),
        ("the cat sat", "the bat sat on it", "on it"),
        ("the cat sat", "cat sat on it", "on it"),
        ("the cat sat", "well the cat sat on it", "on it"),
        ("the cat sat", "", ""),
        ("the the the", "the the the the", "the"),
    ],
)
def test_where_a_hypothesis_goes_on(settled: str, heard: str, rest: str) -> None:
    found = words(heard)
    left = found[find_continuation(words(settled), found).count :]
    assert " ".join(word.text for word in left) == rest


def test_times_tell_where_nothing_of_what_is_settled_was_heard() -> None:
    settled = words("like a normal PBX", 0)
    heard = [Word("You", 900, 1_150), Word("will", 1_150, 1_700)]
    assert find_continuation(settled, heard) == Continuation(1, is_found=False)
    assert find_continuation(settled, []) == Continuation(0, is_found=False)


def test_words_far_behind_what_is_settled_are_not_taken_for_it() -> None:
    settled = words("in the conference", 0)
    heard = words("to kick all users three to mute", 900)
    assert find_continuation(settled, heard) == Continuation(0, is_found=False)


def test_a_letter_in_common_does_not_take_a_new_word() -> None:
    settled = [Word("firstly", 0, 600)]
    heard = [Word("first", 0, 380), Word("they", 380, 600), Word("wanted", 600, 900)]
    assert find_continuation(settled, heard).count == 1


def test_times_tell_a_repetition_from_what_is_settled() -> None:
    settled = words("yes", 0)
    assert find_continuation(settled, words("yes", 0)).count == 1
    assert find_continuation(settled, words("yes yes", 0)).count == 1


def test_a_word_whose_end_was_cut_off_is_not_said_twice() -> None:
    settled = [Word("blue", 0, 300), Word("j", 300, 400)]
    whole = [Word("blue", 0, 320), Word("jay", 320, 700), Word("flew", 700, 900)]
    assert find_continuation(settled, whole).count == 2


def test_a_word_that_is_said_twice_is_heard_twice() -> None:
    settled = [Word("had", 0, 300)]
    assert (
        find_continuation(settled, [Word("had", 0, 300), Word("had", 300, 600)]).count
        == 1
    )
