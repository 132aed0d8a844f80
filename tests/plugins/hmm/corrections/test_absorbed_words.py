"""Words that were left out though a neighbour takes up their time."""

import pytest

from sync_core_plugins.hmm.corrections.absorbed_words import restore_absorbed_words
from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

ARE, NOW, LATE = [["AA", "R"], ["ER"]], [["N", "AW"]], [["L", "EY", "T"]]
SCRIPT = PronouncedScript([(("are",),), (("now",),), (("late",),)], [ARE, NOW, LATE])


def slots(heard: list[PathSegment]) -> list[int | None]:
    return [one.slot for one in heard]


@pytest.mark.parametrize("first", [True, False])
def test_a_word_whose_time_a_neighbour_took_is_put_back(first: bool) -> None:
    frames = (35, 25) if first else (8, 60)
    heard = [
        PathSegment(0, 100, 100 + frames[0], -300 if first else 50),
        PathSegment(2, 100 + frames[0], 100 + sum(frames), 100 if first else -300),
    ]
    found = restore_absorbed_words(heard, SCRIPT)
    assert slots(found) == [0, 1, 2]
    assert found[1].start == found[1].end == found[0].end


@pytest.mark.parametrize(
    ("frames", "gain"), [(12, -300), (35, 200)], ids=["no time for it", "fits"]
)
def test_a_word_that_was_not_said_stays_out(frames: int, gain: int) -> None:
    heard = [PathSegment(0, 0, frames, gain), PathSegment(2, frames, frames + 25, 100)]
    assert restore_absorbed_words(heard, SCRIPT) == heard


def test_other_speech_in_its_place() -> None:
    heard = [
        PathSegment(0, 0, 35, -300),
        PathSegment(None, 35, 80),
        PathSegment(2, 80, 105, 100),
    ]
    assert restore_absorbed_words(heard, SCRIPT) == heard


def test_nothing_heard() -> None:
    assert restore_absorbed_words([], SCRIPT) == []
