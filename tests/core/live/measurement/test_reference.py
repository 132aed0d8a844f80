"""What was heard against what was said."""

from live_measures import said
from sync_core import Document, Segment, Word
from sync_core.live.measurement.reference import Edges, compare
from sync_core.live.measurement.word_alignment import align_words


def test_word_errors_by_kind() -> None:
    heard = said("The cat sad the mat, mat")
    errors = compare("the cat sat on the mat", heard).errors
    assert (errors.words, errors.changed, errors.missing, errors.extra) == (6, 1, 1, 1)
    assert errors.rate == 0.5


def test_hyphens_and_dashes_part_words() -> None:
    errors = compare("twenty four, well–known", said("Twenty-four well known")).errors
    assert errors.rate == 0


def test_nothing_said_has_no_error_rate() -> None:
    errors = compare("", said("ghost")).errors
    assert (errors.extra, errors.rate) == (1, None)


def test_boundaries_are_those_of_words_heard_right() -> None:
    heard = [Word("a", 10, 290), Word("x", 300, 600), Word("c", 580, 940)]
    found = compare(said("a b c"), heard)
    assert found.ends == (300, None, 900)
    assert found.boundaries.starts == Edges(2, 15.0, 15.0, 20, -5.0)
    assert found.boundaries.ends == Edges(2, 25.0, 25.0, 40, 15.0)
    assert found.boundaries.all == Edges(4, 20.0, 15.0, 40, 0.0)


def test_a_document_is_a_reference_too() -> None:
    words = said("a b")
    document = Document([Segment(words, "a b", 0, 600)], duration_ms=600)
    assert compare(document, words).ends == (300, 600)


def test_times_decide_which_of_two_like_words_was_heard() -> None:
    reference = said("the the the")
    for place in range(3):
        (number,) = [
            one for one, other in align_words(
                ["the"] * 3, ["the"], [150, 450, 750], [150 + 300 * place]
            ) if other is not None
        ]  # fmt: skip
        assert number == place
    assert compare(reference, said("the", 2)).ends == (900,)
