"""Latency and erasure, on updates made by hand."""

import pytest

from live_measures import STREAM, emitted, final, partial, said
from sync_core import Word
from sync_core.live.measurement.metrics import (
    Delays,
    compute_percentile,
    count_erasure,
    measure_latency,
    measure_word_times,
)
from sync_core.live.measurement.timeline import list_states
from sync_core.live.updates import Endpoint, Partial


def test_erasure_counts_what_was_taken_back() -> None:
    seen = list(list_states(STREAM))
    folded = count_erasure(seen)
    assert (folded.erased, folded.final, folded.rate) == (1, 4, 0.25)
    # b; then a, c and D, as a became A; then e, as e. came.
    assert count_erasure(seen, as_written=True).erased == 5


def test_words_behind_a_changed_one_count_as_taken_back() -> None:
    seen = list_states(
        emitted(
            (0, 0, [partial("a b c d")]),
            (1, 1, [partial("x b c d")]),
            (2, 2, [final("x b c d", 0, 0)]),
        )
    )
    assert count_erasure(seen).erased == 4


def test_what_vanishes_with_the_utterance_is_taken_back() -> None:
    vanished = emitted((0, 0, [partial("a b")]), (1, 1, [Endpoint(600, "pause")]))
    found = count_erasure(list_states(vanished))
    assert (found.erased, found.final, found.rate) == (2, 0, None)


def test_latency_counts_from_the_first_sight_and_from_the_end_of_change() -> None:
    known = measure_word_times(list(list_states(STREAM)))
    assert [(t.shown_audio_ms, t.shown_at_ms) for t in known] == [
        (700, 800), (1000, 1200), (1000, 1200), (1300, 1500),
    ]  # fmt: skip
    assert [(t.final_audio_ms, t.final_at_ms) for t in known] == [
        (1300, 1500), (1900, 2400), (1900, 2400), (1900, 2400),
    ]  # fmt: skip
    found = measure_latency(known, [word.end_ms for word in (t.word for t in known)])
    # Ends: 300, 600, 900, 1200.
    assert found.final == Delays(4, 1350.0, 1800)
    assert found.final_unaware == Delays(4, 1000.0, 1300)
    assert found.shown == Delays(4, 400.0, 600)
    assert found.shown_unaware == Delays(4, 250.0, 400)


def test_words_without_a_known_end_do_not_count() -> None:
    known = measure_word_times(list(list_states(STREAM)))
    found = measure_latency(known, [None, 500, None, None])
    assert found.final == Delays(1, 1900, 1900)
    assert measure_latency(known, [None] * 4).final is None


def test_a_word_counts_as_shown_though_another_before_it_was_missing() -> None:
    late = Word("c", 600, 900)
    seen = list_states(
        emitted(
            (1000, 1000, [Partial([*said("a"), late], 0, "a c")]),
            (1300, 1300, [final("a b c", 0, 0)]),
        )
    )
    assert [t.shown_at_ms for t in measure_word_times(list(seen))] == [1000, 1300, 1000]


def test_a_word_of_the_next_utterance_is_not_shown_by_a_like_one_before() -> None:
    seen = list_states(
        emitted(
            (1000, 1000, [partial("x a")]),
            (1300, 1300, [final("x y", 0, 0), Endpoint(600, "pause")]),
            (9000, 9000, [final("a", 28, 1)]),
        )
    )
    assert [t.shown_at_ms for t in measure_word_times(list(seen))] == [1000, 1300, 9000]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5], 0.95, 5), ([1, 2], 0.5, 1), (list(range(1, 101)), 0.95, 95)],
)
def test_percentile_is_the_nearest_rank(
    values: list[float], share: float, expected: float
) -> None:
    assert compute_percentile(values, share) == expected
