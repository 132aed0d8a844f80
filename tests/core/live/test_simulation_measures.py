"""The figures of live transcription, on updates made by hand."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync_core import Document, Segment, Word
from sync_core.live.measurement.emitted import Emitted, states
from sync_core.live.measurement.metrics import (
    Delays,
    erasure,
    latency,
    percentile,
    times,
)
from sync_core.live.measurement.reference import Edges, compared
from sync_core.live.script_tracking.word_pairing import paired
from sync_core.live.simulation import Simulation
from sync_core.live.updates import Endpoint, Final, Partial, SpeechStarted, Update

LENGTH_MS = 300
WORDS = st.lists(st.sampled_from("abc"), max_size=7)


def said(text: str, first: int = 0) -> list[Word]:
    """Words that take 300 ms each, the first of them the stream's so-and-so-manieth."""
    return [
        Word(word, LENGTH_MS * at, LENGTH_MS * (at + 1))
        for at, word in enumerate(text.split(), start=first)
    ]


def partial(text: str, first: int = 0) -> Partial:
    return Partial(said(text, first), 0, text)


def final(text: str, first: int, number: int) -> Final:
    words = said(text, first)
    segment = Segment(words, text, words[0].start_ms, words[-1].end_ms)
    return Final(segment, number)


def emitted(*calls: tuple[float, float, list[Update]]) -> list[Emitted]:
    return [
        Emitted(update, audio_ms, at_ms, call)
        for call, (audio_ms, at_ms, updates) in enumerate(calls)
        for update in updates
    ]


# "a b" is heard; then b turns out to be c, then a is final and e is seen, and the rest
# is final when the utterance ends.
STREAM = emitted(
    (200, 250, [SpeechStarted(0)]),
    (700, 800, [partial("a b")]),
    (1000, 1200, [partial("a c D")]),
    (1300, 1500, [final("A", 0, 0), partial("c d e", 1)]),
    (1900, 2400, [final("c d e.", 1, 1), Endpoint(1200, "pause")]),
)


def test_a_viewer_sees_what_is_there_when_a_call_returns() -> None:
    seen = [
        (
            state.at_ms,
            [word.text for word in state.final],
            [word.text for word in state.partial],
        )
        for state in states(STREAM)
    ]
    assert seen == [
        (800, [], ["a", "b"]),
        (1200, [], ["a", "c", "D"]),
        (1500, ["A"], ["c", "d", "e"]),
        (2400, ["c", "d", "e."], []),
    ]


def test_erasure_counts_what_was_taken_back() -> None:
    seen = list(states(STREAM))
    folded = erasure(seen)
    assert (folded.erased, folded.final, folded.rate) == (1, 4, 0.25)
    # b; then a, c and D, as a became A; then e, as e. came.
    assert erasure(seen, as_written=True).erased == 5


def test_words_behind_a_changed_one_count_as_taken_back() -> None:
    seen = states(
        emitted(
            (0, 0, [partial("a b c d")]),
            (1, 1, [partial("x b c d")]),
            (2, 2, [final("x b c d", 0, 0)]),
        )
    )
    assert erasure(seen).erased == 4


def test_what_vanishes_with_the_utterance_is_taken_back() -> None:
    vanished = emitted((0, 0, [partial("a b")]), (1, 1, [Endpoint(600, "pause")]))
    found = erasure(states(vanished))
    assert (found.erased, found.final, found.rate) == (2, 0, None)


def test_latency_counts_from_the_first_sight_and_from_the_end_of_change() -> None:
    known = times(list(states(STREAM)))
    assert [(t.shown_audio_ms, t.shown_at_ms) for t in known] == [
        (700, 800), (1000, 1200), (1000, 1200), (1300, 1500),
    ]  # fmt: skip
    assert [(t.final_audio_ms, t.final_at_ms) for t in known] == [
        (1300, 1500), (1900, 2400), (1900, 2400), (1900, 2400),
    ]  # fmt: skip
    found = latency(known, [word.end_ms for word in (t.word for t in known)])
    # Ends: 300, 600, 900, 1200.
    assert found.final == Delays(4, 1350.0, 1800)
    assert found.final_unaware == Delays(4, 1000.0, 1300)
    assert found.shown == Delays(4, 400.0, 600)
    assert found.shown_unaware == Delays(4, 250.0, 400)


def test_words_without_a_known_end_do_not_count() -> None:
    known = times(list(states(STREAM)))
    found = latency(known, [None, 500, None, None])
    assert found.final == Delays(1, 1900, 1900)
    assert latency(known, [None] * 4).final is None


def test_a_word_counts_as_shown_though_another_before_it_was_missing() -> None:
    late = Word("c", 600, 900)
    seen = states(
        emitted(
            (1000, 1000, [Partial([*said("a"), late], 0, "a c")]),
            (1300, 1300, [final("a b c", 0, 0)]),
        )
    )
    assert [t.shown_at_ms for t in times(list(seen))] == [1000, 1300, 1000]


