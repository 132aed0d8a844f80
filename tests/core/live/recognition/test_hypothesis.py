"""What is shown, settled and final of an utterance."""

from __future__ import annotations

from live_words import words
from sync_core import Word
from sync_core.live.policy import LocalAgreement
from sync_core.live.recognition.hypothesis import Hypothesis, transfer_times


def test_doubtful_words_are_shown_later_with_all_behind_them() -> None:
    known = Hypothesis(LocalAgreement())
    known.start()
    heard = [Word("sure", 0, 300, 0.9), Word("tambi", 300, 600, 0.2)]
    known.update([*heard, Word("often", 600, 900, 0.9)], 0, 1_200)
    assert [word.text for word in known.select_visible(300)] == ["sure"]
    known.update([*heard, Word("often", 600, 900, 0.9)], 0, 2_100)
    shown = [word.text for word in known.select_visible(300)]
    assert shown == ["sure", "tambi", "often"]


def test_nothing_settles_where_settled_words_were_not_heard() -> None:
    known = Hypothesis(LocalAgreement())
    known.start()
    for _ in range(2):
        known.update(words("a normal PBX"), 0, 2_000)
    known.finalize(known.settled)
    for _ in range(3):
        known.update(words("you will navigate", 1_000), 300, 4_000)
        assert known.settled == []
    assert [word.text for word in known.probable] == ["you", "will", "navigate"]


def test_more_final_words_are_heard_again_where_they_were_not_recognised() -> None:
    known = Hypothesis(LocalAgreement())
    known.start()
    text = "one two three four five six seven eight"
    for _ in range(2):
        known.update(words(text), 0, 5_000)
    known.finalize(known.settled)
    assert known.find_cut(5_000) == 1_500
    known.update(words("uh", 2_500), 1_500, 5_700)
    assert known.find_cut(5_700) == 600


def test_what_is_heard_whole_at_a_pause_need_not_be_heard_again() -> None:
    known = Hypothesis(LocalAgreement())
    known.start()
    known.update(words("one two three"), 0, 1_300, whole=True)
    assert [word.text for word in known.settled] == ["one", "two", "three"]


def test_heard_words_get_the_times_of_what_was_written() -> None:
    heard = [Word("well", 0, 300), Word("known", 300, 900)]
    assert transfer_times(heard, [Word("Well-known", 100, 700)]) == [
        Word("well", 100, 300),
        Word("known", 300, 700),
    ]
    assert transfer_times(heard[:1], [Word("Well,", 100, 200)]) == [
        Word("well", 100, 200)
    ]
