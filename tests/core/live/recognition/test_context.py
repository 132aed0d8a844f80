"""What is said is heard behind what was said before."""

import numpy as np

from sync_core import Audio, Word
from sync_core.live.recognition.context import RecentUtterances


def utterance(value: int, duration_ms: int) -> Audio:
    return Audio(np.full(duration_ms * 16, value, np.int16), duration_ms=duration_ms)


def test_the_last_utterances_that_fit_come_in_order_with_their_words() -> None:
    recent = RecentUtterances(10_000)
    recent.add(utterance(1, 4_000), [Word("one", 100, 900)])
    recent.add(utterance(2, 2_000), [Word("two", 200, 700)])
    recent.add(utterance(3, 1_000), [Word("three", 300, 800)])

    context = recent.select_last(3_500)

    assert context.duration_ms == 3_000
    assert context.pcm[0] == 2
    assert context.pcm[-1] == 3
    assert [(w.text, w.start_ms) for w in context.words] == [
        ("two", 200),
        ("three", 2_300),
    ]


def test_nothing_fits_where_the_last_one_is_too_long() -> None:
    recent = RecentUtterances(10_000)
    recent.add(utterance(1, 500), [])
    recent.add(utterance(2, 4_000), [])

    assert recent.select_last(3_000).duration_ms == 0


def test_what_is_never_asked_for_is_let_go() -> None:
    recent = RecentUtterances(5_000)
    for value in range(1, 100):
        recent.add(utterance(value, 2_000), [])

    assert recent.select_last(1_000_000).duration_ms == 4_000


def test_an_utterance_longer_than_all_that_is_kept_is_not_kept() -> None:
    recent = RecentUtterances(5_000)
    recent.add(utterance(1, 24_000), [])

    assert recent.select_last(1_000_000).duration_ms == 0


def test_audio_is_put_behind_it_and_its_words_before_a_time() -> None:
    recent = RecentUtterances(5_000)
    recent.add(utterance(1, 1_000), [Word("one", 100, 900)])
    context = recent.select_last(5_000)

    joined = context.prepend_to(utterance(2, 500))

    assert joined.duration_ms == 1_500
    assert joined.pcm[15_999] == 1
    assert joined.pcm[16_000] == 2
    assert [w.start_ms for w in context.place_words_before(8_000)] == [7_100]


def test_half_milliseconds_are_left_out() -> None:
    recent = RecentUtterances(5_000)
    recent.add(Audio(np.ones(16_007, np.int16), duration_ms=1_000), [])

    assert recent.select_last(5_000).duration_ms == 1_000