def test_a_word_of_the_next_utterance_is_not_shown_by_a_like_one_before() -> None:
    seen = states(
        emitted(
            (1000, 1000, [partial("x a")]),
            (1300, 1300, [final("x y", 0, 0), Endpoint(600, "pause")]),
            (9000, 9000, [final("a", 28, 1)]),
        )
    )
    assert [t.shown_at_ms for t in times(list(seen))] == [1000, 1300, 9000]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5], 0.95, 5), ([1, 2], 0.5, 1), (list(range(1, 101)), 0.95, 95)],
)
def test_percentile_is_the_nearest_rank(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


def test_word_errors_by_kind() -> None:
    heard = said("The cat sad the mat, mat")
    errors = compared("the cat sat on the mat", heard).errors
    assert (errors.words, errors.changed, errors.missing, errors.extra) == (6, 1, 1, 1)
    assert errors.rate == 0.5


def test_hyphens_and_dashes_part_words() -> None:
    errors = compared("twenty four, well–known", said("Twenty-four well known")).errors
    assert errors.rate == 0


def test_nothing_said_has_no_error_rate() -> None:
    errors = compared("", said("ghost")).errors
    assert (errors.extra, errors.rate) == (1, None)


def test_boundaries_are_those_of_words_heard_right() -> None:
    heard = [Word("a", 10, 290), Word("x", 300, 600), Word("c", 580, 940)]
    found = compared(said("a b c"), heard)
    assert found.ends == (300, None, 900)
    assert found.boundaries.starts == Edges(2, 15.0, 15.0, 20, -5.0)
    assert found.boundaries.ends == Edges(2, 25.0, 25.0, 40, 15.0)
    assert found.boundaries.all == Edges(4, 20.0, 15.0, 40, 0.0)


def test_a_document_is_a_reference_too() -> None:
    words = said("a b")
    document = Document([Segment(words, "a b", 0, 600)], duration_ms=600)
    assert compared(document, words).ends == (300, 600)


def test_times_decide_which_of_two_like_words_was_heard() -> None:
    reference = said("the the the")
    for place in range(3):
        (number,) = [
            one for one, other in paired(
                ["the"] * 3, ["the"], [150, 450, 750], [150 + 300 * place]
            ) if other is not None
        ]  # fmt: skip
        assert number == place
    assert compared(reference, said("the", 2)).ends == (900,)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_pairs_hold_every_word_once_with_the_fewest_errors(
    one: list[str], other: list[str]
) -> None:
    pairs = paired(one, other)
    assert [a for a, _ in pairs if a is not None] == [*range(len(one))]
    assert [b for _, b in pairs if b is not None] == [*range(len(other))]
    wrong = sum(
        a is None or b is None or one[a] != other[b] for a, b in pairs
    )  # fmt: skip
    assert wrong == distance(one, other)


def distance(one: list[str], other: list[str]) -> int:
    row = list(range(len(other) + 1))
    for at, word in enumerate(one, start=1):
        before, row = row, [at]
        for to, there in enumerate(other):
            row.append(
                min(before[to] + (word != there), before[to + 1] + 1, row[to] + 1)
            )
    return row[-1]


def test_the_json_holds_every_figure() -> None:
    simulation = Simulation(
        duration_ms=2000,
        chunk_ms=100,
        emitted=tuple(STREAM),
        compute_ms=500,
        lag_by_minute_ms=(500.0,),
        end_lag_ms=500,
        reference=said("a c d f"),
    )
    assert simulation.text == "A c d e."
    data = json.loads(simulation.to_json())
    assert (data["kind"], data["version"]) == ("sync-core live simulation", 1)
    assert data["rtf"] == 0.25
    assert data["updates"] == {
        "SpeechStarted": 1, "Partial": 3, "Final": 2, "Endpoint": 1,
    }  # fmt: skip
    assert data["latency"]["final"]["computation_aware"] == {
        "count": 4, "median_ms": 1350.0, "p95_ms": 1800,
    }  # fmt: skip
    assert data["labelled_latency"]["shown"]["computation_unaware"]["count"] == 3
    assert data["erasure"] == {"erased": 1, "final": 4, "rate": 0.25}
    assert data["word_errors"]["rate"] == 0.25
    assert data["boundaries"]["all"]["mean_ms"] == 0
    assert data["lag_by_minute_ms"] == [500]


def test_a_stream_without_words_has_no_figures_of_words() -> None:
    nothing = Simulation(1000, 20, (), 0.0, (0.0,), 0.0, reference="a")
    data = json.loads(nothing.to_json())
    assert data["latency"]["final"]["computation_aware"] is None
    assert data["erasure"]["rate"] is None
    assert data["labelled_latency"] is None
    assert data["word_errors"]["missing"] == 1
