"""Words that the script repeats are taken for the nearest place."""

from sync_core_plugins.hmm.corrections.repeated_phrases import prefer_nearest_repeat
from sync_core_plugins.hmm.decode.words import Slot
from sync_core_plugins.hmm.verify.garbage_decoder import PathSegment
from sync_core_plugins.hmm.verify.pronunciations import PronouncedScript

LINE = "so dark the night so cold the wind".split()
SLOTS: list[Slot] = [
    ((word,),) for word in [*LINE, *LINE, *"and then it rained".split()]
]
SCRIPT = PronouncedScript(SLOTS, [])
COUNT = len(LINE)


def heard(*places: int, start: int = 0) -> list[PathSegment]:
    """Words of twenty frames in a row."""
    return [
        PathSegment(place, start + 20 * at, start + 20 * at + 20, 100)
        for at, place in enumerate(places)
    ]


def slots(found: list[PathSegment]) -> list[int | None]:
    return [one.slot for one in found]


def test_a_jump_into_the_next_verse_is_taken_back() -> None:
    # Two of the first verse, then the rest of the second, and a word by chance.
    jumped = heard(0, 1, *range(COUNT + 2, 2 * COUNT + 1))
    found = prefer_nearest_repeat(jumped, SCRIPT)
    assert slots(found) == list(range(COUNT))
    assert [one.start for one in found] == [one.start for one in jumped[:COUNT]]


def test_what_goes_on_behind_the_second_verse_was_left_out_before() -> None:
    places = [0, 1, *range(COUNT + 2, len(SLOTS))]
    script = PronouncedScript([*SLOTS, ((("still"),),)], [])
    places.append(len(SLOTS))
    found = prefer_nearest_repeat(heard(*places), script)
    assert slots(found) == places


def test_after_a_pause_the_first_verse_may_have_been_said() -> None:
    later = [*heard(0, 1), *heard(*range(COUNT + 2, 2 * COUNT), start=200)]
    assert prefer_nearest_repeat(later, SCRIPT) == later


def test_a_few_words_are_no_repetition() -> None:
    few = heard(0, 1, *range(COUNT + 2, COUNT + 6))
    assert prefer_nearest_repeat(few, SCRIPT) == few


def test_other_speech_and_nothing() -> None:
    stray = [*heard(0, 1), PathSegment(None, 40, 60), *heard(2, 3, start=60)]
    assert prefer_nearest_repeat(stray, SCRIPT) == stray
    assert prefer_nearest_repeat([], SCRIPT) == []
