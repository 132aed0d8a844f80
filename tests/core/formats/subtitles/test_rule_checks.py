"""Each rule at its limit, and one past it."""

import pytest
from attrs import evolve

from sync_core import PROFILES, Cue, Document, Segment, Word, check_cues
from sync_core import cues_as_written as as_written

X = "x" * 10


def codes(*cues: Cue, profile: str = "netflix-en", language: str | None = None) -> str:
    found = check_cues(cues, profile, language=language)
    return " ".join(finding.code for finding in found)


@pytest.mark.parametrize(
    ("cue", "code"),
    [
        (Cue(0, 3000, ("x" * 42,)), ""),
        (Cue(0, 3000, ("x" * 43,)), "cue-line-length"),
        (Cue(0, 3000, ("e\u0301" * 42,)), ""),
        (Cue(0, 3000, ("x", "y")), ""),
        (Cue(0, 3000, ("x", "y", "z")), "cue-lines"),
        (Cue(0, 1000, (X, X)), ""),
        (Cue(0, 999, (X, X)), "cue-speed"),
        (Cue(0, 833, (X,)), ""),
        (Cue(0, 832, (X,)), "cue-short"),
        (Cue(0, 7000, (X,)), ""),
        (Cue(0, 7001, (X,)), "cue-long"),
        (Cue(5, 5, (X,)), "cue-reversed"),
        (Cue(5, 4, (X,)), "cue-reversed"),
        (Cue(0, 3000, ()), "cue-empty"),
        (Cue(0, 3000, (" ",)), "cue-empty"),
    ],
)
def test_one_cue(cue: Cue, code: str) -> None:
    assert codes(cue) == code


@pytest.mark.parametrize(
    ("gap", "code"),
    [
        (0, "cue-gap"),
        (42, "cue-gap"),
        (82, "cue-gap"),
        (83, ""),
        (84, ""),
        (125, "cue-chaining"),
        (458, "cue-chaining"),
        (500, ""),
        (-1, "cue-overlap"),
        (-1000, "cue-overlap"),
        (-1001, "cue-order"),
    ],
)
def test_two_cues(gap: int, code: str) -> None:
    start = 2000 + gap
    assert codes(Cue(1000, 2000, (X,)), Cue(start, start + 1000, (X,))) == code


@pytest.mark.parametrize(
    ("profile", "cue", "code"),
    [
        ("netflix-ja", Cue(0, 7000, ("あ" * 13,)), ""),
        ("netflix-ja", Cue(0, 7000, ("あ" * 13 + "a",)), "cue-line-length"),
        ("netflix-ja", Cue(0, 7000, ("a" * 26,)), ""),
        ("netflix-ja", Cue(0, 1000, ("あ" * 7,)), ""),
        ("netflix-ja", Cue(0, 999, ("あ" * 7,)), "cue-speed"),
        ("netflix-ko", Cue(0, 7000, ("한" * 16,)), ""),
        ("bbc", Cue(0, 600, ("one two",)), ""),
        ("bbc", Cue(0, 599, ("one two",)), "cue-speed"),
        ("dcmp", Cue(0, 1332, ("one",)), "cue-short"),
        ("one-word", Cue(0, 500, ("one two",)), "cue-words"),
    ],
)
def test_other_profiles(profile: str, cue: Cue, code: str) -> None:
    assert codes(cue, profile=profile) == code


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (1000, 2000, ""),
        (917, 2000, ""),
        (916, 2000, "cue-early"),
        (1001, 2000, "cue-late"),
        (1000, 3000, ""),
        (1000, 3001, "cue-trailing"),
    ],
)
def test_cues_against_their_words(start: int, end: int, code: str) -> None:
    assert codes(Cue(start, end, (X,), words=(Word(X, 1000, 2000),))) == code


def test_breaks_that_part_what_belongs_together() -> None:
    first = Cue(0, 3000, ("I went to the", "house of"))
    second = Cue(3084, 6000, ("the queen.",))
    assert codes(first, second) == ""
    assert codes(first, second, language="en") == "cue-split cue-split"
    later = evolve(second, start_ms=4000)
    assert codes(first, later, language="en") == "cue-split"


def test_every_breach_on_its_own_with_its_time() -> None:
    found = check_cues([Cue(100, 200, ("x" * 50, "y" * 50, "z"))], "netflix-en")
    assert [finding.code for finding in found] == [
        "cue-line-length",
        "cue-line-length",
        "cue-lines",
        "cue-short",
        "cue-speed",
    ]
    assert {(f.start_ms, f.end_ms) for f in found} == {(100, 200)}
    assert found[0].message.startswith("cue 1: 50 characters in a line, 42 allowed")


def test_the_profile_can_be_ones_own_or_go_by_the_language() -> None:
    cue = Cue(0, 1000, (X, "x" * 8))
    assert codes(cue) == ""
    assert [f.code for f in check_cues([cue])] == ["cue-speed"]
    own = evolve(PROFILES["netflix-en"], max_cps=10)
    assert [f.code for f in check_cues([cue], own)] == ["cue-speed"]
    assert check_cues([cue], language="en") == []


def test_cues_as_written() -> None:
    segments = [
        Segment([], " one \n\n two\0 ", 500, 900, speaker="Ann"),
        Segment([], "early", 100, 200),
        Segment([Word("timed", 5, 9)], "timed", None, None),
        Segment([], "never", None, None),
        Segment([], " \n", 1, 2),
    ]
    assert as_written(Document(segments)) == [
        Cue(500, 900, ("one", "two"), "Ann"),
        Cue(100, 200, ("early",)),
        Cue(5, 9, ("timed",), None, (Word("timed", 5, 9),)),
    ]
