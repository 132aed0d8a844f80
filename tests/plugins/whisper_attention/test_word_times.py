"""Times of words, from those of tokens and pauses."""

from sync_core_plugins.whisper_attention.pauses import Pause
from sync_core_plugins.whisper_attention.word_times import place_words


def test_words_stop_at_pauses_and_touch_elsewhere() -> None:
    starts, owners = [0.0, 300.0, 500.0, 1_400.0], [0, 1, 2]
    found = place_words(starts, owners, [Pause(0, 100), Pause(600, 1_000)], 1_500)
    assert found == [(100, 300), (300, 600), (1_000, 1_400)]


def test_a_mark_takes_its_time_from_both_sides() -> None:
    starts, owners = [0.0, 300.0, 400.0, 800.0], [0, -1, 1]
    assert place_words(starts, owners, [], 1_000) == [(0, 350), (350, 800)]


def test_piled_up_words_stay_in_order_and_inside() -> None:
    starts, owners = [990.0] * 6, [0, 1, 2, 3, 4]
    found = place_words(starts, owners, [Pause(0, 1_000)], 1_000)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in found)
    assert edges[-1] <= 1_000
