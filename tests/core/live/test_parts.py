"""The parts of a live stream, one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core import InputError, Word, match_form
from sync_core.live.policy import LocalAgreement, agreement
from sync_core.live.recognition.hypothesis import Words
from sync_core.live.recognition.joint import Joint, joint
from sync_core.live.recognition.running_text import running_text
from sync_core.live.recognition.utterance import Utterance
from sync_core.live.settings import LiveSettings

ms = st.integers(0, 5_000)
texts = st.lists(st.sampled_from("the a cat sat on mat".split()), max_size=12)


def words(
    text: str | Sequence[str], start_ms: int = 0, each_ms: int = 300
) -> list[Word]:
    parts = text.split() if isinstance(text, str) else text
    return [
        Word(part, start_ms + at * each_ms, start_ms + (at + 1) * each_ms)
        for at, part in enumerate(parts)
    ]


@given(texts, texts)
def test_what_goes_on_from_the_same_beginning_is_found(
    settled: list[str], more: list[str]
) -> None:
    found = joint(words(settled), words([*settled, *more]))
    assert found == Joint(len(settled), is_found=True)


@given(texts, texts)
def test_a_continuation_lies_within_what_was_heard(
    settled: list[str], heard: list[str]
) -> None:
    count = joint(words(settled), words(heard)).count
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
    left = found[joint(words(settled), found).count :]
    assert " ".join(word.text for word in left) == rest


def test_times_tell_where_nothing_of_what_is_settled_was_heard() -> None:
    settled = words("like a normal PBX", 0)
    heard = [Word("You", 900, 1_150), Word("will", 1_150, 1_700)]
    assert joint(settled, heard) == Joint(1, is_found=False)
    assert joint(settled, []) == Joint(0, is_found=False)


def test_words_far_behind_what_is_settled_are_not_taken_for_it() -> None:
    settled = words("in the conference", 0)
    heard = words("to kick all users three to mute", 900)
    assert joint(settled, heard) == Joint(0, is_found=False)


def test_a_letter_in_common_does_not_take_a_new_word() -> None:
    settled = [Word("firstly", 0, 600)]
    heard = [Word("first", 0, 380), Word("they", 380, 600), Word("wanted", 600, 900)]
    assert joint(settled, heard).count == 1


def test_times_tell_a_repetition_from_what_is_settled() -> None:
    settled = words("yes", 0)
    assert joint(settled, words("yes", 0)).count == 1
    assert joint(settled, words("yes yes", 0)).count == 1


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


def test_a_word_whose_end_was_cut_off_is_not_said_twice() -> None:
    settled = [Word("blue", 0, 300), Word("j", 300, 400)]
    whole = [Word("blue", 0, 320), Word("jay", 320, 700), Word("flew", 700, 900)]
    assert joint(settled, whole).count == 2


def test_a_word_that_is_said_twice_is_heard_twice() -> None:
    settled = [Word("had", 0, 300)]
    assert joint(settled, [Word("had", 0, 300), Word("had", 300, 600)]).count == 1


def test_doubtful_words_are_shown_later_with_all_behind_them() -> None:
    known = Words(LocalAgreement())
    known.start()
    heard = [Word("sure", 0, 300, 0.9), Word("tambi", 300, 600, 0.2)]
    known.hear([*heard, Word("often", 600, 900, 0.9)], 0, 1_200)
    assert [word.text for word in known.shown(300)] == ["sure"]
    known.hear([*heard, Word("often", 600, 900, 0.9)], 0, 2_100)
    assert [word.text for word in known.shown(300)] == ["sure", "tambi", "often"]


def test_nothing_settles_where_settled_words_were_not_heard() -> None:
    known = Words(LocalAgreement())
    known.start()
    for _ in range(2):
        known.hear(words("a normal PBX"), 0, 2_000)
    known.release(known.settled)
    for _ in range(3):
        known.hear(words("you will navigate", 1_000), 300, 4_000)
        assert known.settled == []
    assert [word.text for word in known.probable] == ["you", "will", "navigate"]


def test_more_final_words_are_heard_again_where_they_were_not_recognised() -> None:
    known = Words(LocalAgreement())
    known.start()
    text = "one two three four five six seven eight"
    for _ in range(2):
        known.hear(words(text), 0, 5_000)
    known.release(known.settled)
    assert known.boundary(5_000) == 1_500
    known.hear(words("uh", 2_500), 1_500, 5_700)
    assert known.boundary(5_700) == 600


def test_what_is_heard_whole_at_a_pause_need_not_be_heard_again() -> None:
    known = Words(LocalAgreement())
    known.start()
    known.hear(words("one two three"), 0, 1_300, whole=True)
    assert [word.text for word in known.settled] == ["one", "two", "three"]


@given(texts, texts)
def test_agreement_is_mutual(one: list[str], other: list[str]) -> None:
    count = agreement(one, other)
    assert count == agreement(other, one)
    assert one[:count] == other[:count]
    assert one[count : count + 1] != other[count : count + 1] or count == len(one)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["Hello,", "world."], "Hello, world."),
        (["今日", "は"], "今日は"),
        (["今日", "は", "OK", "です"], "今日は OK です"),
        (["สวัส", "ดี"], "สวัสดี"),
        (["안녕", "하세요"], "안녕 하세요"),
        (["𠮷", "野"], "𠮷野"),
    ],
)
def test_running_text(parts: list[str], text: str) -> None:
    assert running_text(words(parts)) == text


def test_an_utterance_is_what_it_was_given() -> None:
    rng = np.random.default_rng(0)
    start = rng.integers(-99, 99, 4_000).astype(np.int16)
    utterance = Utterance(1_000, start)
    frames = rng.integers(-99, 99, (300, 512)).astype(np.int16)
    for at, frame in enumerate(frames):
        utterance.grow(frame, at < 290)
    sound = np.concatenate([start, frames.ravel()])
    assert np.array_equal(utterance.audio().pcm, sound)
    assert utterance.end_ms == 1_000 + len(sound) // 16
    assert utterance.silence_ms == 10 * 32
    assert utterance.speech_end_ms == utterance.end_ms - 320
    part = utterance.audio(1_500, 2_000)
    assert np.array_equal(part.pcm, sound[8_000:16_000])
    utterance.cut(3_000)
    assert np.array_equal(utterance.audio().pcm, sound[32_000:])
    assert np.array_equal(utterance.audio(0, 99_999).pcm, sound[32_000:])
    assert utterance.start_ms == 3_000
    assert utterance.end_ms == 1_000 + len(sound) // 16


def test_an_utterance_that_is_cut_again_and_again_does_not_grow() -> None:
    utterance = Utterance(0, np.zeros(512, np.int16))
    for _ in range(5_000):
        utterance.grow(np.zeros(512, np.int16), True)
        if utterance.length_ms > 2_000:
            utterance.cut(utterance.end_ms - 500)
    assert len(utterance._pcm) < 16 * 8_000
    assert utterance.end_ms == 5_001 * 32


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"step_ms": 0}, "step_ms lies between"),
        ({"step_ms": 10.0}, "step_ms is a whole number"),
        ({"longest_ms": 60_000}, "longest_ms lies between"),
        ({"endpoint_ms": True}, "endpoint_ms is a whole number"),
        ({"speech": 0.1}, "speech lies between"),
        ({"speech": "loud"}, "speech is a probability"),
        ({"speech": float("nan")}, "speech lies between"),
    ],
)
def test_settings_that_cannot_be(values: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        LiveSettings(**values)  # type: ignore[arg-type]
