"""Words that the script repeats are taken for the nearest place."""

from sync_core_plugins.hmm.corrections.repeated_phrases import with_nearest
from sync_core_plugins.hmm.decode.forced_aligner import Slot
from sync_core_plugins.hmm.verify.garbage_decoder import Heard

LINE = "so dark the night so cold the wind".split()
SCRIPT: list[Slot] = [
    ((word,),) for word in [*LINE, *LINE, *"and then it rained".split()]
]
COUNT = len(LINE)


def heard(*places: int, start: int = 0) -> list[Heard]:
    """Words of twenty frames in a row."""
    return [
        Heard(place, start + 20 * at, start + 20 * at + 20, 100)
        for at, place in enumerate(places)
    ]


def slots(found: list[Heard]) -> list[int | None]:
    return [one.slot for one in found]


def test_a_jump_into_the_next_verse_is_taken_back() -> None:
    # Two of the first verse, then the rest of the second, and a word by chance.
    jumped = heard(0, 1, *range(COUNT + 2, 2 * COUNT + 1))
    found = with_nearest(jumped, SCRIPT)
    assert slots(found) == list(range(COUNT))
    assert [one.start for one in found] == [one.start for one in jumped[:COUNT]]


def test_what_goes_on_behind_the_second_verse_was_left_out_before() -> None:
    places = [0, 1, *range(COUNT + 2, len(SCRIPT))]
    script = [*SCRIPT, ((("still"),),)]
    places.append(len(SCRIPT))
    found = with_nearest(heard(*places), script)
    assert slots(found) == places


def test_after_a_pause_the_first_verse_may_have_been_said() -> None:
    later = [*heard(0, 1), *heard(*range(COUNT + 2, 2 * COUNT), start=200)]
    assert with_nearest(later, SCRIPT) == later


def test_a_few_words_are_no_repetition() -> None:
    few = heard(0, 1, *range(COUNT + 2, COUNT + 6))
    assert with_nearest(few, SCRIPT) == few


def test_other_speech_and_nothing() -> None:
    stray = [*heard(0, 1), Heard(None, 40, 60), *heard(2, 3, start=60)]
    assert with_nearest(stray, SCRIPT) == stray
    assert with_nearest([], SCRIPT) == []
